import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Pool } from 'pg';
import { CATEGORIES, type DataCategory, type Purpose, type Sector } from '../schema/vocabulary';
import { openCheckpointFile } from './audit/checkpoint-file';
import { openCheckpointKey } from './audit/checkpoint-key';
import { createAuditWriter } from './audit/writer';
import type { Principal } from './auth/principal';
import { createSigner } from './auth/sign';
import type { GatewayConfig } from './config';
import type { EventStream } from './events/event-source';
import { createTransport, type Endpoint, type Transport } from './fetch/transport';
import { isAllocated } from './hub/authority';
import { dayOf } from './hub/calendar';
import type { HubContext, HubServices } from './hub/context';
import {
  createHubExecutor,
  databaseUnavailable,
  isDatabaseFault,
  type HubExecutor,
  type HubOperation,
} from './hub/execute';
import { isHubId } from './hub/hub-id';
import { createIdentityHasher } from './hub/identity';
import type { EventSource } from './hub/event-ports';
import type { OtherRecipient, SharingPort, Standing } from './hub/ports';
import { createHubSchema } from './hub/schema';
import { createOperations, type Operations } from './operations';
import type { Asked, Caller, PipelineServices, RequestDisclosure } from './pipeline';
import { createDeciders, type PolicyState } from './policy/decider';
import { Disclosure } from './policy/disclosure';
import { SAFEGUARDING_MINIMUM } from './policy/minimum';
import type { PolicyRule } from './policy/rule';
import { createAuditLog } from './store/audit-log';
import { createDisclosureLog } from './store/disclosures';
import { findStandings } from './store/involvements';
import { createHubStore } from './store/hub-store';
import { findPolicyVersions } from './store/policies';
import type { PolicySource } from './store/policy-source';
import { loadSharingContexts } from './store/sharing-context';

/** Compiled decision tables in memory: about 400 kB each. */
const MAX_TABLES = 96;
const OWNER_DEADLINE_MS = 2_000;
const MAX_ANSWER_BYTES = 32_000_000;

export interface HubOptions {
  readonly config: GatewayConfig;
  readonly pool: Pool;
  readonly policies: PolicySource;
  readonly indexKey: string;
  /** The hub's events; absent where nobody subscribes. */
  readonly events?: EventSource;
  readonly report: (id: string, error: unknown) => void;
}

/** The pipeline's services of a running hub, and their end. */
export interface Hub {
  readonly pipeline: PipelineServices;
  readonly transport: Transport;
  /** Opens the events that a subscription asks for. Rejects with what its arguments are refused for. */
  openEvents(operation: HubOperation, caller: Caller): Promise<EventStream>;
  close(): Promise<void>;
}

/** Wires the stages to the hub's database, its policies and the owners. */
export async function createHub(options: HubOptions): Promise<Hub> {
  const { config, policies } = options;
  const operations = createOperations(config.supergraphSdl);
  const disclose = createDisclosing(options, operations);
  const contexts = createHubContexts(options, disclose);
  const executor = createHubExecutor(createHubSchema().schema, (error) => options.report('hub', error));
  const log = createAuditLog(options.pool);
  const checkpoints = await openCheckpoints(options);
  const audit = createAuditWriter({
    log,
    newId: randomUUID,
    now: Date.now,
    committed: (head) => checkpoints.note(head),
    failed: (error) => options.report('audit', error),
  });
  const sign = createSigner({ privateJwk: config.signingKey });
  const transport = createTransport({
    endpoints: endpointsOf(options, { executor, contexts }),
    sign: (audience, body, session) => sign(audience, body, sessionOf(session).caller),
    deadlineMs: OWNER_DEADLINE_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  return {
    transport,
    openEvents: (operation, caller) =>
      executor.subscribe(operation, contexts({ caller, disclosure: disclose.open(caller) })),
    pipeline: {
      operations,
      disclose: (caller) => disclose.open(caller),
      send: (request, asked, disclosure) => transport.send(request, { ...asked, disclosure }),
      record: (entry) => audit.record(entry),
      policyVersion: (owner) => policies.current().policies.get(owner)?.id ?? 'none',
      isKnown(kind, id) {
        const { organisations, areas } = policies.current().directory;
        return (kind === 'AREA' ? areas : organisations).has(id);
      },
      findInvolved: async (childIds, principal) => {
        const { organisation, role } = principal;
        const standings = await findStandings(options.pool, childIds.filter(isHubId), organisation).catch(refuse);
        const works = (standing: Standing) =>
          role === 'ADVOCATE' ? isAllocated(standing, principal) : standing.involved;
        return standings.filter(works).map(({ childId }) => childId);
      },
      contacts: (owner) => (owner === null ? HUB_CONTACT : contactOf(policies, owner)),
      newId: randomUUID,
    },
    async close() {
      await audit.close();
      await checkpoints.close();
      log.close();
      await transport.close();
    },
  };
}

/** What the transport hands through to the owner's side of one request. */
interface Session extends Asked {
  readonly disclosure: RequestDisclosure;
}

function sessionOf(session: unknown): Session {
  return session as Session;
}

const HUB_CONTACT = {
  name: 'Sightline hub desk',
  role: 'Information sharing support',
  email: 'hub-desk@sightline.example',
  telephone: null,
};

function contactOf(policies: PolicySource, owner: string) {
  const contact = policies.current().directory.organisations.get(owner)?.contact;
  if (!contact) return HUB_CONTACT;
  const { name, role, email, telephone } = contact;
  return { name, role, email, telephone };
}

async function openCheckpoints({ config, report }: HubOptions) {
  const folder = path.join(config.dataFolder, 'audit');
  return openCheckpointFile({
    // INVARIANT: one file for each gateway that runs: its lines are chained, and two writers would break each other's.
    file: path.join(folder, `checkpoints-${config.port}.jsonl`),
    privateKey: await openCheckpointKey(path.join(folder, 'checkpoint.key.json')),
    now: Date.now,
    failed: (error) => report('checkpoint', error),
  });
}

/** The hub's own subgraph, which answers in this process. */
interface HubSide {
  readonly executor: HubExecutor;
  readonly contexts: (session: Session) => HubContext;
}

function endpointsOf({ config }: HubOptions, { executor, contexts }: HubSide): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>([
    [
      'hub',
      {
        kind: 'LOCAL',
        run: (operation, session) => executor.run(operation, contexts(sessionOf(session))),
      },
    ],
  ]);
  for (const [sector, url] of config.urls) endpoints.set(sector, { kind: 'HTTP', url });
  return endpoints;
}

interface Disclosing {
  open(caller: Caller): Disclosure;
  sharing(disclosure: RequestDisclosure): SharingPort;
}

type Asker = Pick<Principal, 'organisation' | 'agency' | 'role' | 'areas' | 'purposes' | 'subject' | 'team'>;

interface Opening {
  readonly asker: Asker;
  readonly purpose: Purpose | null;
  readonly justified: boolean;
  /** Rules to decide by in the place of an owner's active ones. */
  readonly instead?: { readonly owner: string; readonly rules: readonly PolicyRule[] };
}

function createDisclosing({ pool, policies }: HubOptions, operations: Operations): Disclosing {
  const deciderFor = createDeciders({ tables: MAX_TABLES, minimum: SAFEGUARDING_MINIMUM });
  const categories = categoriesBySector(operations);
  const categoriesOf = (sector: Sector) => categories.get(sector) ?? [];
  const open = ({ asker, purpose, justified, instead }: Opening): Disclosure => {
    const { organisation, agency, role, areas, purposes, subject, team } = asker;
    const state = withRules(policies.current(), instead);
    const today = dayOf(new Date());
    const recipient = { organisation, agency, role, areas, purposes };
    const decider = deciderFor({ state, recipient, purpose, today });
    const caller = { organisation, agency, subject, team };
    const load = (childIds: string[]) => loadSharingContexts(pool, { childIds, caller, at: new Date() }).catch(refuse);
    return new Disclosure({ ...decider, organisation, justified, today, load });
  };
  return {
    open: ({ principal, purpose, justification }) =>
      open({ asker: principal, purpose, justified: justification !== null }),
    sharing: (disclosure) => ({
      mayKnowOf: (childIds) => asDisclosure(disclosure).mayKnowOf(childIds),
      found: (childIds) => asDisclosure(disclosure).found(childIds),
      judgesSharing: (childId, judges) => asDisclosure(disclosure).judgesSharing(childId, judges),
      ownersToldOf: (childId) => asDisclosure(disclosure).ownersToldOf(childId),
      async decisions(childId, other) {
        const decided = other
          ? await open(await openingFor(pool, other)).decisionsOf(childId, other.onBehalfOf, categoriesOf)
          : await asDisclosure(disclosure).decisions(childId, categoriesOf);
        return decided.map((decision) => ({ ...decision, breakGlass: false }));
      },
    }),
  };
}

function asDisclosure(disclosure: RequestDisclosure): Disclosure {
  if (disclosure instanceof Disclosure) return disclosure;
  throw new Error('the hub runs only with decisions');
}

function withRules(current: ReturnType<PolicySource['current']>, instead: Opening['instead']): PolicyState {
  const { epoch, policies, bases, directory } = current;
  const state = { epoch, policies, bases, organisations: directory.organisations };
  const active = instead && policies.get(instead.owner);
  if (!instead || !active) return state;
  // A draft has no epoch of its own; views of sectors are not asked for with one.
  return { ...state, epoch: -1, policies: new Map(policies).set(instead.owner, { ...active, rules: instead.rules }) };
}

/** Somebody else in the place of the caller, by the rules of a version where one is named. */
async function openingFor(pool: Pool, { recipient, onBehalfOf: owner }: AskedFor): Promise<Opening> {
  const opening = { asker: askerOf(recipient), purpose: recipient.purpose, justified: false };
  if (recipient.version === null) return opening;
  const versions = await findPolicyVersions(pool, owner);
  const version = versions.find(({ id }) => id === recipient.version);
  return version ? { ...opening, instead: { owner, rules: version.rules } } : opening;
}

type AskedFor = NonNullable<Parameters<SharingPort['decisions']>[1]>;

/** Somebody of an organisation, without a name: what a data officer asks about. */
function askerOf({ organisation, agency, areas, role, purpose }: OtherRecipient): Asker {
  const purposes = role === 'PARTNER_SYSTEM' ? [purpose] : null;
  return { organisation, agency, areas, role, purposes, subject: '', team: null };
}

function refuse(error: unknown): never {
  throw isDatabaseFault(error) ? databaseUnavailable() : error;
}

function categoriesBySector({ labels }: Operations): Map<Sector, DataCategory[]> {
  const bySector = new Map<Sector, DataCategory[]>();
  for (const { sector, category } of labels.graphs.values()) {
    if (category === null) continue;
    const known = bySector.get(sector as Sector) ?? [];
    if (!known.includes(category)) bySector.set(sector as Sector, [...known, category]);
  }
  for (const list of bySector.values()) list.sort((a, b) => CATEGORIES.indexOf(a) - CATEGORIES.indexOf(b));
  return bySector;
}

/** One hub context for each request: its loaders and decisions are shared by all executions of that request only. */
function createHubContexts({ pool, policies, indexKey, events }: HubOptions, disclosing: Disclosing) {
  const known = new WeakMap<RequestDisclosure, HubContext>();
  const services = {
    store: createHubStore(pool),
    disclosures: createDisclosureLog(pool),
    hasher: createIdentityHasher(indexKey),
    directory: () => policies.current().directory,
    lawfulBases: () => policies.current().bases,
    now: () => new Date(),
    newId: randomUUID,
    ...(events ? { events } : {}),
  };
  return ({ caller, event, disclosure }: Session): HubContext => {
    let context = known.get(disclosure);
    if (!context) {
      const hub: HubServices = { ...services, sharing: disclosing.sharing(disclosure) };
      known.set(disclosure, (context = { ...caller, ...(event ? { event } : {}), hub }));
    }
    return context;
  };
}
