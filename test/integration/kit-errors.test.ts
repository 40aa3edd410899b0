import 'reflect-metadata';
import { Arg, Ctx, Directive, Field, ID, InputType, ObjectType, Query, Resolver } from 'type-graphql';
import { CLOCK_TABLES } from '../../subgraphs/kit/clock-tables';
import type { SubgraphContext } from '../../subgraphs/kit/context';
import { RequestError } from '../../subgraphs/kit/errors';
import { DateTimeScalar } from '../../subgraphs/kit/scalars';
import type { Subgraph } from '../../subgraphs/kit/subgraph';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const CANARY = 'canary-of-a-child';

@InputType()
class ReportInput {
  @Field(() => DateTimeScalar)
  at!: Date;

  @Field(() => String)
  words!: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true })
class Thing {
  @Field(() => ID)
  id!: string;
}

@Resolver()
class ThingResolver {
  @Query(() => Thing, { nullable: true })
  throws(): Thing {
    throw new Error(CANARY);
  }

  @Query(() => Thing, { nullable: true })
  throwsText(): Thing {
    // oxlint-disable-next-line typescript/only-throw-error -- a dependency may do so
    throw CANARY;
  }

  @Query(() => Thing, { nullable: true })
  async database(@Ctx() context: SubgraphContext): Promise<Thing> {
    return context.manager.query(`select '${CANARY}'::int`);
  }

  @Query(() => Thing, { nullable: true })
  async databaseEnds(@Ctx() context: SubgraphContext): Promise<Thing> {
    return context.manager.query('select pg_terminate_backend(pg_backend_pid())');
  }

  @Query(() => Thing, { nullable: true })
  forbids(): Thing {
    throw new RequestError('FORBIDDEN');
  }

  @Query(() => Thing, { nullable: true })
  reports(@Arg('input', () => ReportInput) input: ReportInput): Thing {
    return { id: input.words };
  }
}

const SUBGRAPH: Subgraph = {
  sector: 'charity',
  schema: {
    resolvers: [ThingResolver],
    records: [],
    references: {
      Thing: () => {
        throw new TypeError(CANARY);
      },
    },
  },
  entities: [],
  migrations: [{ name: '0001-clocks', sql: CLOCK_TABLES }],
  loads: {},
};

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startSubgraph(SUBGRAPH);
});
afterAll(() => subgraph.close());
beforeEach(() => subgraph.log.splice(0));

test.each([
  ['a resolver', '{ throws { id } }', { error: 'Error' }],
  ['a dependency that throws text', '{ throwsText { id } }', { error: 'NonErrorThrown' }],
  ['the database', '{ database { id } }', { error: 'QueryFailedError', sqlstate: '22P02' }],
])('what %s throws leaves as a code and an id', async (_, query, line) => {
  const { errors, text } = await subgraph.ask(query);
  expect(errors).toEqual([
    { message: 'INTERNAL', path: [expect.any(String)], extensions: { code: 'INTERNAL', id: expect.any(String) } },
  ]);
  expect(text).not.toContain(CANARY);
  expect(JSON.stringify(subgraph.log)).not.toContain(CANARY);
  expect(subgraph.log).toEqual([{ id: errors?.[0]?.extensions['id'], code: 'INTERNAL', ...line }]);
});

test('a database that does not answer makes the whole answer a 503, so that the owner counts as not reached', async () => {
  expect((await subgraph.ask('{ reports(input: { at: "2026-01-31T12:00:00Z", words: "w" }) { id } }')).status).toBe(
    200,
  );
  const { status, errors } = await subgraph.ask('{ databaseEnds { id } throws { id } }');
  expect(status).toBe(503);
  expect(errors).toHaveLength(2);
  expect((await subgraph.ask('{ database { id } }')).status).toBe(200);
});

test('what a reference throws leaves as a code and an id', async () => {
  const { text, errors } = await subgraph.ask(
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on Thing { id } } }',
    { r: [{ __typename: 'Thing', id: CANARY }] },
  );
  expect(errors?.[0]?.extensions['code']).toBe('INTERNAL');
  expect(text).not.toContain(CANARY);
  expect(JSON.stringify(subgraph.log)).not.toContain(CANARY);
});

test('a refusal keeps its code and is not logged', async () => {
  const { errors } = await subgraph.ask('{ forbids { id } }');
  expect(errors?.[0]).toMatchObject({ message: 'FORBIDDEN', extensions: { code: 'FORBIDDEN' } });
  expect(subgraph.log).toEqual([]);
});

describe('a variable that does not fit', () => {
  const query = 'query($input: ReportInput!) { reports(input: $input) { id } }';

  test.each([
    [{ at: CANARY, words: 'w' }, 'input.at', 'a time as RFC 3339, such as 2026-01-31T12:00:00Z'],
    [{ at: '2026-01-31T12:00:00Z', words: { [CANARY]: 1 } }, 'input.words', 'what the schema says'],
    [{ at: '2026-01-31T12:00:00Z' }, 'input', 'what the schema says'],
    [{ at: ` at "${CANARY}"; `, words: 'w' }, 'input.at', 'a time as RFC 3339, such as 2026-01-31T12:00:00Z'],
  ])('is named by its path alone: %j', async (input, argument, expected) => {
    const { errors, text } = await subgraph.ask(query, { input });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', id: expect.any(String), argument, expected });
    expect(text).not.toContain(CANARY);
  });
});

test('a document that does not fit the schema is told so without its words', async () => {
  for (const query of [`{ ${CANARY.replaceAll('-', '_')} }`, '{ reports(input: "canary") { id } }', '{']) {
    const { errors, text, status } = await subgraph.ask(query);
    expect(status).toBe(400);
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(text).not.toContain('canary');
  }
});

test('introspection is off', async () => {
  const { errors, data } = await subgraph.ask('{ __schema { types { name } } }');
  expect(data).toBeUndefined();
  expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
});

test('a database that is gone makes it not ready, and is no reason to die', async () => {
  const gone = await startSubgraph(SUBGRAPH);
  await gone.dataSource.destroy();
  const response = await fetch(`${gone.url}/ready`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'unavailable', failing: ['database'] });
  expect((await fetch(`${gone.url}/health`)).status).toBe(200);
  await gone.dataSource.initialize();
  expect((await fetch(`${gone.url}/ready`)).status).toBe(200);
  await gone.close();
});
