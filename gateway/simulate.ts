import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DataCategory, DisclosureLevel, Role } from '../schema/vocabulary';
import { dayOf } from './hub/calendar';
import { isHubId } from './hub/hub-id';
import type { Impact, ImpactRow, Simulation } from './hub/simulation-port';
import type { ChildContext } from './policy/context';
import { SAFEGUARDING_MINIMUM } from './policy/minimum';
import { countChangedCells } from './policy/proof/changed';
import { replay } from './policy/replay';
import type { PolicyRule } from './policy/rule';
import { createTableCache } from './policy/tables';
import { findReplayable, type ReplayableRow } from './store/replayable';
import type { CurrentPolicies, PolicySource } from './store/policy-source';
import { loadSharingContexts } from './store/sharing-context';

const MAX_TABLES = 64;
/** Decisions between two turns of others. */
const TURN = 2_000;

/**
 * Decides again what the log says was decided about an owner's records: by the version in force and by another one, both
 * for the children as they stand now. No record is read. Who is allocated by team counts as involved: the log keeps no teams.
 */
export function createSimulator({ pool, policies }: { pool: Pool; policies: PolicySource }) {
  return async ({ owner, rules, since, at }: Simulation): Promise<Impact> => {
    const current = policies.current();
    const rows = (await findReplayable(pool, owner, since)).filter(({ childId }) => isHubId(childId));
    const children = await contextsOf(pool, rows, at);
    const levels = createLevels(current, { owner, rules, today: dayOf(at) });
    const totals = createTotals();
    for (const [index, row] of rows.entries()) {
      const child = children.get(`${row.organisation} ${row.subject}`)?.get(row.childId);
      if (child !== undefined) totals.add(row, levels(row, child));
      if (index % TURN === TURN - 1) await nextTurn();
    }
    return { cellsChanged: await countCells(current, { owner, rules, today: dayOf(at) }), ...totals.impact() };
  };
}

interface Compared {
  readonly owner: string;
  readonly rules: readonly PolicyRule[];
  readonly today: string;
}

/** What each person's organisation may know of the children whom the person asked about, in one statement for each. */
async function contextsOf(pool: Pool, rows: readonly ReplayableRow[], at: Date) {
  const byPerson = new Map<string, { caller: ReplayableRow; ids: Set<string> }>();
  for (const row of rows) {
    const key = `${row.organisation} ${row.subject}`;
    const known = byPerson.get(key) ?? { caller: row, ids: new Set<string>() };
    byPerson.set(key, known);
    known.ids.add(row.childId);
  }
  const loaded = new Map<string, Map<string, ChildContext>>();
  for (const [key, { caller, ids }] of byPerson) {
    const { organisation, agency, subject } = caller;
    const asker = { organisation, agency, subject, team: null };
    loaded.set(key, await loadSharingContexts(pool, { childIds: [...ids], caller: asker, at }));
  }
  return loaded;
}

type Levels = { readonly from: DisclosureLevel; readonly to: DisclosureLevel };

function createLevels({ policies, bases, directory }: CurrentPolicies, { owner, rules, today }: Compared) {
  const tables = createTableCache({ max: MAX_TABLES });
  const organisation = directory.organisations.get(owner)!;
  const active = policies.get(owner)?.rules ?? [];
  return (row: ReplayableRow, child: ChildContext): Levels => {
    const areas = directory.organisations.get(row.organisation)?.areas ?? [];
    const purposes = row.role === 'PARTNER_SYSTEM' ? (row.purpose === null ? [] : [row.purpose]) : null;
    const recipient = { organisation: row.organisation, agency: row.agency, role: row.role, areas, purposes };
    const decide = (by: readonly PolicyRule[]): DisclosureLevel => {
      const table = tables.get({
        policy: { id: 'replayed', owner, rules: by },
        ownerAgency: organisation.agency,
        ownerAreas: organisation.areas,
        recipient,
        purpose: row.purpose,
        bases,
        minimum: SAFEGUARDING_MINIMUM,
        today,
      });
      return replay(row, { owner, table, child, today });
    };
    return { from: decide(active), to: decide(rules) };
  };
}

interface Total {
  readonly line: { recipient: string; role: Role; category: DataCategory } & Levels;
  readonly children: Set<string>;
  readonly people: Set<string>;
  disclosures: number;
}

const RANK: Readonly<Record<DisclosureLevel, number>> = { NONE: 0, EXISTENCE: 1, SUMMARY: 2, FULL: 3 };

function createTotals() {
  const byLine = new Map<string, Total>();
  let replayed = 0;
  return {
    add(row: ReplayableRow, { from, to }: Levels): void {
      replayed += row.times;
      if (from === to) return;
      const line = { recipient: row.organisation, role: row.role, category: row.category, from, to };
      const key = Object.values(line).join(' ');
      const total = byLine.get(key) ?? { line, children: new Set<string>(), people: new Set<string>(), disclosures: 0 };
      byLine.set(key, total);
      total.children.add(row.childId);
      total.people.add(row.subject);
      total.disclosures += row.times;
    },
    impact(): Omit<Impact, 'cellsChanged'> {
      const rows: ImpactRow[] = [...byLine.entries()]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, { line, children, people, disclosures }]) => ({
          ...line,
          children: children.size,
          people: people.size,
          disclosures,
        }));
      return {
        disclosuresReplayed: replayed,
        gains: rows.filter(({ from, to }) => RANK[to] > RANK[from]),
        losses: rows.filter(({ from, to }) => RANK[to] < RANK[from]),
      };
    },
  };
}

async function countCells({ policies, bases, directory }: CurrentPolicies, { owner, rules, today }: Compared) {
  const { agency: ownerAgency, areas: ownerAreas } = directory.organisations.get(owner)!;
  const { organisations } = directory;
  const whole = { owner, ownerAgency, ownerAreas, bases, minimum: SAFEGUARDING_MINIMUM, organisations };
  const versions = { before: { ...whole, rules: policies.get(owner)?.rules ?? [] }, after: { ...whole, rules } };
  const turns = countChangedCells(versions, today);
  for (;;) {
    const { done, value } = turns.next();
    if (done) return value;
    await nextTurn();
  }
}
