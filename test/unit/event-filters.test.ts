import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { createOperations } from '../../gateway/operations';

const OPERATIONS = createOperations(readFileSync('schema/generated/supergraph.graphql', 'utf8'));

function filtersOf(text: string): string[] | null {
  const { filters } = OPERATIONS.prepare({ document: parse(text), hash: text, operationName: null, variables: {} });
  return filters && [...filters];
}

const FILTERED = (fields: string, more = ''): string =>
  `subscription($children: [ID!], $areas: [ID!]${more}) { events: childEvents(children: $children, areas: $areas) { ${fields} } }`;

describe('the variables that say which events come', () => {
  it.each([
    'id cursor type category occurredAt',
    'who: owner { id name agency contact { name email } areas { code policeForce { name } } }',
    'child { theirs: id __typename missingEpisodes { id risk } } record { __typename ... on Placement { id } }',
  ])('are all that are given to the field alone: %s', (fields) => {
    expect(filtersOf(FILTERED(fields))).toEqual(['children', 'areas']);
  });

  it.each([
    'child { sharing { category } }',
    '...on ChildEvent { theirs: child { ...on Child { told: disclosures { reason } } } }',
    'child { concern }',
    'child { missingEpisodes { child { sharing { category } } } }',
  ])('are not told apart where the hub says of a child what depends on who asks: %s', (fields) => {
    expect(filtersOf(FILTERED(fields))).toBeNull();
  });

  it('are not told apart where one of them pages through what the hub says', () => {
    expect(filtersOf(FILTERED('child { disclosures(first: $n) { reason } }', ', $n: Int'))).toBeNull();
  });
});
