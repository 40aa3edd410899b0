import { LRUCache } from 'lru-cache';
import type { Agency, Purpose } from '../../schema/vocabulary';
import { levelOf, type DecisionTable } from './compile';
import type { LawfulBasis, Policy, Recipient, SafeguardingMinimum, Situation } from './rule';
import { CATEGORY_INDEX } from './situation-index';
import { createIdentities, type TableCache } from './tables';

/** The policy in force of one organisation of a sector, with what rules may read of the organisation. */
export type SectorPolicy = Policy & { agency: Agency; areas: readonly string[] };

export interface FloorInput {
  /** Of every organisation of the sector. The same array again is answered from the cache. */
  policies: readonly SectorPolicy[];
  recipient: Recipient;
  purpose: Purpose | null;
  bases: ReadonlyMap<string, LawfulBasis>;
  minimum: SafeguardingMinimum;
  /** YYYY-MM-DD */
  today: string;
}

/** Whether every organisation of the sector would tell this caller, in this situation, that it is involved. */
export type InvolvementFloor = (situation: Situation) => boolean;

const EXISTENCE = 1;

/**
 * Creates the question that makes a sector answer equally for children it knows and children it does not: it looks at
 * policies and situation only, never at who is involved. A sector without organisations tells nothing.
 */
export function createInvolvementFloors({ tables, max }: { tables: TableCache; max: number }) {
  const floors = new LRUCache<string, InvolvementFloor>({ max });
  const idOf = createIdentities();
  return function involvementFloor(input: FloorInput): InvolvementFloor {
    const { recipient, purpose, today, policies, bases, minimum } = input;
    const { organisation, agency, role, areas, purposes } = recipient;
    const caller = [organisation, agency, role, areas, purposes];
    const key = JSON.stringify([idOf(policies), idOf(bases), idOf(minimum), caller, purpose, today]);
    const known = floors.get(key);
    if (known !== undefined) return known;
    const floor = floorOf(distinctTables(input, tables));
    floors.set(key, floor);
    return floor;
  };
}

function distinctTables({ policies, ...rest }: FloorInput, tables: TableCache): DecisionTable[] {
  const distinct = new Set<DecisionTable>();
  for (const policy of policies)
    distinct.add(tables.get({ ...rest, policy, ownerAgency: policy.agency, ownerAreas: policy.areas }));
  return [...distinct];
}

function floorOf(tables: readonly DecisionTable[]): InvolvementFloor {
  return (situation) =>
    tables.length > 0 &&
    tables.every((table) => {
      const cell = table.cells[table.base(situation) + CATEGORY_INDEX.INVOLVEMENT] ?? 0;
      return levelOf(cell) >= EXISTENCE;
    });
}
