import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DataCategory, DisclosureLevel, Role } from '../../schema/vocabulary';
import { dayOf } from '../hub/calendar';
import { isHubId } from '../hub/hub-id';
import type { Impact, ImpactRow, Simulation } from '../hub/simulation-port';
import type { ChildContext } from '../policy/context';
import { minimumOn } from '../policy/minimum';
import { countChangedCells } from '../policy/proof/changed';
import { createReplay } from '../policy/replay';
import type { PolicyRule } from '../policy/rule';
import { createTableCache, type TableCache } from '../policy/tables';
import { findReplayable, type Asker, type ReplayableDecision, type ReplayableGroup } from '../store/replayable';
import type { CurrentPolicies, PolicySource } from '../store/policy-source';
import { loadSharingContexts } from '../store/sharing-context';

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
    const groups = await findReplayable(pool, owner, since);
    const compared = { owner, rules, today: dayOf(at) };
    const tables = createTableCache({ max: MAX_TABLES });
    const totals = createTotals();
    for (const { asker, decisions } of groups) {
      const children = await contextsOf(pool, { asker, decisions }, at);
      const levels = createLevels(current, compared, { asker, tables });
      for (const [index, decision] of decisions.entries()) {
        const child = children.get(decision.childId);
        if (child !== undefined) totals.add(asker, decision, levels(decision, child));
        if (index % TURN === TURN - 1) await nextTurn();
      }
    }
    return { cellsChanged: await countCells(current, compared), ...totals.impact() };
  };
}

interface Compared {
  readonly owner: string;
  readonly rules: readonly PolicyRule[];
  readonly today: string;
}

/** What the asker's organisation may know of the children that it asked about, in one statement. */
async function contextsOf(pool: Pool, { asker, decisions }: ReplayableGroup, at: Date) {
  const { organisation, agency, subject } = asker;
  const childIds = [...new Set(decisions.map(({ childId }) => childId))].filter(isHubId);
  if (childIds.length === 0) return new Map<string, ChildContext>();
  return loadSharingContexts(pool, { childIds, caller: { organisation, agency, subject, team: null }, at });
}

type Levels = { readonly from: DisclosureLevel; readonly to: DisclosureLevel };

interface Replaying {
  readonly asker: Asker;
  readonly tables: TableCache;
}

function createLevels(
  { policies, bases, minimums, directory }: CurrentPolicies,
  { owner, rules, today }: Compared,
  { asker, tables }: Replaying,
) {
  const { organisation, agency, role, purpose, justified } = asker;
  const { agency: ownerAgency, areas: ownerAreas } = directory.organisations.get(owner)!;
  const areas = directory.organisations.get(organisation)?.areas ?? [];
  const purposes = role === 'PARTNER_SYSTEM' ? (purpose === null ? [] : [purpose]) : null;
  const recipient = { organisation, agency, role, areas, purposes };
  const decideBy = (by: readonly PolicyRule[]) => {
    const policy = { id: 'replayed', owner, rules: by };
    const minimum = minimumOn(minimums, today);
    const table = tables.get({ policy, ownerAgency, ownerAreas, recipient, purpose, bases, minimum, today });
    return createReplay({ organisation, justified, owner, table, today });
  };
  const [before, after] = [decideBy(policies.get(owner)?.rules ?? NO_RULES), decideBy(rules)];
  return (decision: ReplayableDecision, child: ChildContext): Levels => ({
    from: before(child, decision),
    to: after(child, decision),
  });
}

const NO_RULES: readonly PolicyRule[] = [];

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
    add(asker: Asker, { childId, category, times }: ReplayableDecision, { from, to }: Levels): void {
      replayed += times;
      if (from === to) return;
      const line = { recipient: asker.organisation, role: asker.role, category, from, to };
      const key = Object.values(line).join(' ');
      const total = byLine.get(key) ?? { line, children: new Set<string>(), people: new Set<string>(), disclosures: 0 };
      byLine.set(key, total);
      total.children.add(childId);
      total.people.add(asker.subject);
      total.disclosures += times;
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

async function countCells(
  { policies, bases, minimums, directory }: CurrentPolicies,
  { owner, rules, today }: Compared,
) {
  const { agency: ownerAgency, areas: ownerAreas } = directory.organisations.get(owner)!;
  const { organisations } = directory;
  const whole = { owner, ownerAgency, ownerAreas, bases, minimums, organisations };
  const versions = { before: { ...whole, rules: policies.get(owner)?.rules ?? [] }, after: { ...whole, rules } };
  const turns = countChangedCells(versions, today);
  for (;;) {
    const { done, value } = turns.next();
    if (done) return value;
    await nextTurn();
  }
}
