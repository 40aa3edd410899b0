import { CATEGORIES, LEVELS } from '../../schema/vocabulary';
import type { DataCategory, DisclosureLevel, WithheldReason } from '../../schema/vocabulary';

/** One thing that the caller did not get, as the answer tells it. */
export interface Withheld {
  /** Answer path, `*` for list positions. */
  readonly path: readonly string[];
  /** Null when the caller may not know who is involved. */
  readonly owner: string | null;
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly granted: DisclosureLevel;
  readonly reason: WithheldReason;
  /** Positions of the answer at which it is missing. */
  readonly count: number;
  /** Whether the caller would be given it under a break-glass grant. */
  readonly breakGlass: boolean;
}

/** What the log keeps of a decision: who owns it, for which children, how much, and why not more. */
export interface LedgerLine {
  readonly owner: string;
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly outcome: 'DISCLOSED' | 'WITHHELD';
  readonly reason: WithheldReason | null;
  readonly notifyOwner: boolean;
  /** Decided under a break-glass grant. */
  readonly breakGlass: boolean;
  readonly children: string[];
}

/** A denial, before it is known how often it occurs. */
export interface Denial {
  readonly spots: readonly (readonly string[])[];
  readonly owner: string | null;
  readonly category: number;
  readonly level: number;
  readonly granted: number;
  readonly reason: WithheldReason;
  readonly count: number;
  readonly breakGlass: boolean;
}

interface Entry {
  readonly path: readonly string[];
  readonly denial: Denial;
  granted: number;
  count: number;
  breakGlass: boolean;
}

// INVARIANT: the order of entries does not tell which owner answered first, nor in which order records were looked at.
const byText = ([a]: readonly [string, Entry], [b]: readonly [string, Entry]): number => (a < b ? -1 : 1);

/** What was withheld in one request. */
export interface WithheldList {
  add(denial: Denial): void;
  entries(): Withheld[];
}

/** Collects denials into one entry for each (path, owner, reason), in the order of these. */
export function createWithheldList(): WithheldList {
  const byKey = new Map<string, Entry>();
  return {
    add(denial) {
      for (const path of denial.spots) {
        const key = `${path.join('.')}|${denial.owner ?? ''}|${denial.reason}`;
        const entry = byKey.get(key);
        if (!entry) {
          const { granted, count, breakGlass } = denial;
          byKey.set(key, { path, denial, granted, count, breakGlass });
        } else {
          entry.count += denial.count;
          entry.granted = Math.min(entry.granted, denial.granted);
          entry.breakGlass ||= denial.breakGlass;
        }
      }
    },
    entries: () =>
      [...byKey].sort(byText).map(([, { path, denial, granted, count, breakGlass }]) => ({
        path,
        owner: denial.owner,
        category: CATEGORIES[denial.category]!,
        level: LEVELS[denial.level]!,
        granted: LEVELS[granted]!,
        reason: denial.reason,
        count,
        breakGlass,
      })),
  };
}

/** What happened between one child and one owner: by category, the levels that were disclosed, and those that were not. */
export interface Account {
  readonly childId: string;
  readonly owner: string;
  /** By category: bit `n` is set when level `n` was disclosed, NOTIFIED when the owner is to be told, UNDER_GRANT of break-glass. */
  readonly disclosed: Uint8Array;
  /** By category times four plus level; null while there is nothing. */
  withheld: Map<number, WithheldReason> | null;
}

/** In an account's `disclosed`, beside the levels: the owner is to be told of it. */
export const NOTIFIED = 1 << 7;
/** And: something of it was decided under a break-glass grant. */
export const UNDER_GRANT = 1 << 6;
const LEVEL_BITS = UNDER_GRANT - 1;

export function openAccount(childId: string, owner: string): Account {
  return { childId, owner, disclosed: new Uint8Array(CATEGORIES.length), withheld: null };
}

/** Writes accounts as lines: equal lines of several children are one line with all of them. */
export function linesOf(accounts: Iterable<Account>): LedgerLine[] {
  const byOwner = new Map<string, Map<number | string, LedgerLine>>();
  for (const account of accounts) {
    let lines = byOwner.get(account.owner);
    if (!lines) byOwner.set(account.owner, (lines = new Map()));
    addDisclosed(lines, account);
    addWithheld(lines, account);
  }
  return [...byOwner.values()].flatMap((lines) => [...lines.values()]);
}

type Lines = Map<number | string, LedgerLine>;

/** One child's highest level of each category. Keyed by number: an answer about fifty children has a thousand of these. */
function addDisclosed(lines: Lines, { childId, owner, disclosed }: Account): void {
  for (let category = 0; category < disclosed.length; category++) {
    const levels = disclosed[category]! & LEVEL_BITS;
    if (levels === 0) continue;
    const level = 31 - Math.clz32(levels);
    const isNotified = (disclosed[category]! & NOTIFIED) !== 0;
    const isUnderGrant = (disclosed[category]! & UNDER_GRANT) !== 0;
    const key = (category * 4 + level) * 4 + (isNotified ? 2 : 0) + (isUnderGrant ? 1 : 0);
    const known = lines.get(key);
    if (known) known.children.push(childId);
    else {
      const label = { category: CATEGORIES[category]!, level: LEVELS[level]! };
      const duties = { notifyOwner: isNotified, breakGlass: isUnderGrant };
      const outcome = { outcome: 'DISCLOSED' as const, reason: null, ...duties };
      lines.set(key, { owner, ...label, ...outcome, children: [childId] });
    }
  }
}

function addWithheld(lines: Lines, { childId, owner, withheld }: Account): void {
  if (withheld === null) return;
  for (const [at, reason] of withheld) {
    const key = `${at} ${reason}`;
    const known = lines.get(key);
    if (known) known.children.push(childId);
    else {
      const label = { category: CATEGORIES[at >> 2]!, level: LEVELS[at & 3]! };
      const duties = { notifyOwner: false, breakGlass: false };
      lines.set(key, { owner, ...label, outcome: 'WITHHELD', reason, ...duties, children: [childId] });
    }
  }
}
