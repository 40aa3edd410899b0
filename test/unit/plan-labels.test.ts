import { Kind, parse, type ConstDirectiveNode } from 'graphql';
import { createOperations, type Operation } from '../../gateway/operations';
import { SECTORS } from '../../schema/vocabulary';
import type { CorpusQuery } from '../support/corpus-query';
import { MUTATION_CORPUS } from '../support/corpus-of-lists';
import { readFetch } from '../support/plan-fetches';
import { QUERY_CORPUS } from '../support/query-corpus';
import { generateQueries, selectionOf, waysToTypes } from '../support/schema-walk';
import { generatedSchema } from '../support/generated-schema';
import { isObjectType } from 'graphql';

interface ClassifiedField {
  readonly type: string;
  readonly field: string;
  /** The virtual subgraph that alone may be asked for it. */
  readonly subgraph: string;
}

const operations = createOperations(generatedSchema('supergraph'));
const ways = waysToTypes(operations.apiSchema);
const classified = SECTORS.flatMap(classifiedFields);
const subgraphsOf = new Map<string, string[]>();
for (const { type, field, subgraph } of classified) {
  const coordinate = `${type}.${field}`;
  subgraphsOf.set(coordinate, [...(subgraphsOf.get(coordinate) ?? []), subgraph]);
}

/** Reads the labels out of what an agency wrote, not out of what the composition made of it. */
function classifiedFields(sector: string): ClassifiedField[] {
  return parse(generatedSchema(sector)).definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    return (type.fields ?? []).flatMap((field): ClassifiedField[] => {
      const label = field.directives?.find(({ name }) => name.value === 'classified');
      if (!label) return [];
      const subgraph = `${sector}__${wordOf(label, 'category')}_${wordOf(label, 'level')}`;
      return [{ type: type.name.value, field: field.name.value, subgraph }];
    });
  });
}

function wordOf(directive: ConstDirectiveNode, name: string): string {
  const value = directive.arguments?.find((each) => each.name.value === name)?.value;
  if (value?.kind !== Kind.STRING) throw new Error(`@classified without ${name}`);
  return value.value;
}

function prepare({ query }: CorpusQuery): Operation {
  return operations.prepare({ document: parse(query), hash: query, operationName: undefined, variables: {} });
}

function fetchesOf({ waves }: Operation) {
  const fetches = waves.flatMap(({ roots, entities }) => [...roots, ...entities]);
  return fetches.map(({ node }) => readFetch(operations.catalogue.schema, node));
}

/** A query of one field by the shortest way, and the same way without it. */
function probe({ type, field }: ClassifiedField): { alone: CorpusQuery; without: CorpusQuery } {
  const ask = ways.get(type);
  const owner = operations.apiSchema.getType(type);
  const definition = isObjectType(owner) ? owner.getFields()[field] : undefined;
  if (!ask || !definition) throw new Error(`${type}.${field} cannot be reached from the root`);
  return { alone: ask(selectionOf(definition)), without: ask('__typename') };
}

it.each(classified.map((each) => [`${each.type}.${each.field}`, each] as const))(
  'asks nobody but the virtual subgraph of its label for %s',
  (coordinate, each) => {
    const { alone, without } = probe(each);
    const fetches = fetchesOf(prepare(alone));
    const askers = fetches.filter(({ fields }) => fields.includes(coordinate)).map(({ subgraph }) => subgraph);
    expect([...new Set(askers)]).toEqual([each.subgraph]);
    const known = new Set(fetchesOf(prepare(without)).map(({ subgraph }) => subgraph));
    const added = fetches.filter(({ subgraph }) => !known.has(subgraph)).map(({ subgraph }) => subgraph);
    expect(added.filter((subgraph) => subgraph !== each.subgraph)).toEqual([]);
  },
);

it('asks nobody else for a classified field in any query of the corpus', () => {
  const corpus = [...QUERY_CORPUS, ...generateQueries(operations.apiSchema), ...MUTATION_CORPUS];
  const strays = corpus.flatMap((each) =>
    fetchesOf(prepare(each)).flatMap(({ subgraph, fields }) =>
      fields
        .filter((field) => !(subgraphsOf.get(field) ?? [subgraph]).includes(subgraph))
        .map((field) => [subgraph, field]),
    ),
  );
  expect(classified.length).toBeGreaterThan(100);
  expect(strays).toEqual([]);
});
