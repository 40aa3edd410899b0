import { ApolloServer } from '@apollo/server';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { badInput, ERROR_CODES, publicError, SightlineError } from '../../gateway/errors';

const CANARY = 'canary-7d1f';

/** A server whose resolvers fail in every way that a resolver can. */
function aServer(): ApolloServer {
  const moody = new GraphQLScalarType({
    name: 'Moody',
    parseValue: () => {
      throw new TypeError(`cannot read ${CANARY}`);
    },
  });
  return new ApolloServer({
    typeDefs: `scalar Moody
      type Secretive { hiddenCanary: String }
      type Query { plain: String known(first: Int! = 1): String nowhere: String bad: String mood(of: Moody): String secret: Secretive typed(id: ID!): String }`,
    resolvers: {
      Moody: moody,
      Query: {
        plain: () => {
          throw new Error(`duplicate key (name)=(${CANARY})`);
        },
        known: () => 'known',
        nowhere: () => {
          throw new SightlineError('NOT_FOUND', 'no such child');
        },
        bad: () => {
          throw badInput({ at: 'input.dateOfBirth', expected: 'a date as YYYY-MM-DD', got: '31/12/2010' });
        },
      },
    },
    formatError: (_formatted, error) => publicError(error),
    includeStacktraceInErrorResponses: false,
  });
}

async function errorOf(query: string, variables: Record<string, unknown> = {}) {
  const server = aServer();
  const answer = await server.executeOperation({ query, variables });
  await server.stop();
  if (answer.body.kind !== 'single') throw new Error('expected a single answer');
  expect(JSON.stringify(answer.body)).not.toContain(CANARY);
  const error = answer.body.singleResult.errors?.[0];
  if (error === undefined) throw new Error(`no error for ${query}`);
  expect(ERROR_CODES).toContain(error.extensions?.['code']);
  return { ...error, status: answer.http.status };
}

describe('publicError', () => {
  it('keeps code, fields and message of our own errors, behind the wrappers of execution', async () => {
    const error = await errorOf('{ bad }');
    expect(error.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      at: 'input.dateOfBirth',
      expected: 'a date as YYYY-MM-DD',
      got: '`31/12/2010`',
    });
    expect(error.path).toEqual(['bad']);
    expect((await errorOf('{ nowhere }')).extensions?.['code']).toBe('NOT_FOUND');
  });

  it('reduces an unknown exception to INTERNAL and a fresh id', async () => {
    const [first, second] = [await errorOf('{ plain }'), await errorOf('{ plain }')];
    expect(first.message).toBe('internal error');
    expect(first.extensions?.['code']).toBe('INTERNAL');
    expect(first.extensions?.['id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.extensions?.['id']).not.toBe(second.extensions?.['id']);
    expect(Object.keys(first.extensions ?? {}).toSorted()).toEqual(['code', 'id']);
  });

  it('does not pass on what a library or an owner put into an error that was located in execution', () => {
    const foreign = new GraphQLError(CANARY, {
      path: ['child'],
      extensions: { code: 'BAD_USER_INPUT', response: CANARY },
    });
    const answer = publicError(foreign);
    expect(answer.extensions?.['code']).toBe('INTERNAL');
    expect(JSON.stringify(answer)).not.toContain(CANARY);
    expect(publicError(CANARY).message).toBe('internal error');
    expect(publicError(null).extensions?.['code']).toBe('INTERNAL');
  });

  it('answers requests that do not parse or validate as bad input, without hints at other names', async () => {
    const unknown = await errorOf('{ secret { hiddenCanar } }');
    expect(unknown.message).toBe('Cannot query field "hiddenCanar" on type "Secretive".');
    expect(unknown).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
    expect((await errorOf('{ secret(')).extensions?.['code']).toBe('BAD_USER_INPUT');
    expect((await errorOf('{ known(frist: 2) }')).message).toBe('Unknown argument "frist" on field "Query.known".');
  });

  it('names path and expected type of a wrong variable, not the exception inside a scalar', async () => {
    expect((await errorOf('query($id: ID!) { typed(id: $id) }', { id: { a: 1 } })).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      at: 'id',
    });
    expect((await errorOf('query($m: Moody) { mood(of: $m) }', { m: 1 })).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      expected: 'Moody',
    });
    expect((await errorOf('query($f: Int = 2) { known(first: $f) }', { f: null })).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      at: 'first',
    });
  });
});

describe('publicError for an operator', () => {
  it('tells the operator the id together with the cause', () => {
    const reported: unknown[] = [];
    const cause = new Error('socket closed');
    const answer = publicError(cause, { newId: () => 'id-1', report: (id, error) => reported.push([id, error]) });
    expect(answer.extensions?.['id']).toBe('id-1');
    expect(reported).toEqual([['id-1', cause]]);
  });
});

describe('SightlineError', () => {
  it('carries the status of an answer that is nothing but the error', () => {
    expect(new SightlineError('UNAUTHENTICATED', 'no token').extensions['http']).toEqual({ status: 401 });
    expect(new SightlineError('AUDIT_UNAVAILABLE', 'no log').extensions['http']).toEqual({ status: 503 });
    expect(new SightlineError('POLICY_UNAVAILABLE', 'no policy').extensions['http']).toEqual({ status: 503 });
    expect(new SightlineError('QUERY_TOO_COMPLEX', 'too deep').extensions['http']).toEqual({ status: 400 });
    expect(new SightlineError('NOT_FOUND', 'no such child').extensions['http']).toBeUndefined();
    expect(
      badInput({ at: 'sightline-purpose', expected: 'a purpose', got: 'X', status: 400 }).extensions['http'],
    ).toEqual({ status: 400 });
  });

  it('shortens what it repeats of the input', () => {
    expect(badInput({ at: 'x', expected: 'less', got: 'y'.repeat(5000) }).message.length).toBeLessThan(200);
    const silent = badInput({ at: 'x', expected: 'a value', got: undefined });
    expect(silent.message).toBe('`x`: expected a value');
    expect(silent.fields).toEqual({ at: 'x', expected: 'a value' });
  });
});
