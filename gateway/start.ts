import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import { DEMONSTRATION_ACCOUNTS } from './auth/development-accounts';
import { DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER, type DevelopmentIssuer } from './auth/development-issuer';
import { developmentRoutes } from './auth/development-routes';
import { developmentSignIn } from './auth/development-sign-in';
import type { Directory } from './auth/directory';
import { parseJustification, parsePurpose } from './auth/purpose';
import { readConfig, type Environment, type GatewayConfig } from './config';
import { addExports } from './http/exports';
import { isDatabaseFault } from './hub/execute';
import type { DisclosureLog } from './hub/ports';
import { openAuthentication, type Authentication } from './wiring/authentication';
import { createEvents, type Events } from './wiring/event-services';
import { consolePages } from './console/console';
import { queryPage } from './console/query-page';
import { readConsoleSettings, type ConsoleSettings } from './console/settings';
import { answer } from './pipeline';
import { createReadiness } from './http/readiness';
import { startChores } from './wiring/chores';
import { startRelay } from './wiring/relay-services';
import { createServer } from './http/server';
import { createHub, type Hub } from './wiring/services';
import { addStreams } from './http/streams';
import { createSubscribe } from './delivery/subscriptions';
import { createExcessCheck } from './http/query-excess';
import type { Credentials } from './events/transports/ports';
import { prepareAuditPartitions } from './store/audit-partitions';
import { createDisclosureLog } from './store/disclosures';
import { BATCH_LIMITS, createDatabase, limitsWithin, LOG_LIMITS } from './store/database';
import { migrate } from './store/migrate';
import { MIGRATIONS } from './store/migrations';
import { createPolicySource, type PolicySource } from './store/policy-source';
import { readHubDatabaseUrl, readIndexKey } from './store/settings';
import { takeOverLog } from './store/taken-over';
import { startWebhooks } from './wiring/webhook-services';
import { supergraphHash } from '../schema/compose';

/** The least that a page of a list of the hub's holds. */
const SMALLEST_PAGE = 1;

/** A gateway that listens. */
export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the hub's gateway: database, policies, pipeline, server. Rejects with what is missing, named. */
export async function startHubGateway(env: Environment): Promise<Running> {
  const config = readConfig(env);
  const consoleSettings = readConsoleSettings(env, config.issuer !== null);
  const databaseUrl = readHubDatabaseUrl(env);
  await prepareDatabase(databaseUrl);
  const pool = createDatabase(databaseUrl, limitsWithin(config.deadlineMs));
  // Connections of their own: requests that take all the others must not make the policies look unconfirmed.
  const policyPool = createDatabase(databaseUrl, limitsWithin(config.deadlineMs, 2));
  const policies = createPolicySource({ pool: policyPool });
  await policies.start();
  assertKnownSupergraph(config, policies);
  const eventPool = createDatabase(databaseUrl, limitsWithin(config.deadlineMs, 6));
  const logPool = createDatabase(databaseUrl, LOG_LIMITS);
  // And for the log: a step in a policy's life holds a connection until it is logged.
  const auditPool = createDatabase(databaseUrl, limitsWithin(config.deadlineMs, 2));
  const indexKey = readIndexKey(env);
  const events = await createEvents({ config, pool: eventPool, policies, secret: indexKey, report, alarm });
  const shared = { config, policies, report };
  const pools = { pool, logPool, auditPool };
  const hub = await createHub({ ...shared, ...pools, indexKey, events: events.source, wakeOutbox: events.wakeOutbox });
  const relay = await startRelay({ events, pipeline: hub.pipeline, policies, pool: eventPool, report, alarm });
  const webhooks = startWebhooks({ ...shared, events, pipeline: hub.pipeline, databaseUrl, secret: indexKey });
  const authentication = await openAuthentication({
    config,
    directory: { findOrganisation: (id) => policies.current().directory.findOrganisation(id) },
    clients: consoleSettings?.client ? [consoleSettings.client.id] : [],
    pool: policyPool,
    report,
  });
  const app = await createGatewayServer({
    config,
    authentication,
    consoleSettings,
    policies,
    hub,
    events,
    disclosures: createDisclosureLog(pool),
    ping: () => pool.query('select 1'),
  });
  const url = await listen(app, config);
  const chores = startChores(eventPool, report);
  return {
    url,
    async close() {
      await app.close();
      await chores.stop();
      await webhooks.close();
      await relay.close();
      await events.close();
      await hub.close();
      await authentication.sessions.close();
      await policies.close();
      await Promise.all([auditPool, logPool, eventPool, policyPool, pool].map((each) => each.end()));
    },
  };
}

/** Brings the database to the newest shape. A step may move a whole table, and nobody waits for an answer yet. */
async function prepareDatabase(url: string): Promise<void> {
  const pool = createDatabase(url, BATCH_LIMITS);
  try {
    await migrate(pool, MIGRATIONS);
    if (await takeOverLog(pool))
      alarm('the event log came from a dump of another database: cursors from before expire');
    await prepareAuditPartitions(pool, new Date());
  } finally {
    await pool.end();
  }
}

/** INVARIANT: policies speak about the fields of a supergraph; a supergraph that they were not made for shares nothing. */
function assertKnownSupergraph({ supergraphSdl }: GatewayConfig, policies: PolicySource): void {
  const hash = supergraphHash(supergraphSdl);
  if (policies.current().knownSchemas.has(hash)) return;
  throw new Error(
    `the supergraph ${hash.slice(0, 12)} is not among those that the policies in the hub's database were made for; ` +
      'load a line {"kind":"SupergraphHash","hash":"..."} once the policies were reviewed for it',
  );
}

interface ServerParts {
  readonly config: GatewayConfig;
  readonly authentication: Authentication;
  readonly consoleSettings: ConsoleSettings | null;
  readonly policies: PolicySource;
  readonly hub: Hub;
  readonly events: Events;
  readonly disclosures: DisclosureLog;
  readonly ping: () => Promise<unknown>;
}

async function createGatewayServer(parts: ServerParts) {
  const { config, policies, hub, events, disclosures, ping } = parts;
  const { authenticate, development, sessions } = parts.authentication;
  const introspection = !config.isProduction;
  const identify = async ({ authorization, purpose, justification }: Credentials) => ({
    principal: await authenticate(authorization),
    purpose: parsePurpose(purpose),
    justification: parseJustification(justification),
  });
  const identifyFrom = (headers: Headers) => identify(credentialsIn(headers));
  const refuseExcess = createExcessCheck(SMALLEST_PAGE);
  const { pipeline } = hub;
  const subscribe = createSubscribe({
    pipeline,
    openEvents: (operation, caller) => hub.openEvents(operation, caller),
    refuseExcess,
    introspection,
  });
  return createServer({
    supergraphSdl: config.supergraphSdl,
    introspection,
    smallestPage: SMALLEST_PAGE,
    answer: (request) => answer(pipeline, request),
    identify: identifyFrom,
    findFaults: createReadiness({ urls: config.urls, policies, ping }),
    warnings: () => events.warnings(),
    async extend(app) {
      addStreams(app, {
        subscribe,
        authenticate,
        sessions,
        identify,
        events: events.source,
        report,
      });
      addExports(app, {
        identify: identifyFrom,
        disclosures,
        directory: () => policies.current().directory,
        record: (entry) => pipeline.record(entry),
        newId: randomUUID,
        now: () => new Date(),
        report,
      });
      await parts.authentication.addRoutes(app);
      await addConsole(app, parts);
      if (development) await addDevelopment(app, development, policies);
    },
    report,
  });
}

async function addConsole(app: FastifyInstance, { config, consoleSettings }: ServerParts): Promise<void> {
  if (consoleSettings === null) return;
  const issuer = config.issuer ?? { issuer: DEVELOPMENT_ISSUER, audience: DEVELOPMENT_AUDIENCE };
  const accounts = consoleSettings.client === null ? DEMONSTRATION_ACCOUNTS : [];
  await app.register(consolePages, { settings: consoleSettings, issuer, accounts, now: Date.now, report });
}

async function addDevelopment(app: FastifyInstance, issuer: DevelopmentIssuer, policies: PolicySource): Promise<void> {
  const environment = process.env['NODE_ENV'];
  const directory: Directory = { findOrganisation: (id) => policies.current().directory.findOrganisation(id) };
  const options = { issuer, directory, accounts: DEMONSTRATION_ACCOUNTS, now: Date.now, environment };
  await app.register(developmentRoutes, options);
  await app.register(developmentSignIn, options);
  await app.register(queryPage, { environment });
}

type Headers = Readonly<Record<string, unknown>>;

function credentialsIn(headers: Headers): Credentials {
  return {
    authorization: textOf(headers['authorization']),
    purpose: headers['sightline-purpose'],
    justification: headers['sightline-justification'],
  };
}

function textOf(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

/** Listens, or says which port is taken and which variable moves it. */
export async function listen(
  app: { listen(options: { host: string; port: number }): Promise<string> },
  { host, port }: { host: string; port: number },
): Promise<string> {
  try {
    return `${await app.listen({ host, port })}/graphql`;
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new Error(`port ${port} is taken; set PORT to another one`, { cause: error }) : error;
  }
}

/** An operator finds the cause of an error by the id that the client was given; no input and no record is written. */
function report(id: string, error: unknown): void {
  process.stderr.write(`gateway: ${id}: ${error instanceof GraphQLError ? refusalOf(error) : causeOf(error)}\n`);
}

/** A refusal says all there is by its code; what is our fault says where. */
function refusalOf(error: GraphQLError): string {
  const code = error.extensions['code'];
  return typeof code === 'string' && code !== 'INTERNAL' ? code : causeOf(error);
}

/** A fault of reaching the database comes out of its driver; an owner that is down has the same codes. */
const IN_DRIVER = /[\\/]pg(-pool)?[\\/]/;

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  if (isDatabaseFault(error) && IN_DRIVER.test(error.stack ?? ''))
    return `the hub's database does not answer (${codeOf(error) ?? error.message})`;
  const place = (error.stack ?? '').split('\n').slice(1, 4).join(' ').trim();
  return `${error.name} ${place}`;
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** What an operator should look at; nothing of a record. */
function alarm(line: string): void {
  process.stderr.write(`gateway: ${line}\n`);
}
