import type { Destined } from './lines';
import { createRandom } from './random';
import type { CustodyEventLine, CustodyPromptLine } from './record-lines';
import { destined } from './stage';

const HOUR_MS = 3_600_000;

/** The prompts that the custody events among a child's lines gave rise to when they were recorded; some were resolved. */
export function promptLines(seed: string, lines: readonly Destined[]): Destined[] {
  const records = lines.map(({ line }) => line);
  const isOf = (kind: string, ownerId: string): boolean =>
    records.some((each) => each.kind === kind && 'ownerId' in each && each.ownerId === ownerId);
  const prompts = records
    .filter((line): line is CustodyEventLine => line.kind === 'CustodyEvent')
    .flatMap((event) =>
      kindsOf(event, isOf('NrmReferral', event.ownerId)).map((kind) => promptLine(seed, event, kind)),
    );
  return destined('police', ...prompts);
}

function kindsOf(event: CustodyEventLine, isReferred: boolean): CustodyPromptLine['promptKind'][] {
  const kinds: CustodyPromptLine['promptKind'][] = [];
  if (!event.nrmConsidered && isReferred) kinds.push('NRM_NOT_CONSIDERED');
  if (event.subjectCategory === 'SUSPECT' && !event.section45Considered) kinds.push('SECTION_45_NOT_CONSIDERED');
  return kinds;
}

/** Drawn from a stream of its own, so that prompts change nothing else of the data. */
function promptLine(
  seed: string,
  event: CustodyEventLine,
  promptKind: CustodyPromptLine['promptKind'],
): CustodyPromptLine {
  const random = createRandom(seed, `prompt/${event.id}/${promptKind}`);
  const { subjectId, ownerId, handling, id: custodyEventId, occurredAt: raisedAt } = event;
  const resolvedAt = new Date(Date.parse(raisedAt) + HOUR_MS).toISOString();
  const resolution = random.chance(0.4)
    ? { resolvedAt, resolvedBy: 'Custody sergeant (invented)', outcome: 'Looked into with children’s services.' }
    : { resolvedAt: null, resolvedBy: null, outcome: null };
  const key = { id: random.id(), subjectId, ownerId, handling };
  return { kind: 'CustodyPrompt', ...key, custodyEventId, promptKind, raisedAt, ...resolution };
}
