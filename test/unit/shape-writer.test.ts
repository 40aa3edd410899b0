import * as fc from 'fast-check';
import { buildSchema, getOperationAST, Kind, parse, validate, type FieldNode } from 'graphql';
import { isObject, type JsonObject } from '../../gateway/json';
import { compileWriter } from '../../gateway/shape/writer';

const SCHEMA = buildSchema(`
  type Query { item: Item thing: Thing any: Any items: [Item!] maybe: [Item] must: Item! grid: [[Int!]] }
  interface Thing { id: ID! next: Item }
  type Item implements Thing { id: ID! next: Item name: String count: Int ratio: Float open: Boolean kind: Kind sure: String! when: Date }
  type Other implements Thing { id: ID! next: Item note: String }
  union Any = Item | Other
  enum Kind { ONE TWO }
  scalar Date
`);

/** The writer of a query, with every field named `hidden_...` standing for one that was added for planning. */
function writerOf(query: string): (data: JsonObject) => string {
  const document = parse(query);
  expect(validate(SCHEMA, document)).toEqual([]);
  const operation = getOperationAST(document)!;
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const nameOf = (field: FieldNode): string => field.alias?.value ?? field.name.value;
  return compileWriter(SCHEMA, {
    operation: operation.operation,
    root: operation.selectionSet,
    fragments,
    outputName: (field) => (nameOf(field).startsWith('hidden_') ? null : nameOf(field)),
  });
}

const write = (query: string, data: JsonObject): unknown => JSON.parse(writerOf(query)(data));

describe('the writer', () => {
  it.each<[string, string, JsonObject, unknown]>([
    [
      'what is selected and nothing else',
      '{ item { name } }',
      { item: { name: 'a', count: 1 } },
      { item: { name: 'a' } },
    ],
    ['null for what did not come', '{ item { name } grid }', { item: {} }, { item: { name: null }, grid: null }],
    ['aliases', '{ one: item { two: name } }', { one: { two: 'a' } }, { one: { two: 'a' } }],
    [
      'no field that planning added',
      '{ item { hidden_id: id name } }',
      { item: { hidden_id: 'x', name: 'a' } },
      { item: { name: 'a' } },
    ],
    ['lists of lists', '{ grid }', { grid: [[1, 2], null, []] }, { grid: [[1, 2], null, []] }],
    [
      'an object by its type in an interface',
      '{ thing { id ... on Other { note } } }',
      { thing: { __typename: 'Other', id: 'i', note: 'n' } },
      { thing: { id: 'i', note: 'n' } },
    ],
    [
      'a member of a union',
      '{ any { __typename ... on Item { name } } }',
      { any: { __typename: 'Item', name: 'a' } },
      { any: { __typename: 'Item', name: 'a' } },
    ],
    [
      'fragments once',
      '{ item { ...A ...A name } } fragment A on Item { name id }',
      { item: { name: 'a', id: 1 } },
      { item: { name: 'a', id: '1' } },
    ],
    [
      'own properties only',
      '{ item { constructor: name toString: count } }',
      { item: {} },
      { item: { constructor: null, toString: null } },
    ],
  ])('writes %s', (_, query, data, expected) => {
    expect(write(query, data)).toEqual(expected);
  });

  it.each<[string, JsonObject]>([
    ['name', { name: 7 }],
    ['name', { name: ['a'] }],
    ['name', { name: { $ne: 1 } }],
    ['count', { count: '1' }],
    ['count', { count: 1.5 }],
    ['ratio', { ratio: Infinity }],
    ['open', { open: 'true' }],
    ['kind', { kind: 'THREE' }],
    ['next { id }', { next: 'x' }],
    ['next { id }', { next: [{ id: 'x' }] }],
  ])('writes null for a `%s` of another kind: %j', (field, item) => {
    expect(write(`{ item { ${field} } }`, { item })).toEqual({ item: { [field.split(' ')[0]!]: null } });
  });

  it.each<[string, string, JsonObject, unknown]>([
    ['its object', '{ item { name sure } }', { item: { name: 'a', sure: null } }, { item: null }],
    [
      'the list that may hold no null',
      '{ items { sure } }',
      { items: [{ sure: 'a' }, { sure: null }] },
      { items: null },
    ],
    [
      'the element of a list that may',
      '{ maybe { sure } }',
      { maybe: [{ sure: 'a' }, {}] },
      { maybe: [{ sure: 'a' }, null] },
    ],
    ['everything', '{ item { id } must { id } }', { item: { id: 'i' }, must: null }, null],
  ])('hands a missing value that may not be missing on to %s', (_, query, data, expected) => {
    expect(write(query, data)).toEqual(expected);
  });

  it('writes no object of a type that nobody knows', () => {
    for (const typename of ['Nobody', 'Query', '__proto__', 7, ['Item']]) {
      expect(write('{ any { ... on Item { name } } }', { any: { __typename: typename, name: 'a' } })).toEqual({
        any: null,
      });
    }
  });

  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('ONE', 'TWO'),
  );
  const names = [
    'item',
    'thing',
    'any',
    'items',
    'maybe',
    'must',
    'grid',
    'id',
    'next',
    'name',
    'count',
    'ratio',
    'open',
    'kind',
    'sure',
    'when',
    'note',
    '__typename',
  ];
  const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
    anything: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('anything'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('anything'), { maxKeys: 8 }),
    ),
  }));
  const FIELDS = '__typename id next { id name } name count ratio open kind sure when';
  const QUERIES = [
    `{ item { ${FIELDS} } items { ${FIELDS} } maybe { ${FIELDS} } grid }`,
    `{ thing { id next { sure } ... on Other { note } ... on Item { name count } } }`,
    `{ any { ... on Item { kind open } ... on Other { note next { name } } } must { id } }`,
  ].map((query) => ({ query, write: writerOf(query) }));

  it('writes valid JSON of the declared types, whatever came', () => {
    fc.assert(
      fc.property(fc.constantFrom(...QUERIES), fc.dictionary(fc.constantFrom(...names), anything), (query, data) => {
        const written: unknown = JSON.parse(query.write(data));
        // A non-null position that holds null, or a leaf of another kind, would be found here.
        if (written !== null) expect(faultsOf(written, 'Query')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('writes nothing of a field that was not selected', () => {
    const canary = fc.dictionary(
      fc.constantFrom('note', 'when', 'ratio', 'secret', 'hidden_name'),
      fc.constant('CANARY'),
    );
    fc.assert(
      fc.property(canary, canary, (one, two) => {
        const data = { item: { ...one, name: 'a', next: { ...two, name: 'b' } }, secret: 'CANARY' };
        const text = writerOf('{ item { hidden_name: name name next { name } } }')(data);
        expect(text).toBe('{"item":{"name":"a","next":{"name":"b"}}}');
      }),
    );
  });
});

const LEAVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => typeof value === 'string',
  sure: (value) => typeof value === 'string',
  name: (value) => value === null || typeof value === 'string',
  note: (value) => value === null || typeof value === 'string',
  count: (value) => value === null || Number.isInteger(value),
  ratio: (value) => value === null || typeof value === 'number',
  open: (value) => value === null || typeof value === 'boolean',
  kind: (value) => value === null || value === 'ONE' || value === 'TWO',
  when: () => true,
  __typename: (value) => value === 'Item' || value === 'Other',
};

/** The places of an answer where something stands that the schema does not allow there. */
function faultsOf(value: unknown, at: string): string[] {
  if (value === null) return at.endsWith('items.*') || at.endsWith('.must') ? [at] : [];
  if (Array.isArray(value)) return value.flatMap((each) => faultsOf(each, `${at}.*`));
  if (!isObject(value)) return at.includes('.grid.*') && Number.isInteger(value) ? [] : [at];
  return Object.entries(value).flatMap(([name, inner]) => {
    const fits = LEAVES[name];
    if (fits === undefined) return faultsOf(inner, `${at}.${name}`);
    return fits(inner) ? [] : [`${at}.${name}`];
  });
}
