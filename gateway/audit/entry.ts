import type { Agency, DataCategory, DisclosureLevel, Purpose, Role, WithheldReason } from '../../schema/vocabulary';

/** One decision that held for some children: what of them one owner's policy disclosed or withheld. */
export interface AuditLine {
  children: string[];
  owner: string;
  category: DataCategory;
  level: DisclosureLevel;
  outcome: 'DISCLOSED' | 'WITHHELD';
  reason: WithheldReason | null;
  policyVersion: string;
  breakGlass: boolean;
  /** The owner's policy asks that the owner be told of this disclosure. */
  notifyOwner?: boolean;
}

/** Who asked what for which purpose, and every decision that was taken on it. Ids only: no value of a record. */
export interface AuditEntry {
  decisionId: string;
  principal: { subject: string; organisation: string; agency: Agency; role: Role };
  purpose: Purpose | null;
  justification: string | null;
  /** SHA-256 of the operation's document, in hex. */
  operation: string;
  lines: AuditLine[];
  /** A step in the life of a policy or of the table of lawful bases, in the place of decisions. */
  change?: AuditChange;
  /** Of a taking of one owner's part of this log: whose part, and by which filter. */
  exported?: { owner: string; filter: Readonly<Record<string, string>> };
}

/** What somebody did to what is shared by. Ids only. */
export interface AuditChange {
  deed: string;
  /** The version, or the change, that it was done to. */
  subject: string;
  owner: string;
}

/** An entry as it is kept: the text that the chain covers, and the ids by which it is found again. */
export interface AuditBody {
  text: string;
  children: string[];
  owners: string[];
}

/** Version of the layout below; a reader refuses what it does not know. */
export const BODY_VERSION = 1;

/**
 * Writes an entry as compact JSON with a fixed order of keys. Children, owners and policy versions are listed once and
 * lines refer to them by position, so that an answer about 50 children stays a few kilobytes.
 */
export function writeBody(entry: AuditEntry): AuditBody {
  const children = createIndex();
  const owners = createIndex();
  const policies = createIndex();
  // What is undefined is not written.
  const lines = entry.lines.map((line) => ({
    owner: owners.positionOf(line.owner),
    category: line.category,
    level: line.level,
    outcome: line.outcome,
    reason: line.reason ?? undefined,
    policy: policies.positionOf(line.policyVersion),
    breakGlass: line.breakGlass || undefined,
    notifyOwner: line.notifyOwner || undefined,
    children: line.children.map((child) => children.positionOf(child)),
  }));
  if (entry.exported) owners.positionOf(entry.exported.owner);
  const { subject, organisation, agency, role } = entry.principal;
  const { change } = entry;
  if (change !== undefined) owners.positionOf(change.owner);
  const text = JSON.stringify({
    v: BODY_VERSION,
    decision: storable(entry.decisionId),
    principal: { subject: storable(subject), organisation: storable(organisation), agency, role },
    purpose: entry.purpose,
    justification: entry.justification === null ? null : storable(entry.justification),
    operation: entry.operation,
    children: children.values,
    owners: owners.values,
    policies: policies.values,
    change,
    lines,
    exported: entry.exported?.filter,
  });
  return { text, children: children.values, owners: owners.values };
}

interface Index {
  values: string[];
  positionOf(value: string): number;
}

function createIndex(): Index {
  const positions = new Map<string, number>();
  const values: string[] = [];
  return {
    values,
    positionOf: (value) => {
      const known = positions.get(value);
      if (known !== undefined) return known;
      const kept = storable(value);
      const position = positions.get(kept) ?? values.push(kept) - 1;
      positions.set(kept, position).set(value, position);
      return position;
    },
  };
}

/** PostgreSQL's jsonb refuses NUL and lone surrogates: one such character must not make an entry unreadable. */
function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}
