import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from 'pg';
import { openCheckpointFile } from '../audit/checkpoint-file';
import { createCheckpointLog } from '../audit/checkpoint-reader';
import { openCheckpointKey } from '../audit/checkpoint-key';
import { createAuditWriter, type AuditWriter } from '../audit/writer';
import { changeEntry } from './change-entry';
import type { Principal } from '../auth/principal';
import { createSigner, type HubUse } from '../auth/sign';
import type { GatewayConfig } from '../config';
import { contactOf, HUB_CONTACT } from './contacts';
import { createEventAnswers } from '../delivery/event-answers';
import type { EventStream } from '../events/event-source';
import { findUrlFault } from '../events/webhooks/webhook-address';
import { createWebhookSecrets } from '../events/webhooks/webhook-secret';
import { createDisclosing, type Disclosing } from './disclosing';
import { createExecutions } from '../fetch/executions';
import { createTransport, type Endpoint, type Transport } from '../fetch/transport';
import { isAllocated } from '../hub/authority';
import type { HubContext, HubServices, PolicyChange } from '../hub/context';
import { createHubExecutor, refuse, type HubExecutor, type HubOperation } from '../hub/execute';
import { isHubId } from '../hub/hub-id';
import { createIdentityHasher } from '../hub/identity';
import type { EventSource } from '../hub/event-ports';
import { noticesTo } from '../hub/notices';
import type { Standing } from '../hub/ports';
import { createReviewClock } from '../hub/review-clock';
import { createHubSchema } from '../hub/schema';
import { createOperations } from '../operations';
import type { Asked, Caller, PipelineServices, RequestDisclosure } from '../request';
import { createSimulator } from './simulate';
import { createAuditLog } from '../store/audit-log';
import { createDisclosureLog } from '../store/disclosures';
import { findStandings } from '../store/involvements';
import { createHubStore } from '../store/hub-store';
import { hashRules } from '../store/policies';
import type { PolicySource } from '../store/policy-source';

const MAX_ANSWER_BYTES = 32_000_000;

export interface HubOptions {
  readonly config: GatewayConfig;
  readonly pool: Pool;
  /** The audit writer's alone: who waits for an entry must not hold the connection that would write it. */
  readonly auditPool: Pool;
  /** For what reads a month of the log: of other limits than a request's. */
  readonly logPool: Pool;
  readonly policies: PolicySource;
  readonly indexKey: string;
  /** The hub's events; absent where nobody subscribes. */
  readonly events?: EventSource;
  /** Wakes whoever collects the hub's own signals. */
  readonly wakeOutbox?: () => void;
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
  const executor = createHubExecutor(createHubSchema().schema, (error) => options.report('hub', error));
  const log = createAuditLog(options.auditPool);
  const checkpoints = await openCheckpoints(options);
  const audit = createAuditWriter({
    log,
    newId: randomUUID,
    now: Date.now,
    limitMs: config.deadlineMs * 0.75,
    committed: (head) => checkpoints.note(head),
    failed: (error) => options.report('audit', error),
  });
  const contexts = createHubContexts(options, { disclosing: disclose, audit });
  const sign = createSigner({ privateJwk: config.signingKey });
  const transport = createTransport({
    endpoints: endpointsOf(options, { executor, contexts }),
    sign: (audience, body, asker) => sign(audience, body, isHub(asker) ? asker : sessionOf(asker).caller),
    deadlineMs: config.deadlineMs,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  const answers = createEventAnswers({ pool: options.pool, transport, operations });
  return {
    transport,
    openEvents: (operation, caller) =>
      executor.subscribe(operation, contexts({ caller, disclosure: disclose.open(caller) })),
    pipeline: {
      operations,
      disclose: (caller, event) => (event ? disclose.openForEvent(caller) : disclose.open(caller)),
      send: (request, asked, disclosure) => {
        const { event } = asked;
        const session = { ...asked, disclosure };
        return event ? answers.send(request, { ...session, event }) : transport.send(request, session);
      },
      findMarking: (event) => answers.findMarking(event),
      executions: createExecutions(),
      record: (entry) => audit.record(entry),
      epoch: () => policies.current().epoch,
      policyVersion: (owner) => policies.current().policies.get(owner)?.id ?? 'none',
      isKnown(kind, id) {
        const { organisations, areas } = policies.current().directory;
        return (kind === 'AREA' ? areas : organisations).has(id);
      },
      findInvolved: (childIds, principal) => findInvolved(options.pool, childIds, principal),
      contacts: (owner) => (owner === null ? HUB_CONTACT : contactOf(policies.current().directory, owner)),
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

/** Whether the hub asks for itself. */
function isHub(asker: unknown): asker is HubUse {
  return typeof asker === 'string';
}

function sessionOf(session: unknown): Session {
  return session as Session;
}

function keyFileIn(folder: string): string {
  return path.join(folder, 'checkpoint.key.json');
}

async function openCheckpoints({ config, report }: HubOptions) {
  const folder = path.join(config.dataFolder, 'audit');
  return openCheckpointFile({
    // INVARIANT: one file for each gateway that runs: its lines are chained, and two writers would break each other's.
    file: path.join(folder, `checkpoints-${config.port}.jsonl`),
    privateKey: await openCheckpointKey(keyFileIn(folder)),
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

/** Those of these children with whom the caller works; an advocate works with those allocated to them. */
async function findInvolved(pool: Pool, childIds: readonly string[], principal: Principal): Promise<string[]> {
  const standings = await findStandings(pool, childIds.filter(isHubId), principal.organisation).catch(refuse);
  const works = (standing: Standing) =>
    principal.role === 'ADVOCATE' ? isAllocated(standing, principal) : standing.involved;
  return standings.filter(works).map(({ childId }) => childId);
}

/** One hub context for each request: its loaders and decisions are shared by all executions of that request only. */
function createHubContexts(
  { config, pool, logPool, policies, indexKey, events, wakeOutbox }: HubOptions,
  { disclosing, audit }: { disclosing: Disclosing; audit: AuditWriter },
) {
  const auditFolder = path.join(config.dataFolder, 'audit');
  const known = new WeakMap<RequestDisclosure, HubContext>();
  const services = {
    store: createHubStore(pool, wakeOutbox),
    disclosures: createDisclosureLog(pool),
    recordChange: (principal: Principal, change: PolicyChange) => audit.record(changeEntry(principal, change)),
    checkpoints: createCheckpointLog(auditFolder, () => readFile(`${keyFileIn(auditFolder)}.public`, 'utf8')),
    hasher: createIdentityHasher(indexKey),
    directory: () => policies.current().directory,
    lawfulBases: () => policies.current().bases,
    safeguardingMinimums: () => policies.current().minimums,
    notices: noticesTo((line) => void process.stderr.write(`gateway: ${line}`)),
    hashRules,
    simulate: createSimulator({ pool: logPool, policies }),
    reviewClock: createReviewClock(),
    now: () => new Date(),
    newId: randomUUID,
    webhooks: {
      secretOf: createWebhookSecrets(indexKey),
      findUrlFault: (url: string) => findUrlFault(url, config.isProduction),
    },
    ...(events ? { events } : {}),
  };
  return ({ caller, event, disclosure }: Session): HubContext => {
    let context = known.get(disclosure);
    if (!context) {
      const hub: HubServices = { ...services, sharing: disclosing.sharing(caller, disclosure) };
      known.set(disclosure, (context = { ...caller, ...(event ? { event } : {}), hub }));
    }
    return context;
  };
}
