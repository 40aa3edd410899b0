import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { createTransport, type Endpoint } from '../../gateway/fetch/transport';
import { createOperations } from '../../gateway/operations';
import { answer } from '../../gateway/pipeline';
import type { Caller, PipelineServices } from '../../gateway/request';
import { createServer as createGatewayServer } from '../../gateway/http/server';
import { openGate } from './foreign-gate';
import { askGraphql, type GraphqlAnswer } from './foreign-process';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key" "@external" "@requires"])`;

const STEADY = `${LINK}
  type Thing @key(fields: "id") { id: ID! name: String size: Int }
  type Query { things(first: Int = 3): [Thing!]! thing: Thing ping: String }
  type Mutation { touch: String }
`;
const SHAKY = `${LINK}
  scalar Json
  type Thing @key(fields: "id") {
    id: ID! size: Int @external extra: String tags: [String] part: Part parts: [Part!] data: Json count: Int
    doubled: Int @requires(fields: "size")
  }
  type Part { weight: Int label: String inner: Part }
  type Query { weather: String forecast: [String] part: Part data: Json }
  type Mutation { set(value: String): String }
`;

const things = ['a', 'b', 'c', 'd', 'e'].map((id, index) => ({
  __typename: 'Thing',
  id,
  name: `name ${id}`,
  size: index,
}));
const part = { weight: 5, label: 'label', inner: { weight: 6 } };

const steady = {
  Query: {
    things: (_: unknown, { first }: { first: number }) => things.slice(0, first),
    thing: () => things[0],
    ping: () => 'pong',
  },
  Mutation: { touch: () => 'touched' },
  Thing: { __resolveReference: ({ id }: { id: string }) => things.find((each) => each.id === id) ?? null },
};
const shaky = {
  Query: { weather: () => 'mild', forecast: () => ['mild'], part: () => part, data: () => ({ a: 1 }) },
  Mutation: { set: (_: unknown, { value }: { value: string }) => value },
  Thing: {
    extra: ({ id }: { id: string }) => `extra ${id}`,
    tags: () => ['t'],
    part: () => part,
    parts: () => [part],
    data: () => ({ deep: [1] }),
    count: () => 7,
    doubled: ({ size }: { size: number }) => size * 2,
    __resolveReference: (reference: unknown) => reference,
  },
};

/** How the shaky owner behaves: it has the healthy answer in its hands and may do anything with it. */
export type Behaviour = (healthy: string, response: ServerResponse, request: IncomingMessage) => void;

export const WELL: Behaviour = (healthy, response) => {
  response.setHeader('content-type', 'application/json').end(healthy);
};

/** A federation of one owner that is always well and one that a test lets misbehave, behind a gateway in this process. */
export interface ShakyFederation {
  readonly url: string;
  ask(query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  behave(behaviour: Behaviour): void;
  /** What the shaky owner was asked, in order. */
  readonly asked: { query: string; variables: Record<string, unknown> }[];
  /** Ends the shaky owner's server; it can come back at the same address. */
  stopOwner(): Promise<void>;
  startOwner(): Promise<void>;
  close(): Promise<void>;
}

export async function startShakyFederation(deadlineMs: number): Promise<ShakyFederation> {
  const asked: ShakyFederation['asked'] = [];
  let behaviour = WELL;
  const steadyOwner = await startOwner({ schema: schemaOf(STEADY, steady), port: 0, behave: () => WELL, asked: [] });
  const options = { schema: schemaOf(SHAKY, shaky), behave: () => behaviour, asked };
  let shakyOwner = await startOwner({ ...options, port: 0 });
  const { port } = shakyOwner;
  const { supergraphSdl, errors } = composeServices([
    { name: 'steady', url: `http://127.0.0.1:${steadyOwner.port}/graphql`, typeDefs: parse(STEADY) },
    { name: 'shaky', url: `http://127.0.0.1:${port}/graphql`, typeDefs: parse(SHAKY) },
  ]);
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  const gateway = await startGateway(supergraphSdl, deadlineMs);
  return {
    url: gateway.url,
    ask: (query, variables = {}) => askGraphql(gateway.url, { query, variables }),
    behave: (next) => void (behaviour = next),
    asked,
    stopOwner: () => shakyOwner.close(),
    async startOwner() {
      if (!shakyOwner.isListening()) shakyOwner = await startOwner({ ...options, port });
    },
    async close() {
      await gateway.close();
      await Promise.all([steadyOwner.close(), shakyOwner.close()]);
    },
  };
}

function schemaOf(sdl: string, resolvers: object): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
}

interface OwnerOptions {
  readonly schema: GraphQLSchema;
  readonly port: number;
  readonly behave: () => Behaviour;
  readonly asked: ShakyFederation['asked'];
}

async function startOwner({ schema, port, behave, asked }: OwnerOptions) {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as ShakyFederation['asked'][number];
    asked.push(body);
    const healthy = await graphql({ schema, source: body.query, variableValues: body.variables });
    behave()(JSON.stringify(healthy), response, request);
  };
  const server = createServer((request, response) => void respond(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { port: (server.address() as AddressInfo).port, isListening: () => server.listening, close };
}

const ANYBODY = { principal: { subject: 'test' }, purpose: null, justification: null } as unknown as Caller;

async function startGateway(supergraphSdl: string, deadlineMs: number) {
  const operations = createOperations(supergraphSdl);
  const endpoints = new Map(
    Array.from(operations.labels.graphs.values(), ({ sector, url }): [string, Endpoint] => [
      sector,
      { kind: 'HTTP', url },
    ]),
  );
  const transport = createTransport({ endpoints, sign: null, deadlineMs, maxAnswerBytes: 32_000_000 });
  const services: PipelineServices = {
    operations,
    disclose: () => openGate(),
    send: (request) => transport.send(request, null),
    record: () => Promise.resolve(),
    policyVersion: () => 'none',
    contacts: () => null,
    newId: () => 'decision',
  };
  const app = await createGatewayServer({
    supergraphSdl,
    introspection: true,
    answer: (request) => answer(services, request),
    identify: () => Promise.resolve(ANYBODY),
    findFaults: () => Promise.resolve([]),
    extend: () => Promise.resolve(),
    report: () => undefined,
  });
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  const close = async (): Promise<void> => {
    await app.close();
    await transport.close();
  };
  return { url, close };
}
