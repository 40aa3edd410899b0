import { parse } from 'graphql';
import { createOperations } from '../../gateway/operations';
import { generatedSchema } from '../support/generated-schema';

const operations = createOperations(generatedSchema('supergraph'));

/** What is asked of the root in each wave. */
function rootsOf(query: string): string[][] {
  const { waves } = operations.prepare({
    document: parse(query),
    hash: query,
    operationName: undefined,
    variables: { go: true },
  });
  return waves.map(({ roots, entities }) => [
    ...roots.map(({ operation }) => operation),
    ...entities.map(({ path }) => path.join('.')),
  ]);
}

const record = (key: string): string =>
  `recordConcern(childId: $id, level: CONCERN, reason: "r", idempotencyKey: ${key})`;

describe('inTurn', () => {
  it('runs a mutation and what hangs on it before the next one', () => {
    const waves = rootsOf(
      `mutation($id: ID!, $b: ID!) { a: ${record('"a"')} { concern } b: ${record('$b')} { concern } }`,
    );
    expect(waves).toEqual([[expect.stringMatching(/^mutation\(\$id:ID!\)\{a:/)], ['a'], [expect.any(String)], ['b']]);
    expect(waves[0]?.[0]).not.toMatch(/b:|\$b/);
    expect(waves[2]?.[0]).toMatch(/^mutation\(\$id:ID!\$b:ID!\)\{b:/);
    expect(waves[2]?.[0]).not.toContain('a:');
  });

  it('runs each mutation once, whatever the fragments around it', () => {
    const waves = rootsOf(
      `mutation($id: ID!, $go: Boolean!) { __typename t: __typename ... on Mutation @include(if: $go) { a: ${record('"a"')} { id }
        ... { b: ${record('"b"')} { concern } a: ${record('"a"')} { concern } } } ...C }
        fragment C on Mutation { c: ${record('"c"')} { id } b: ${record('"b"')} { id } }`,
    );
    const asked = waves.flat().filter((text) => text.startsWith('mutation'));
    expect(asked).toHaveLength(3);
    for (const name of ['a', 'b', 'c']) {
      expect(asked.filter((text) => new RegExp(`\\b${name}:recordConcern`).test(text))).toHaveLength(1);
    }
  });

  it('leaves queries and single mutations as they are', () => {
    expect(rootsOf(`mutation($id: ID!) { a: ${record('"a"')} { concern } }`)).toHaveLength(2);
    expect(rootsOf('query($id: ID!) { a: child(id: $id) { concern } b: child(id: $id) { concern } }')).toHaveLength(2);
  });
});
