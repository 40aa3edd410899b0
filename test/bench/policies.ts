import { randomBytes, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Pool } from 'pg';
import { writeBody } from '../../gateway/audit/entry';
import { HARBOUR, KENT, LEWISHAM, NORFOLK } from '../../gateway/launch/demonstration/directory';
import { LAWFUL_BASES } from '../../gateway/policy/lawful-bases';
import { prove } from '../../gateway/policy/proof/prove';
import { parsePolicyRules, type PolicyRule } from '../../gateway/policy/rule';
import { createSimulator } from '../../gateway/wiring/simulate';
import { BATCH_LIMITS, createDatabase, LOG_LIMITS } from '../../gateway/store/database';
import { createPolicySource } from '../../gateway/store/policy-source';
import { AGENCIES, CATEGORIES, CONCERN_LEVELS, LEVELS, PURPOSES, RELATIONSHIPS, ROLES } from '../../schema/vocabulary';
import { aLine, anEntry } from '../support/audit';

const RULES = 200;
const NAMED = [NORFOLK.council, KENT.council, LEWISHAM.council, HARBOUR, KENT.force];

/** Rules of every kind that rules can be of: the same in every run. */
function manyRules(): PolicyRule[] {
  const pick = <T>(list: readonly T[], n: number): T => list[n % list.length]!;
  return parsePolicyRules(
    Array.from({ length: RULES }, (_, n) => ({
      id: `rule-${n + 1}`,
      kind: n % 10 === 9 ? 'CAP' : 'PERMIT',
      categories: [pick(CATEGORIES, n), pick(CATEGORIES, n * 5 + 3)].slice(0, (n % 2) + 1),
      agencies: [pick(AGENCIES, n)],
      organisations: n % 8 === 0 ? [pick(NAMED, n / 8)] : [],
      roles: n % 3 === 0 ? [pick(ROLES, n)] : [],
      purposes: [pick(PURPOSES, n * 3), pick(PURPOSES, n * 3 + 1)],
      areas: n % 4 === 0 ? 'SAME' : 'ANY',
      level: n % 10 === 9 ? 'SUMMARY' : pick(LEVELS.slice(1), n),
      consent: pick(['REQUIRED', 'CONSIDER', 'IGNORE'], n),
      minimumRelationship: n % 10 === 9 ? 'NONE' : pick(RELATIONSHIPS, n),
      minimumConcern: n % 6 === 0 ? pick(CONCERN_LEVELS, n / 6) : 'NOT_RECORDED',
      ages: n % 12 === 0 ? { from: 10 + (n % 5), to: 17 } : null,
      lawfulBasis: 'CA1989-S47',
      obligations: n % 7 === 0 ? ['NOTIFY_OWNER'] : [],
    })),
  );
}

export interface ProofFigures {
  readonly ms: number;
  readonly cells: number;
  readonly rules: number;
}

/** Milliseconds that `checkPolicy` takes to prove a large policy of the force; of three times, the middle one. */
export function measureProof(): ProofFigures {
  const agencyOf = new Map(
    NAMED.map((id) => [id, id === HARBOUR ? 'CHARITY' : id === KENT.force ? 'POLICE' : 'COUNCIL']),
  );
  const organisations = new Map(
    [...agencyOf].map(([id, agency]) => [id, { agency: agency as (typeof AGENCIES)[number] }]),
  );
  const policy = {
    owner: NORFOLK.force,
    ownerAgency: 'POLICE' as const,
    ownerAreas: [NORFOLK.council],
    rules: manyRules(),
    bases: new Map(LAWFUL_BASES.map((basis) => [basis.id, basis])),
    minimums: [],
    organisations,
  };
  const runs = [1, 2, 3].map(() => {
    const start = performance.now();
    const { cells, findings } = prove(policy, { today: '2026-11-22', categories: CATEGORIES });
    if (findings.some(({ property }) => property === 'LIMIT')) throw new Error('the policy was not proved in full');
    return { ms: performance.now() - start, cells };
  });
  const [, middle] = runs.sort((one, other) => one.ms - other.ms);
  return { ...middle!, rules: RULES };
}

const ENTRIES = 50_000;
const BATCH = 1_000;
const ASKED = CATEGORIES.slice(0, 10);

export interface SimulationFigures {
  readonly ms: number;
  readonly disclosures: number;
  readonly filledMs: number;
}

/** Milliseconds that `simulatePolicy` takes over a log of a million disclosures, which this writes first. */
export async function measureSimulation(hubUrl: string, children: readonly string[]): Promise<SimulationFigures> {
  const [pool, logPool] = [createDatabase(hubUrl, BATCH_LIMITS), createDatabase(hubUrl, LOG_LIMITS)];
  const policies = createPolicySource({ pool });
  await policies.start();
  try {
    const start = performance.now();
    await fillLog(pool, children);
    const filled = performance.now();
    const cap = parsePolicyRules([{ id: 'cap', kind: 'CAP', level: 'EXISTENCE', categories: ['IDENTITY', 'HEALTH'] }]);
    const rules = [...(policies.current().policies.get(NORFOLK.force)?.rules ?? []), ...cap];
    const at = new Date();
    const since = new Date(at.getTime() - 30 * 86_400_000);
    const impact = await createSimulator({ pool: logPool, policies })({ owner: NORFOLK.force, rules, since, at });
    if (impact.losses.length === 0) throw new Error('a cap took nothing from anybody');
    return { ms: performance.now() - filled, disclosures: impact.disclosuresReplayed, filledMs: filled - start };
  } finally {
    await policies.close();
    await pool.end();
    await logPool.end();
  }
}

async function fillLog(pool: Pool, children: readonly string[]): Promise<void> {
  const writer = randomUUID();
  const now = Date.now();
  for (let from = 0; from < ENTRIES; from += BATCH) {
    const rows = Array.from({ length: BATCH }, (_, n) => rowOf(from + n, children));
    await pool.query({
      text: `insert into audit_log (writer, seq, prev, hash, at, body, children, owners)
             select $1, seq, $2, $2, at, body, string_to_array(children, ','), array[$3]
             from unnest($4::bigint[], $5::timestamptz[], $6::text[], $7::text[]) as row (seq, at, body, children)`,
      values: [
        writer,
        randomBytes(32),
        NORFOLK.force,
        rows.map((_, n) => from + n + 1),
        rows.map((_, n) => new Date(now - (((from + n) * 7_919) % (29 * 86_400)) * 1_000)),
        rows.map(({ text }) => text),
        rows.map((row) => row.children.join(',')),
      ],
    });
  }
  await pool.query('analyze audit_log');
}

/** One answer about two children to one of 300 people. */
function rowOf(n: number, children: readonly string[]) {
  const [organisation, agency] =
    n % 3 === 0 ? ([HARBOUR, 'CHARITY'] as const) : ([NORFOLK.council, 'COUNCIL'] as const);
  const asked = [children[n % children.length]!, children[(n * 7 + 1) % children.length]!];
  return writeBody(
    anEntry({
      principal: { subject: `worker-${n % 300}`, organisation, agency, role: 'PRACTITIONER' },
      purpose: n % 3 === 0 ? 'SUPPORT_SERVICE' : 'CHILD_IN_NEED',
      lines: ASKED.map((category) =>
        aLine({ children: [...new Set(asked)], owner: NORFOLK.force, category, level: 'FULL' }),
      ),
    }),
  );
}
