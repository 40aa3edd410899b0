import { type Pool, type PoolClient } from 'pg';
import {
  CATEGORIES,
  LEVELS,
  type Agency,
  type DataCategory,
  type DisclosureLevel,
  type Purpose,
  type Role,
} from '../../schema/vocabulary';

/** Who asked, in which role and for what. */
export interface Asker {
  readonly organisation: string;
  readonly agency: Agency;
  readonly role: Role;
  readonly subject: string;
  readonly purpose: Purpose | null;
  readonly justified: boolean;
}

/** What an asker asked of one owner's records of one child, and how often. */
export interface ReplayableDecision {
  readonly childId: string;
  readonly category: DataCategory;
  /** The most that was asked for at one time. */
  readonly asked: DisclosureLevel;
  /** The marking that the log tells of; OPEN where it tells none. */
  readonly handling: (typeof HANDLINGS)[number];
  readonly times: number;
}

/** Everything that an asker asked. */
export interface ReplayableGroup {
  readonly asker: Asker;
  readonly decisions: readonly ReplayableDecision[];
}

const HANDLINGS = ['OPEN', 'SEALED', 'CONDITIONAL'] as const;
/** Entries that are read, and between two turns of others taken apart, at a time. */
const BATCH = 500;

/**
 * Reads what was decided about an owner's records since a moment, equal decisions together: a month of the log passes
 * through memory a batch at a time. Whatever one answer decided about a child and a category is one disclosure, the most
 * that was asked for. What was missing because an owner did not answer was no decision.
 */
export async function findReplayable(pool: Pool, owner: string, since: Date): Promise<ReplayableGroup[]> {
  const tally = createTally(owner);
  const client = await pool.connect();
  try {
    await client.query('begin read only');
    await client.query({
      text: 'declare replayable no scroll cursor for select body from audit_log where at >= $2 and owners @> array[$1::text]',
      values: [owner, since],
    });
    for (let bodies = await fetchBodies(client); bodies.length > 0; bodies = await fetchBodies(client))
      for (const body of bodies) tally.add(JSON.parse(body) as Body);
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
  return tally.groups();
}

async function fetchBodies(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ body: string }>(`fetch ${BATCH} from replayable`);
  return rows.map(({ body }) => body);
}

/** As `writeBody` writes it. */
interface Body {
  readonly principal: Pick<Asker, 'organisation' | 'agency' | 'role' | 'subject'>;
  readonly purpose: Purpose | null;
  readonly justification: string | null;
  readonly children: readonly string[];
  readonly owners: readonly string[];
  readonly lines: readonly {
    readonly owner: number;
    readonly category: DataCategory;
    readonly level: DisclosureLevel;
    readonly reason?: string;
    readonly breakGlass?: boolean;
    readonly children: readonly number[];
  }[];
}

/** A case of one child as one number: category x handling; and with the level that was asked for. */
const CASES = CATEGORIES.length * HANDLINGS.length;
const SLOTS = CASES * LEVELS.length;
const CATEGORY_AT = new Map(CATEGORIES.map((category, index) => [category, index]));

function createTally(owner: string) {
  const groups = new Map<string, { asker: Asker; counts: Map<number, number> }>();
  const children: string[] = [];
  const childAt = new Map<string, number>();
  const numberOf = (childId: string): number => {
    let index = childAt.get(childId);
    if (index === undefined) childAt.set(childId, (index = children.push(childId) - 1));
    return index;
  };
  const countsOf = ({ principal, purpose, justification }: Body): Map<number, number> => {
    const { organisation, agency, role, subject } = principal;
    const justified = justification !== null;
    const key = JSON.stringify([organisation, agency, role, subject, purpose, justified]);
    let group = groups.get(key);
    if (group === undefined) {
      const asker = { organisation, agency, role, subject, purpose, justified };
      groups.set(key, (group = { asker, counts: new Map() }));
    }
    return group.counts;
  };
  return {
    add(body: Body): void {
      const asked = new Map<number, number>();
      for (const line of body.lines) noteLine(asked, line, { body, owner, numberOf });
      if (asked.size === 0) return;
      const counts = countsOf(body);
      for (const [place, level] of asked) {
        const slot = place * LEVELS.length + level;
        counts.set(slot, (counts.get(slot) ?? 0) + 1);
      }
    },
    groups: (): ReplayableGroup[] =>
      [...groups.values()].map(({ asker, counts }) => ({
        asker,
        decisions: [...counts].map(([slot, times]) => decisionAt(slot, times, children)),
      })),
  };
}

interface LineOf {
  readonly body: Body;
  readonly owner: string;
  readonly numberOf: (childId: string) => number;
}

/** Notes the most that a line says was asked of each child. */
function noteLine(asked: Map<number, number>, line: Body['lines'][number], { body, owner, numberOf }: LineOf): void {
  if (body.owners[line.owner] !== owner || line.reason === 'OWNER_UNAVAILABLE' || line.breakGlass === true) return;
  const category = CATEGORY_AT.get(line.category);
  if (category === undefined) return;
  const handling = line.reason === 'SEALED' ? 1 : line.reason === 'CONDITIONAL' ? 2 : 0;
  const level = LEVELS.indexOf(line.level);
  for (const position of line.children) {
    const place = numberOf(body.children[position]!) * CASES + category * HANDLINGS.length + handling;
    if ((asked.get(place) ?? -1) < level) asked.set(place, level);
  }
}

function decisionAt(slot: number, times: number, children: readonly string[]): ReplayableDecision {
  const within = slot % SLOTS;
  const handling = Math.floor(within / LEVELS.length) % HANDLINGS.length;
  return {
    childId: children[Math.floor(slot / SLOTS)]!,
    category: CATEGORIES[Math.floor(within / (LEVELS.length * HANDLINGS.length))]!,
    asked: LEVELS[within % LEVELS.length]!,
    handling: HANDLINGS[handling]!,
    times,
  };
}
