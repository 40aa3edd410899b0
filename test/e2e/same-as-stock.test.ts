import type { GraphQLSchema } from 'graphql';
import { createOperations, type Operations } from '../../gateway/operations';
import { parse } from 'graphql';
import type { HubAnswer, Person } from '../support/client';
import type { CorpusChildren, CorpusQuery } from '../support/corpus-query';
import { OFFICER, startPermissiveHub, SUPERVISOR } from '../support/permissive-hub';
import { QUERY_CORPUS, variablesFor } from '../support/query-corpus';
import { createRequestCounter, type RequestCounter } from '../support/request-counter';
import type { TestHub } from '../support/running-hub';
import { fieldsAnswered, fieldsAsked, fieldsOfSchema, generateQueries } from '../support/schema-walk';
import { generatedSchema, openStockSide, plainSupergraph } from '../support/stock-gateway';
import type { StockAnswer, StockGateway, StockSide } from '../support/stock-gateway';

const PEOPLE: Readonly<Record<NonNullable<CorpusQuery['by']>, Person>> = { SUPERVISOR, OFFICER };

const operations: Operations = createOperations(generatedSchema('supergraph'));
const schema: GraphQLSchema = operations.apiSchema;
const corpus: readonly CorpusQuery[] = [...QUERY_CORPUS, ...generateQueries(schema)];

describe('with everything permitted', () => {
  let counter: RequestCounter;
  let hub: TestHub;
  let children: CorpusChildren;
  let side: StockSide;
  let plain: StockGateway;
  let split: StockGateway;
  const answered = new Set<string>();

  beforeAll(async () => {
    counter = createRequestCounter();
    ({ hub, children } = await startPermissiveHub({ reroute: counter.reroute }));
    side = await openStockSide(hub);
    plain = await side.open(plainSupergraph());
    split = await side.open(generatedSchema('supergraph'));
  }, 90_000);
  afterAll(async () => {
    await plain?.stop();
    await split?.stop();
    await side?.close();
    await hub?.stop();
    await counter?.close();
  });

  interface Answers {
    readonly plain: StockAnswer;
    readonly split: StockAnswer;
    readonly ours: HubAnswer;
    readonly requests: ReadonlyMap<string, number>;
  }

  /** Asks ours last: what it writes into the log of disclosures is not yet there for the others. */
  async function askAll(asked: CorpusQuery): Promise<Answers> {
    const person = PEOPLE[asked.by ?? 'SUPERVISOR'];
    const variables = variablesFor(asked, children);
    const answers = {
      plain: await plain.ask(person, asked.query, variables),
      split: await split.ask(person, asked.query, variables),
    };
    counter.take();
    const ours = await hub.ask(person, asked.query, variables);
    return { ...answers, ours, requests: counter.take() };
  }

  it.each(corpus.map((each, index) => [index, each.query.replaceAll(/\s+/g, ' ').slice(0, 90), each] as const))(
    'query %i: %s',
    async (_index, _text, asked) => {
      const answers = await askAll(asked);
      const expected = JSON.stringify(answers.plain.data);
      expect(answers.plain.errors).toHaveLength(asked.isFaulty ? answers.plain.errors.length : 0);
      expect(answers.ours.errors).toHaveLength(asked.isFaulty ? answers.ours.errors.length : 0);
      expect(answers.ours.data).toEqual(answers.plain.data);
      expect(JSON.stringify(answers.ours.data)).toBe(expected);
      expect(answers.split.data).toEqual(answers.plain.data);
      for (const field of fieldsAnswered(schema, asked.query, answers.ours.data)) answered.add(field);

      const document = parse(asked.query);
      const { waves } = operations.prepare({ document, hash: asked.query, operationName: undefined });
      for (const [sector, count] of answers.requests) {
        expect({ sector, count, isBounded: count <= waves.length }).toEqual({ sector, count, isBounded: true });
      }
    },
  );

  it('has asked for every field of the API, and seen a value of it', () => {
    const asked = new Set(corpus.flatMap(({ query }) => fieldsAsked(schema, query)));
    expect(fieldsOfSchema(schema).filter((field) => !asked.has(field))).toEqual([]);
    expect(fieldsOfSchema(schema).filter((field) => !answered.has(field))).toEqual([]);
  });
});
