import { buildSchema, getVariableValues, parse, validate, type OperationDefinitionNode } from 'graphql';
import { readRefusal, type RefusedPart } from '../../gateway/refusal';

const SCHEMA = buildSchema(`
  enum Role { PRACTITIONER SUPERVISOR }
  input Inner { role: Role! count: Int }
  input Outer { name: String! inner: Inner roles: [Role!] }
  type Thing { id: ID! }
  type Query { thing(id: ID!, first: Int, outer: Outer, roles: [Role!]): Thing }
`);

function ofDocument(query: string): RefusedPart {
  const [error] = validate(SCHEMA, parse(query));
  if (!error) throw new Error(`nothing is wrong with ${query}`);
  return readRefusal(error.message, error.nodes?.[0]);
}

function ofVariables(declared: string, variables: Record<string, unknown>): RefusedPart {
  const operation = parse(`query(${declared}) { thing { id } }`).definitions[0] as OperationDefinitionNode;
  const { errors } = getVariableValues(SCHEMA, operation.variableDefinitions ?? [], variables);
  if (!errors?.[0]) throw new Error('nothing is wrong with the variables');
  return readRefusal(errors[0].message);
}

describe('readRefusal', () => {
  it.each([
    ['{ thing(id: "a", first: "ten") { id } }', 'first', 'Int'],
    ['{ thing(id: "a", roles: [KING]) { id } }', 'roles', 'a value of Role'],
    ['{ thing(id: "a", roles: [SUPERVISOR, "x"]) { id } }', undefined, 'a value of Role'],
    ['{ thing(id: "a", outer: { name: "n", inner: { role: KING } }) { id } }', 'role', 'a value of Role'],
    ['{ thing(id: "a", outer: {}) { id } }', 'name', 'String!'],
    ['{ thing(id: "a", outer: { name: "n", shoe: 4 }) { id } }', 'shoe', 'a field of Outer'],
    ['{ thing { id } }', 'id', 'ID!'],
    ['{ thing(id: "a", where: 1) { id } }', 'Query.thing(where)', 'an argument of the schema'],
    ['{ thing(id: "a") { size } }', 'Thing.size', 'a field of the schema'],
  ])('names place and expectation of %s', (query, at, expected) => {
    expect(ofDocument(query)).toEqual({ ...(at === undefined ? {} : { at }), expected });
  });

  it.each<[string, Record<string, unknown>, RefusedPart]>([
    ['$id: ID!', {}, { at: 'id', expected: 'ID!' }],
    ['$id: ID!', { id: null }, { at: 'id', expected: 'ID!' }],
    ['$n: Int', { n: 'x' }, { at: 'n', expected: 'Int' }],
    ['$o: Outer', { o: { name: 'n', inner: { role: 'KING' } } }, { at: 'o.inner.role', expected: 'a value of Role' }],
    [
      '$o: Outer',
      { o: { name: 'n', roles: ['SUPERVISOR', 'KING'] } },
      { at: 'o.roles[1]', expected: 'a value of Role' },
    ],
    ['$o: Outer', { o: {} }, { at: 'o.name', expected: 'String!' }],
    ['$o: Outer', { o: { name: 'n', shoe: 4 } }, { at: 'o.shoe', expected: 'a field of Outer' }],
    ['$o: Outer', { o: { name: 'n', inner: {} } }, { at: 'o.inner.role', expected: 'Role!' }],
  ])('names place and expectation of a variable: %s with %j', (declared, variables, part) => {
    expect(ofVariables(declared, variables)).toEqual(part);
  });

  it('is not misled by what the value says', () => {
    const name = 'x" at "elsewhere"; Expected type "Secret';
    expect(ofVariables('$n: Int', { n: name })).toMatchObject({ expected: 'Int' });
    expect(ofVariables('$o: Outer', { o: { name, inner: { role: 'KING' } } }).at).toBe('o.inner.role');
  });
});
