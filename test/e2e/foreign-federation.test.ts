import { isDeepStrictEqual } from 'node:util';
import type { ApolloServer } from '@apollo/server';
import { graphql, parse, validate } from 'graphql';
import { measureQuery } from '../../gateway/plan/limits';
import { composeHub } from '../../schema/compose';
import { startForeignFederation, startStockGateway, type ForeignFederation } from '../support/foreign-federation';
import { QueryMaker } from '../support/foreign-generator';
import { startForeignProcess, type GatewayProcess } from '../support/foreign-process';
import { FOREIGN_MUTATIONS, FOREIGN_QUERIES, type ForeignQuery } from '../support/foreign-queries';
import { SAMPLE_SUBGRAPHS, sampleUrlOf } from '../support/sample-subgraphs';

const SEED = Number(process.env['FOREIGN_SEED'] ?? 20_301);
const MADE_UP = Number(process.env['FOREIGN_QUERIES'] ?? 200);

/** Where stock is wrong: it drops a field behind two fragments, and takes a client's alias for a key or a required field. */
const DEPARTURES_OF_STOCK = [
  '{ x: book(isbn: "978-0") { ... on Item { a: title ... on Book { b: isbn } } } }',
  '{ items(first: 7) { id: title ... on Book { postage title: isbn } score } }',
  '{ items { isbn: id size: title ... on Book { pages: isbn spine weight } } }',
  '{ loans { reader: state book: due desk } }',
  '{ items { __typename: id ... on Book { isbn } } }',
];

let federation: ForeignFederation;
let stock: ApolloServer;
let gateway: GatewayProcess;

beforeAll(async () => {
  federation = await startForeignFederation();
  [stock, gateway] = await Promise.all([
    startStockGateway(federation.supergraphSdl),
    startForeignProcess(federation.supergraphSdl),
  ]);
}, 60_000);

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

describe('a query written by hand', () => {
  test.each(FOREIGN_QUERIES)('$query is answered as one schema would, to the letter', async (each) => {
    expect(JSON.stringify(await byOurs(each))).toBe(JSON.stringify(await byMonolith(each)));
  });

  test('is answered as by the stock gateway, but where that one departs from a single schema', async () => {
    const departures: string[] = [];
    for (const each of FOREIGN_QUERIES) {
      if (!isDeepStrictEqual(await byOurs(each), await byStock(each))) departures.push(each.query);
    }
    expect(departures).toEqual(DEPARTURES_OF_STOCK);
  });

  test('keeps a field behind two fragments of which the outer is on an interface, without `__typename`', async () => {
    const query = '{ x: book(isbn: "978-0") { ... on Item { a: title ... on Book { b: pages } } } }';
    expect(await byOurs({ query })).toMatchObject({ x: { b: 100 } });
  });
});

describe('a mutation', () => {
  test.each(FOREIGN_MUTATIONS)('$query does and answers what one schema would', async (each) => {
    federation.reset();
    const ours = await byOurs(each);
    const after = asPlain([...federation.store.items.values()]);
    federation.reset();
    expect(ours).toEqual(await byMonolith(each));
    expect(after).toEqual(asPlain([...federation.store.items.values()]));
    federation.reset();
    expect(ours).toEqual(await byStock(each));
    federation.reset();
  });
});

test(`${MADE_UP} made-up queries (seed ${SEED}) are answered as one schema would`, async () => {
  const maker = new QueryMaker(federation.monolith, SEED);
  const wrong: unknown[] = [];
  let [asked, likeStock] = [0, 0];
  while (asked < MADE_UP) {
    const each = maker.make();
    if (validate(federation.monolith, parse(each.query)).length > 0 || measureQuery(each.query).excess) continue;
    asked++;
    const [ours, expected, theirs] = [await byOurs(each), await byMonolith(each), await byStock(each)];
    if (!isDeepStrictEqual(ours, expected)) wrong.push({ ...each, ours, expected, theirs });
    if (isDeepStrictEqual(ours, theirs)) likeStock++;
  }
  expect(wrong).toEqual([]);
  expect(likeStock).toBeGreaterThan(MADE_UP * 0.9);
}, 180_000);

describe('the process', () => {
  test('refuses a supergraph with classified fields', async () => {
    const { supergraphSdl } = composeHub(SAMPLE_SUBGRAPHS, sampleUrlOf);
    await expect(startForeignProcess(supergraphSdl)).rejects.toThrow(
      /exit 1: gateway: SUPERGRAPH: expected a supergraph without classified fields/,
    );
  });

  test.each(['0.0.0.0', '192.0.2.1', '::', 'example.org'])('refuses to listen on %s', async (HOST) => {
    await expect(startForeignProcess(federation.supergraphSdl, { HOST })).rejects.toThrow(
      `HOST: with SUPERGRAPH expected a loopback address, got \`${HOST}\``,
    );
  });

  test('refuses a file that is no supergraph', async () => {
    await expect(startForeignProcess('type Query { a: Int }')).rejects.toThrow(/exit 1: gateway: /);
  });

  test('stops when it is told to', async () => {
    const other = await startForeignProcess(federation.supergraphSdl);
    await other.ask('{ shared }');
    await expect(other.stop()).resolves.toBe(0);
  });
});
