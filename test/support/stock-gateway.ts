import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ApolloGateway, type GraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { parse } from 'graphql';
import { composePlain } from '../../schema/compose';
import { SECTORS } from '../../schema/vocabulary';
import { createAuthenticator } from '../../gateway/auth/authenticate';
import { createDevelopmentIssuer } from '../../gateway/auth/development-issuer';
import { parsePurpose } from '../../gateway/auth/purpose';
import { createSigner, type SignRequest } from '../../gateway/auth/sign';
import { readConfig } from '../../gateway/config';
import { answer as answerByPipeline } from '../../gateway/pipeline';
import type { Caller, PipelineServices, RequestDisclosure } from '../../gateway/request';
import { createHub, type Hub } from '../../gateway/wiring/services';
import { createDatabase, limitsWithin } from '../../gateway/store/database';
import { createPolicySource } from '../../gateway/store/policy-source';
import { readIndexKey } from '../../gateway/store/settings';
import type { Person } from './client';
import { generatedSchema } from './generated-schema';
import { UNHURRIED, type TestHub } from './running-hub';

/** The agencies' schemas composed as they are, without the protection of the split. */
export function plainSupergraph(): string {
  const subgraphs = SECTORS.map((name) => ({ name, sdl: generatedSchema(name) }));
  return composePlain(subgraphs, (sector) => `http://${sector}.invalid/graphql`).supergraphSdl;
}

export interface StockAnswer {
  readonly data: unknown;
  readonly errors: readonly { readonly message: string }[];
}

/** A stock Apollo gateway in this process that asks the subgraphs of a running hub. */
export interface StockGateway {
  ask(person: Person, query: string, variables: Record<string, unknown>): Promise<StockAnswer>;
  stop(): Promise<void>;
}

/** What stock gateways need of a running hub: its callers, its signing key, and the hub's own subgraph. */
export interface StockSide {
  open(supergraphSdl: string): Promise<StockGateway>;
  /** Answers by our own pipeline in this process, without a log, and tells how often it asked each owner. */
  countRequests(
    person: Person,
    query: string,
    variables: Record<string, unknown>,
  ): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

interface StockContext {
  readonly caller: Caller;
  /** The hub's own subgraph answers `sharing` and `explain` by it; nothing else is decided here. */
  readonly disclosure: RequestDisclosure;
}

/** Prepares stock gateways beside a running hub. Their requests are signed as ours are; they decide nothing. */
export async function openStockSide(running: TestHub): Promise<StockSide> {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const urls = Object.entries(running.urls).map(([sector, url]) => [`${sector.toUpperCase()}_URL`, url]);
  const env = { ...Object.fromEntries(urls), SIGHTLINE_DATA: running.folder, ...UNHURRIED };
  const pool = createDatabase(running.databases.hub, limitsWithin(Number(UNHURRIED.DEADLINE_MS)));
  const policies = createPolicySource({ pool });
  await policies.start();
  // A folder of its own: two writers do not share a file of checkpoints.
  const dataFolder = path.join(running.folder, 'stock');
  mkdirSync(path.join(dataFolder, 'audit'), { recursive: true });
  const config = { ...readConfig(env), dataFolder };
  const pools = { pool, logPool: pool, auditPool: pool };
  const hub = await createHub({ config, ...pools, policies, indexKey: readIndexKey(env), report });
  const keyFile = path.join(running.folder, 'keys', 'development-issuer.jwk.json');
  const authenticate = createAuthenticator({
    issuers: [await createDevelopmentIssuer({ environment: 'test', keyFile })],
    directory: { findOrganisation: (id) => policies.current().directory.findOrganisation(id) },
    now: Date.now,
    production: false,
  });
  const callerOf = async (person: Person): Promise<Caller> => ({
    principal: await authenticate(`Bearer ${await running.tokenOf(person)}`),
    purpose: parsePurpose(person.purpose),
    justification: person.justification ?? null,
  });
  const sources = createSources({ hub, urls: running.urls, sign: createSigner({ privateJwk: config.signingKey }) });
  return {
    open: (supergraphSdl) => openGateway({ supergraphSdl, sources, hub, callerOf }),
    countRequests: async (person, query, variables) => countRequests(hub, await callerOf(person), { query, variables }),
    async close() {
      await hub.close();
      await policies.close();
      await pool.end();
    },
  };
}

interface Parts {
  readonly supergraphSdl: string;
  readonly sources: (sector: string) => GraphQLDataSource<StockContext>;
  readonly hub: Hub;
  readonly callerOf: (person: Person) => Promise<Caller>;
}

async function openGateway({ supergraphSdl, sources, hub, callerOf }: Parts): Promise<StockGateway> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    // A virtual subgraph is named after the real one and its label.
    buildService: ({ name }) => sources(name.split('__')[0] ?? name),
  });
  const server = new ApolloServer<StockContext>({ gateway, stopOnTerminationSignals: false });
  await server.start();
  return {
    async ask(person, query, variables) {
      const caller = await callerOf(person);
      const contextValue = { caller, disclosure: hub.pipeline.disclose(caller) };
      const { body } = await server.executeOperation({ query, variables }, { contextValue });
      if (body.kind !== 'single') throw new Error('stock answered in parts');
      return { data: body.singleResult.data, errors: body.singleResult.errors ?? [] };
    },
    stop: () => server.stop(),
  };
}

async function countRequests(
  { pipeline }: Hub,
  caller: Caller,
  { query, variables }: { query: string; variables: Record<string, unknown> },
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const services: PipelineServices = {
    ...pipeline,
    record: () => Promise.resolve(),
    send(request, ...rest) {
      counts.set(request.sector, (counts.get(request.sector) ?? 0) + 1);
      return pipeline.send(request, ...rest);
    },
  };
  await answerByPipeline(services, {
    document: parse(query),
    hash: query,
    operationName: undefined,
    variables,
    caller,
  });
  return counts;
}

interface Owners {
  readonly hub: Hub;
  readonly urls: Readonly<Record<string, string>>;
  readonly sign: SignRequest;
}

function createSources({ hub, urls, sign }: Owners): Parts['sources'] {
  const ask = async (
    sector: string,
    { request, context }: GraphQLDataSourceProcessOptions<StockContext>,
  ): ReturnType<GraphQLDataSource['process']> => {
    const { caller, disclosure } = context as StockContext;
    const { query = '', variables = {} } = request;
    const url = urls[sector];
    if (url === undefined) {
      const own = { sector, query, variables: JSON.stringify(variables) };
      const answer = await hub.transport.send(own, { caller, disclosure });
      if (answer.kind === 'UNAVAILABLE') throw new Error(`${sector} does not answer`);
      const errors = answer.errors.map(({ code }) => ({ message: code, extensions: { code } }));
      return { data: answer.data, ...(errors.length > 0 ? { errors } : {}) };
    }
    const body = JSON.stringify({ query, variables });
    const authorization = `Bearer ${await sign(sector, body, { ...caller, involvedWith: textsIn(variables) })}`;
    const headers = { 'content-type': 'application/json', authorization };
    const response = await fetch(url, { method: 'POST', headers, body });
    return (await response.json()) as never;
  };
  return (sector) => ({ process: (options) => ask(sector, options) });
}

/** The hub vouches for children that a mutation names; here, for whatever the variables name. */
function textsIn(variables: object = {}): string[] {
  return Object.values(variables).filter((value) => typeof value === 'string');
}

function report(id: string, error: unknown): void {
  process.stderr.write(`stock side: ${id}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
}
