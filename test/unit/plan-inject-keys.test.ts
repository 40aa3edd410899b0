import {
  buildSchema,
  getNamedType,
  isAbstractType,
  Kind,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { createKeyInjection } from '../../gateway/plan/inject-keys';
import { createPlanner } from '../../gateway/plan/planner';
import { parseLabels } from '../../schema/labels';
import { generatedSchema } from '../support/generated-schema';
import { QUERY_CORPUS } from '../support/query-corpus';

const KEY = ['__typename', 'id', 'subjectId', 'ownerId', 'handling'];
const KEY_FIELDS = 'id: ID! subjectId: ID! ownerId: ID! handling: String';
const SCHEMA = buildSchema(`
  type Query { child: Child records: [Record!] any: Any plain: Plain page(first: Int, lookahead: Boolean): Page }
  type Child { id: ID! notes: [Note!] }
  interface Record { id: ID! }
  union Any = Note | Plain
  type Note implements Record { ${KEY_FIELDS} text: String replies: [Note!] }
  type Plain implements Record { id: ID! text: String }
  type Page { nodes: [Note!]! cursors: [String!]! pageInfo: PageInfo! }
  type PageInfo { endCursor: String hasNextPage: Boolean! }
`);
const inject = createKeyInjection(SCHEMA, new Set(['Note']));

const injected = (query: string) => inject(parse(query), () => false);
const flat = (document: DocumentNode): string => print(document).replaceAll(/\s+/g, ' ').trim();
const NOTE = KEY.join(' ');

describe('the keys of records', () => {
  it.each([
    ['a record', '{ child { notes { text } } }', `{ child { notes { text ${NOTE} } } }`],
    [
      'a record below a record',
      '{ child { notes { replies { text } } } }',
      `{ child { notes { replies { text ${NOTE} } ${NOTE} } } }`,
    ],
    ['an interface of which it is one', '{ records { id } }', `{ records { id __typename ... on Note { ${NOTE} } } }`],
    [
      'a union of which it is one',
      '{ any { ... on Plain { text } } }',
      `{ any { ... on Plain { text } __typename ... on Note { ${NOTE} } } }`,
    ],
    [
      'a fragment',
      '{ child { notes { ...F } } } fragment F on Note { text }',
      `{ child { notes { ...F ${NOTE} } } } fragment F on Note { text ${NOTE} }`,
    ],
    [
      'a selection that nothing is left of',
      '{ child { notes { text @skip(if: true) } } }',
      `{ child { notes { __typename ${NOTE} } } }`,
    ],
  ])('are asked of %s', (_, query, expected) => {
    expect(flat(injected(query).document)).toBe(expected);
  });

  it('are asked of nothing else', () => {
    expect(flat(injected('{ child { id } plain { text } }').document)).toBe('{ child { id } plain { text } }');
    const none = createKeyInjection(SCHEMA, new Set<string>());
    expect(flat(none(parse('{ child { notes { text } } }'), () => false).document)).toBe(
      '{ child { notes { text } } }',
    );
  });

  it('come with a wider window and the cursors at a page of a list, whatever the client says of it', () => {
    for (const query of [
      '{ page(first: 5) { nodes { text } } }',
      '{ page(first: 5, lookahead: false) { nodes { text } } }',
    ]) {
      expect(flat(injected(query).document)).toBe(
        `{ page(first: 5, lookahead: true) { nodes { text ${NOTE} } nodes { ${NOTE} } cursors pageInfo { endCursor hasNextPage } } }`,
      );
    }
  });

  it('have no name in the answer, while what the client asked keeps its own', () => {
    const { document, outputName } = injected('{ child { notes { id t: text } } }');
    const names: (string | null)[] = [];
    visit(document, { Field: (field) => void names.push(outputName(field)) });
    expect(names).toEqual(['child', 'notes', 'id', 't', ...KEY.map(() => null)]);
  });
});

describe('an alias', () => {
  it.each([
    ['that hides a key', '{ child { notes { id: text } } }', 'asked_id'],
    ['that hides what decides', '{ child { notes { handling: text } } }', 'asked_handling'],
    ['that hides the type', '{ child { notes { __typename: text } } }', 'asked_typename'],
    ['that no property can safely have', '{ child { notes { __proto__: text } } }', 'asked_proto__'],
    ['whose way out is taken', '{ child { notes { id: text asked_id: text } } }', 'asked_id_'],
  ])('%s gives way, and is the client’s again in the answer', (_, query, way) => {
    const { document, outputName, clientName } = injected(query);
    const [first] = notesOf(document);
    expect(first?.alias?.value).toBe(way);
    const asked = /notes \{ (\w+):/.exec(query)?.[1];
    expect([outputName(first!), clientName(way)]).toEqual([asked, asked]);
    expect(validate(SCHEMA, document)).toEqual([]);
  });

  it('that hides nothing stays', () => {
    expect(
      notesOf(injected('{ child { notes { mine: text id: id } } }').document).map((field) => field.alias?.value),
    ).toEqual(['mine', 'id', ...KEY.map(() => undefined)]);
  });
});

/** The fields of the notes of a query's child. */
function notesOf(document: DocumentNode): FieldNode[] {
  let found: FieldNode[] = [];
  visit(document, {
    Field(field) {
      if (field.name.value === 'notes') found = fieldsOf(field.selectionSet);
    },
  });
  return found;
}

function fieldsOf(set: SelectionSetNode | undefined): FieldNode[] {
  return (set?.selections ?? []).filter((each) => each.kind === Kind.FIELD);
}

describe('every query of the corpus', () => {
  const sdl = generatedSchema('supergraph');
  const { records } = parseLabels(sdl);
  const { fullSchema } = createPlanner(sdl, records);
  const injectAll = createKeyInjection(fullSchema, records);

  it('asks each record for the whole key by its own names, and stays valid', () => {
    let sets = 0;
    for (const { query } of QUERY_CORPUS) {
      for (const holds of [true, false]) {
        const { document } = injectAll(parse(query), () => holds);
        expect({ query, faults: validate(fullSchema, document).filter(isOfShape) }).toEqual({ query, faults: [] });
        for (const set of setsOfRecords(fullSchema, document, records)) {
          sets += 1;
          const own = fieldsOf(set).filter((field) => field.alias === undefined);
          expect({ query, missing: KEY.filter((name) => !own.some((field) => field.name.value === name)) }).toEqual({
            query,
            missing: [],
          });
        }
      }
    }
    expect(sets).toBeGreaterThan(200);
  });

  it('has the same names in its answer as without any key, in their order', () => {
    const injectNone = createKeyInjection(fullSchema, new Set<string>());
    for (const { query } of QUERY_CORPUS) {
      const [all, none] = [injectAll, injectNone].map((each) => {
        const { document, outputName } = each(parse(query), () => true);
        return namesIn(document, outputName);
      });
      expect({ query, names: all }).toEqual({ query, names: none });
    }
  });
});

/** Rules about a query's variables don't hold once its conditions are settled. */
function isOfShape({ message }: { message: string }): boolean {
  return !/^(Variable "\$\w+" is never used|Fragment "\w+" is never used)/.test(message);
}

function namesIn(document: DocumentNode, nameOf: (field: FieldNode) => string | null): string[] {
  const names: string[] = [];
  visit(document, {
    Field(field) {
      const name = nameOf(field);
      if (name === null) return false;
      names.push(name);
      return undefined;
    },
  });
  return names;
}

function setsOfRecords(
  schema: GraphQLSchema,
  document: DocumentNode,
  records: { has(name: string): boolean },
): SelectionSetNode[] {
  const sets: SelectionSetNode[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet(set) {
        const type = info.getParentType();
        if (type && !isAbstractType(type) && records.has(getNamedType(type).name)) sets.push(set);
      },
    }),
  );
  return sets;
}
