import type { ApolloServer } from '@apollo/server';
import { graphql } from 'graphql';
import { startForeignFederation, startStockGateway, type ForeignFederation } from '../support/foreign-federation';
import { startForeignProcess, type GatewayProcess } from '../support/foreign-process';
import { FOREIGN_QUERIES, type ForeignQuery } from '../support/foreign-queries';

let federation: ForeignFederation;
let stock: ApolloServer;
let gateway: GatewayProcess;

beforeAll(async () => {
  federation = await startForeignFederation();
  stock = await startStockGateway(federation.supergraphSdl);
  gateway = await startForeignProcess(federation.supergraphSdl);
});

afterAll(async () => {
  await gateway?.stop();
  await stock?.stop();
  await federation?.close();
});

const asPlain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

async function byMonolith({ query, variables }: ForeignQuery): Promise<unknown> {
  const { monolith: schema, store } = federation;
  const answer = await graphql({ schema, source: query, variableValues: variables ?? {}, contextValue: { store } });
  return asPlain(answer.data);
}

export async function byStock({ query, variables }: ForeignQuery): Promise<unknown> {
  const { body } = await stock.executeOperation({ query, variables: variables ?? {} });
  return asPlain(body.kind === 'single' ? body.singleResult.data : null);
}

async function byOurs({ query, variables }: ForeignQuery): Promise<unknown> {
  return (await gateway.ask(query, variables)).data ?? null;
}

test.each(FOREIGN_QUERIES)('$query $variables', async (each) => {
  const ours = await byOurs(each);
  expect(JSON.stringify(ours)).toBe(JSON.stringify(await byMonolith(each)));
});
