import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createAuditWriter } from '../../gateway/audit/writer';
import { createSigner } from '../../gateway/auth/sign';
import { readConfig } from '../../gateway/config';
import { HARBOUR, NORFOLK } from '../../gateway/launch/demonstration/directory';
import { createDeciders } from '../../gateway/policy/decider';
import { Disclosure } from '../../gateway/policy/disclosure';
import { createAuditLog } from '../../gateway/store/audit-log';
import { createDatabase } from '../../gateway/store/database';
import { createPolicySource } from '../../gateway/store/policy-source';
import { loadSharingContexts } from '../../gateway/store/sharing-context';
import { CATEGORIES, LEVELS } from '../../schema/vocabulary';
import { aLine, anEntry } from '../support/audit';
import { quantile } from './load';
import { CALLER } from './queries';

const DECISIONS = 5_000;
/** Labels under which the fields of one record are asked for. */
const LABELS = 3;
const AGENCIES = [
  ['police', NORFOLK.force],
  ['council', NORFOLK.council],
  ['charity', HARBOUR],
] as const;

/** Milliseconds that 5,000 decisions take as the pipeline asks for them, account and reasons included. */
export async function measureDecisions(hubUrl: string, children: readonly string[]): Promise<number> {
  const pool = createDatabase(hubUrl);
  const policies = createPolicySource({ pool });
  await policies.start();
  try {
    const state = policies.current();
    const { organisation, role, purpose = null, subject = '' } = CALLER;
    const caller = { organisation, agency: 'COUNCIL' as const, subject, team: null };
    const at = new Date();
    const today = at.toISOString().slice(0, 10);
    const contexts = await loadSharingContexts(pool, { childIds: [...children], caller, at });
    const deciderFor = createDeciders({ tables: 96 });
    const recipient = { organisation, agency: caller.agency, role, areas: [organisation], purposes: null };
    const organisations = state.directory.organisations;
    const decide = async (): Promise<number> => {
      const decider = deciderFor({ state: { ...state, organisations }, recipient, purpose, today });
      const load = (): Promise<typeof contexts> => Promise.resolve(contexts);
      const disclosure = new Disclosure({ ...decider, organisation, justified: false, today, load });
      await disclosure.prepare(new Set(children));
      const start = performance.now();
      const decisions = decideAll(disclosure, sites);
      return ((performance.now() - start) * DECISIONS) / decisions;
    };
    const sites = sitesAbout(children);
    for (let warm = 0; warm < 40; warm += 1) await decide();
    const times: number[] = [];
    for (let round = 0; round < 60; round += 1) times.push(await decide());
    return quantile(times, 0.5);
  } finally {
    await policies.close();
    await pool.end();
  }
}

type Target = Parameters<Disclosure['about']>[0];
type Fetch = Parameters<ReturnType<Disclosure['about']>['offer']>[0];

/** The records of one kind that one owner holds, and the fetches that ask for their fields, one for each label. */
interface Site {
  readonly targets: readonly Target[];
  readonly fetches: readonly Fetch[];
}

/** A record of each child, of so many kinds at each agency that their fields make 5,000 decisions. */
function sitesAbout(children: readonly string[]): Site[] {
  const kinds = Math.ceil(DECISIONS / (children.length * AGENCIES.length * LABELS));
  const sites = AGENCIES.flatMap(([sector, ownerId]) =>
    CATEGORIES.slice(0, kinds).map((_, category): Site => ({
      targets: children.map((subjectId) => {
        const key = { id: randomUUID(), subjectId, ownerId, handling: 'OPEN' };
        return { kind: 'OWN_RECORD', key };
      }),
      fetches: [1, 2, LEVELS.length - 1].map((level) => ({
        sector,
        label: { category, level },
        spots: [['referrals', 'nodes', '*', 'child', 'records', '*', 'field']],
      })),
    })),
  );
  return sites;
}

/** As a wave is decided: each record looked up once, then one labelled fetch after another. Returns the number of decisions. */
function decideAll(disclosure: Disclosure, sites: readonly Site[]): number {
  let decisions = 0;
  for (const { targets, fetches } of sites) {
    const subjects = targets.map((target) => disclosure.about(target));
    for (const fetch of fetches) {
      for (const subject of subjects) {
        subject.offer(fetch, 1);
        decisions += 1;
      }
    }
  }
  return decisions;
}

export interface AuditFigures {
  readonly concurrency: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** Records an entry about 50 children and three owners again and again, so many at a time. */
export async function measureAudit(hubUrl: string, concurrency: number, forMs: number): Promise<AuditFigures> {
  const pool = createDatabase(hubUrl);
  const log = createAuditLog(pool);
  const writer = createAuditWriter({ log, newId: randomUUID, now: Date.now });
  const children = Array.from({ length: 50 }, () => randomUUID());
  const lines = AGENCIES.flatMap(([, owner]) =>
    CATEGORIES.slice(0, 5).map((category) => aLine({ children, owner, category })),
  );
  await writer.record(anEntry({ lines }));
  const latencies: number[] = [];
  const start = performance.now();
  const work = async (): Promise<void> => {
    while (performance.now() - start < forMs) {
      const at = performance.now();
      await writer.record(anEntry({ lines }));
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - start) / 1_000;
  await writer.close();
  log.close();
  await pool.end();
  return { concurrency, perSecond: latencies.length / seconds, p99Ms: quantile(latencies, 0.99) };
}

/** CPU milliseconds that signing one request with a body of this size takes. */
export async function measureSigning(env: NodeJS.ProcessEnv, bodyBytes: number): Promise<number> {
  const sign = createSigner({ privateJwk: readConfig(env).signingKey });
  const body = 'x'.repeat(bodyBytes);
  const { organisation, role, subject = '', purpose = null } = CALLER;
  const principal = {
    subject,
    organisation,
    role,
    agency: 'COUNCIL' as const,
    areas: [organisation],
    name: null,
    team: null,
    purposes: null,
    expiresAt: Infinity,
  };
  const run = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) await sign('council', body, { principal, purpose });
  };
  await run(500);
  const before = process.cpuUsage();
  await run(2_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / 2_000;
}
