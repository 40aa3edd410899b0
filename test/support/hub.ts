import os from 'node:os';
import { randomUUID } from 'node:crypto';
import { graphql, type GraphQLSchema } from 'graphql';
import { type Pool } from 'pg';
import { type Principal } from '../../gateway/auth/principal';
import { type HubContext, type HubServices } from '../../gateway/hub/context';
import { createCursorCodec } from '../../gateway/events/cursor';
import { createEventSource } from '../../gateway/events/event-source';
import { findUrlFault } from '../../gateway/events/webhooks/webhook-address';
import { createWebhookSecrets } from '../../gateway/events/webhooks/webhook-secret';
import { createIdentityHasher, type IdentityHasher } from '../../gateway/hub/identity';
import { loadLines } from '../../gateway/hub/load';
import { noticesTo } from '../../gateway/hub/notices';
import { type DisclosureQuery, type DisclosureRow } from '../../gateway/hub/ports';
import { createCheckpointLog } from '../../gateway/audit/checkpoint-reader';
import { createReviewClock } from '../../gateway/hub/review-clock';
import { createHubSchema } from '../../gateway/hub/schema';
import { type SharingRow, type Supposition } from '../../gateway/hub/sharing-port';
import { createDatabase as openPool } from '../../gateway/store/database';
import { createEventLog } from '../../gateway/store/event-log';
import { createHubStore } from '../../gateway/store/hub-store';
import { migrate } from '../../gateway/store/migrate';
import { MIGRATIONS } from '../../gateway/store/migrations';
import { hashRules } from '../../gateway/store/policies';
import { loadPolicySnapshot } from '../../gateway/store/policy-snapshot';
import { createFilledDatabase } from './filled-database';

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads whatever shape its query asks for
type Answered = any;

export const FORCE = 'E23000024';
export const COUNCIL = 'E10000020';
export const CHARITY = 'harbour-youth-trust';

const CONTACT = { contactName: 'Safeguarding desk', contactRole: 'duty officer', contactEmail: null };
const AREA = { kind: 'Area', code: COUNCIL, name: 'Norfolk', region: 'East of England', policeForceId: FORCE };

/** An area and one organisation of each agency, as lines of a load. */
export const DIRECTORY_LINES: readonly object[] = [
  AREA,
  { kind: 'Organisation', id: FORCE, name: 'Norfolk Constabulary', agency: 'POLICE', areaCodes: [COUNCIL], ...CONTACT },
  { kind: 'Organisation', id: COUNCIL, name: 'Norfolk', agency: 'COUNCIL', areaCodes: [COUNCIL], ...CONTACT },
  { kind: 'Organisation', id: CHARITY, name: 'Harbour Youth Trust', agency: 'CHARITY', areaCodes: [], ...CONTACT },
];

const AGENCY_OF = { [FORCE]: 'POLICE', [COUNCIL]: 'COUNCIL', [CHARITY]: 'CHARITY' } as const;

/** A practitioner of one of the three organisations. */
export function aCaller(organisation: keyof typeof AGENCY_OF, over: Partial<Principal> = {}): Principal {
  return {
    subject: `worker-of-${organisation}`,
    name: null,
    organisation,
    agency: AGENCY_OF[organisation],
    role: 'PRACTITIONER',
    areas: [COUNCIL],
    team: null,
    purposes: null,
    expiresAt: 4_102_444_800,
    ...over,
  };
}

/** A registration of an invented child at one organisation, as part of a Child line. */
export function aRegistration(organisation: string, over: object = {}): Record<string, unknown> {
  return {
    id: randomUUID(),
    organisation,
    reference: `R-${randomUUID()}`,
    givenName: 'Tamsin',
    familyName: `Quillfeather ${randomUUID()}`,
    dateOfBirth: '2011-05-04',
    since: '2025-01-02',
    ...over,
  };
}

/** A Child line with one registration for each organisation. */
export function aChildLine(
  organisations: readonly string[],
  over: object = {},
): { id: string } & Record<string, unknown> {
  const registrations = organisations.map((organisation) => aRegistration(organisation));
  return { kind: 'Child', id: randomUUID(), bornOn: '2011-05-04', registrations, ...over };
}

export interface AskOptions {
  readonly purpose?: HubContext['purpose'];
  readonly variables?: Record<string, unknown>;
}

export interface HubAnswer {
  readonly data: Answered;
  readonly errors: readonly { message: string; code: unknown; at: unknown; expected: unknown }[];
}

export interface TestHub {
  readonly pool: Pool;
  readonly url: string;
  readonly hasher: IdentityHasher;
  /** Texts of the statements since the last reset. */
  readonly statements: string[];
  /** What the gateway would answer; a test writes into it. */
  readonly gateway: {
    knowable: Set<string>;
    owners: Set<string>;
    askedAbout: string[][];
    decisions: SharingRow[];
    askedFor: Supposition[];
    raisedAgainst: string[][];
    disclosures: DisclosureRow[];
    queries: DisclosureQuery[];
    /** How many of them run, and ran at most at one time. */
    reading: { now: number; most: number };
    notices: string[];
    changes: string[];
  };
  now: Date;
  ask(query: string, principal: Principal, options?: AskOptions): Promise<HubAnswer>;
  load(lines: readonly object[]): Promise<number>;
  close(): Promise<void>;
}

const hasher = createIdentityHasher('a key of the index that is long enough for tests');
const loadInto = (pool: Pool, lines: readonly object[]): Promise<number> =>
  loadLines(pool, textOf(lines), { hasher, report: () => undefined });

/** The newest shape, and the directory. */
async function fill(url: string): Promise<void> {
  const pool = openPool(url);
  await migrate(pool, MIGRATIONS);
  await loadInto(pool, DIRECTORY_LINES);
  await pool.end();
}

/** It holds nothing of a hub: that comes with each request. */
let schemaOfHub: GraphQLSchema | undefined;

/** The hub's subgraph on a database of its own, executed in this process; the gateway's part is played by `gateway`. */
export async function startHub(): Promise<TestHub> {
  const database = await createFilledDatabase({ name: 'hub', madeFrom: 'the directory', fill });
  const pool = openPool(database.url);
  const statements = recordStatements(pool);
  const schema = (schemaOfHub ??= createHubSchema().schema);
  const { directory, ...before } = await loadPolicySnapshot(pool);
  let { bases, minimums } = before;
  const gateway: TestHub['gateway'] = {
    knowable: new Set(),
    owners: new Set(),
    askedAbout: [],
    decisions: [],
    askedFor: [],
    raisedAgainst: [],
    disclosures: [],
    queries: [],
    reading: { now: 0, most: 0 },
    notices: [],
    changes: [],
  };
  const load = async (lines: readonly object[]): Promise<number> => {
    const loaded = await loadInto(pool, lines);
    ({ bases, minimums } = await loadPolicySnapshot(pool));
    return loaded;
  };
  const hub: TestHub = {
    pool,
    url: database.url,
    hasher,
    statements,
    gateway,
    load,
    now: new Date('2026-03-01T12:00:00Z'),
    ask: async (query, principal, { purpose = null, variables = {} } = {}) => {
      const contextValue: HubContext = { principal, purpose, justification: null, hub: services };
      const { data, errors = [] } = await graphql({ schema, source: query, variableValues: variables, contextValue });
      return {
        data,
        errors: errors.map((error) => ({
          message: error.message,
          code: error.extensions['code'],
          at: error.extensions['at'],
          expected: error.extensions['expected'],
        })),
      };
    },
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
  const services: HubServices = {
    events: createEventSource({
      log: createEventLog(pool),
      cursors: createCursorCodec('a secret that is long enough for tests'),
      fanOut: { follow: () => refuseToFollow() },
    }),
    store: createHubStore(pool),
    hasher,
    directory: () => directory,
    lawfulBases: () => bases,
    safeguardingMinimums: () => minimums,
    ...portsOf(gateway),
    recordChange: async ({ subject: by }, { deed, subject, owner }) =>
      void gateway.changes.push(`${by} ${deed} ${subject} ${owner}`),
    notices: noticesTo((line) => gateway.notices.push(line)),
    hashRules,
    simulate: () => Promise.reject(new Error('this hub has no log')),
    checkpoints: createCheckpointLog(os.tmpdir(), () => Promise.resolve('{}')),
    reviewClock: createReviewClock(),
    now: () => hub.now,
    newId: randomUUID,
    webhooks: {
      secretOf: createWebhookSecrets('a secret that is long enough for tests'),
      findUrlFault: (address) => findUrlFault(address, true),
    },
  };
  return hub;
}

function refuseToFollow(): never {
  throw new Error('nobody follows events here');
}

function portsOf(gateway: TestHub['gateway']): Pick<HubServices, 'sharing' | 'disclosures'> {
  return {
    sharing: {
      mayKnowOf: async (childIds) => {
        gateway.askedAbout.push([...childIds]);
        return new Set(childIds.filter((id) => gateway.knowable.has(id)));
      },
      found: async () => Promise.resolve(),
      judgesSharing: async (_childId, judges) => Promise.resolve(new Set(judges)),
      ownersToldOf: async () => [...gateway.owners],
      ownersToldBefore: async (childIds) => new Map(childIds.map((id) => [id, [...gateway.owners]])),
      wouldOpen: async (childId) => Promise.resolve(gateway.knowable.has(childId)),
      forget: () => undefined,
      consentRaised: async (_childId, against) => void gateway.raisedAgainst.push([...against]),
      decisions: async () => gateway.decisions,
      explain: async (supposition) => {
        gateway.askedFor.push(supposition);
        return gateway.decisions;
      },
    },
    disclosures: {
      findDisclosures: async (query) => {
        gateway.queries.push(query);
        const { reading } = gateway;
        reading.most = Math.max(reading.most, ++reading.now);
        await new Promise(setImmediate);
        reading.now--;
        return { rows: gateway.disclosures, endCursor: null, hasNextPage: false };
      },
    },
  };
}

async function* textOf(lines: readonly object[]): AsyncGenerator<string> {
  for (const line of lines) yield JSON.stringify(line);
}

function recordStatements(pool: Pool): string[] {
  const statements: string[] = [];
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query: (...args: unknown[]) => {
        const [statement] = args;
        statements.push(typeof statement === 'string' ? statement : (statement as { text: string }).text);
        return query(...args);
      },
    });
  });
  return statements;
}
