import path from 'node:path';
import type { EntityManager } from 'typeorm';
import { isId } from '../../kit/fields';
import { readCsv } from '../../kit/import/csv';
import type { Rejection } from '../../kit/import/report';

/** Whom a council's references stand for: the hub's id of each child, by the council's own. */
export interface References {
  subjects: Map<string, string>;
  rejected: Rejection[];
}

/**
 * The references that the council's database knows, with those of a CSV file (columns CHILD and SUBJECT, the hub's id) if
 * one is given. A line that says otherwise of a child than what is known is rejected. Throws ImportError.
 */
export async function readReferences(
  manager: EntityManager,
  { organisation, file }: { organisation: string; file: string | null },
): Promise<References> {
  const rows = await manager.query<{ reference: string; subject_id: string }[]>(
    'select reference, subject_id from child_references where owner_id = $1',
    [organisation],
  );
  const subjects = new Map(rows.map((row) => [row.reference, row.subject_id]));
  const rejected: Rejection[] = [];
  if (file === null) return { subjects, rejected };
  const taken = new Map(rows.map((row) => [row.subject_id, row.reference]));
  for await (const line of readCsv(file, ['CHILD', 'SUBJECT'])) {
    const [child, subject] = [line.get('CHILD'), line.get('SUBJECT')];
    const reason = faultOf({ child, subject }, { subjects, taken });
    if (reason !== null) rejected.push({ file: path.basename(file), line: line.line, reason });
    else {
      subjects.set(child, subject);
      taken.set(subject, child);
    }
  }
  return { subjects, rejected };
}

function faultOf(
  { child, subject }: { child: string; subject: string },
  { subjects, taken }: { subjects: ReadonlyMap<string, string>; taken: ReadonlyMap<string, string> },
): string | null {
  if (child === '') return 'CHILD: expected a reference';
  if (!isId(subject)) return 'SUBJECT: expected the id that the hub gave the child';
  if ((subjects.get(child) ?? subject) !== subject) return 'SUBJECT: expected the child that this reference stands for';
  return (taken.get(subject) ?? child) === child ? null : 'CHILD: expected one reference for each child';
}
