import {
  buildASTSchema,
  executeSync,
  getNamedType,
  isLeafType,
  isObjectType,
  Kind,
  parse,
  printSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { CorpusQuery } from './corpus-query';

/** The arguments without which a root field cannot be asked. */
const ROOT_ARGUMENTS: Readonly<Record<string, string>> = {
  child: '(id: $id)',
  findChildren: '(input: { reference: "DEMO-1" })',
  policy: '(owner: "E10000020")',
  policyVersions: '(owner: "E10000020")',
  webhookDeliveries: '(webhookId: "00000000-0000-4000-8000-000000000000")',
  areaPicture: '(from: "2000-01-01", to: "2099-12-31")',
  explain: '(input: { childId: $id, recipient: "E10000020", role: SUPERVISOR, purpose: SECTION_47_ENQUIRY })',
};

/** Each gateway's checkpoints are its own; versions and changes that there are get other ids in every run. */
const NOT_WALKED = [
  'auditCheckpoints',
  'checkPolicy',
  'simulatePolicy',
  'lawfulBasisChanges',
  'safeguardingMinimumChanges',
];

/** Writes a query that asks one type for something, by the shortest way from the root. */
export type AskType = (selection: string) => CorpusQuery;

/** The shortest ways from the root to every object type that can be reached. */
export function waysToTypes(schema: GraphQLSchema): ReadonlyMap<string, AskType> {
  const ways = new Map<string, readonly string[]>();
  const root = schema.getQueryType();
  const queue: GraphQLObjectType[] = root ? [root] : [];
  if (root) ways.set(root.name, []);
  for (const type of queue) {
    const way = ways.get(type.name) ?? [];
    for (const field of Object.values(type.getFields())) {
      const next = getNamedType(field.type);
      if (!isObjectType(next) || ways.has(next.name) || NOT_WALKED.includes(field.name)) continue;
      ways.set(next.name, [...way, type === root ? field.name + (ROOT_ARGUMENTS[field.name] ?? '') : field.name]);
      queue.push(next);
    }
  }
  return new Map([...ways].map(([name, way]) => [name, (selection) => writeQuery(way, selection)]));
}

function writeQuery(way: readonly string[], selection: string): CorpusQuery {
  const body = way.reduceRight((inner, step) => `{ ${step} ${inner} }`, `{ ${selection} }`);
  const head = body.includes('$id') ? 'query($id: ID!) ' : '';
  const by = /^\{ (policy|policyVersions|webhooks|webhookDeliveries)\b/.test(body) ? 'OFFICER' : 'SUPERVISOR';
  // Nobody has a webhook here: what one answers is tested by having events sent to it.
  return { query: head + body, by, isFaulty: body.startsWith('{ webhookDeliveries') };
}

/** Two queries for each type: all its fields plainly, and all of them under aliases through nested fragments. */
export function generateQueries(schema: GraphQLSchema): CorpusQuery[] {
  return [...waysToTypes(schema)].flatMap(([name, ask]) => {
    const type = schema.getType(name);
    if (!isObjectType(type) || type === schema.getQueryType()) return [];
    const fields = Object.values(type.getFields()).map(selectionOf);
    const aliased = fields.map((field, index) => `f${index}: ${field}`);
    const half = Math.ceil(aliased.length / 2);
    const [first, second] = [aliased.slice(0, half).join(' '), aliased.slice(half).join(' ') || 't: __typename'];
    return [
      ask(`__typename ${fields.join(' ')}`),
      ask(`... on ${name} { ${first} ... on ${name} { ${second} } } ... { ${first} }`),
    ];
  });
}

/** A field, with the name of its type when it is no leaf. */
export function selectionOf({ name, type }: GraphQLField<unknown, unknown>): string {
  return isLeafType(getNamedType(type)) ? name : `${name} { __typename }`;
}

/** Every field of every object type: `Type.field`. */
export function fieldsOfSchema(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => Object.keys((type as GraphQLObjectType).getFields()).map((field) => `${type.name}.${field}`));
}

/** The fields that a query names. */
export function fieldsAsked(schema: GraphQLSchema, query: string): string[] {
  const info = new TypeInfo(schema);
  const asked: string[] = [];
  const Field = (): void => {
    const field = info.getFieldDef();
    if (field) asked.push(`${info.getParentType()?.name}.${field.name}`);
  };
  visit(parse(query), visitWithTypeInfo(info, { Field }));
  return asked;
}

/** The fields that an answer has a value for; an empty list is none. */
export function fieldsAnswered(schema: GraphQLSchema, query: string, data: unknown): Set<string> {
  const walk: Walk = { fragments: new Map(), answered: new Set() };
  const { definitions } = parse(query);
  for (const each of definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) walk.fragments.set(each.name.value, each);
  }
  for (const each of definitions) {
    const root = each.kind === Kind.OPERATION_DEFINITION ? schema.getRootType(each.operation) : null;
    if (root && each.kind === Kind.OPERATION_DEFINITION) walkValue(walk, { type: root, set: each.selectionSet }, data);
  }
  return walk.answered;
}

interface Walk {
  readonly fragments: Map<string, FragmentDefinitionNode>;
  readonly answered: Set<string>;
}

interface Place {
  readonly type: GraphQLObjectType;
  readonly set: SelectionSetNode;
}

function walkValue(walk: Walk, place: Place, value: unknown): void {
  if (Array.isArray(value)) for (const each of value) walkValue(walk, place, each);
  else if (typeof value === 'object' && value !== null) walkObject(walk, place, value as Record<string, unknown>);
}

function walkObject(walk: Walk, { type, set }: Place, object: Record<string, unknown>): void {
  for (const { name, alias, selectionSet } of fieldsIn(walk, set)) {
    const field = type.getFields()[name.value];
    const value = object[alias?.value ?? name.value];
    if (!field || isNothing(value)) continue;
    walk.answered.add(`${type.name}.${name.value}`);
    const inner = getNamedType(field.type);
    if (isObjectType(inner) && selectionSet) walkValue(walk, { type: inner, set: selectionSet }, value);
  }
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** The fields of a selection with those of its fragments: no type but one can stand in any place of this API. */
function fieldsIn(walk: Walk, set: SelectionSetNode): FieldNode[] {
  return set.selections.flatMap((each) => {
    if (each.kind === Kind.FIELD) return [each];
    const fragment = each.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(each.name.value) : each;
    return fragment ? fieldsIn(walk, fragment.selectionSet) : [];
  });
}

/** The same data with the fields in the order that the GraphQL specification gives them, worked out by graphql-js. */
export function inSpecifiedOrder(schema: GraphQLSchema, asked: Required<CorpusValues>, rootValue: unknown): unknown {
  const fieldResolver: GraphQLFieldResolver<Record<string, unknown>, unknown> = (source, _args, _context, info) =>
    source[String(info.path.key)];
  // A schema of its own: the other one's scalars would read what the owners wrote a second time.
  const plainSchema = buildASTSchema(parse(printSchema(schema)));
  const { query, variables } = asked;
  const document = parse(query);
  return executeSync({ schema: plainSchema, document, rootValue, variableValues: { ...variables }, fieldResolver })
    .data;
}

type CorpusValues = Pick<CorpusQuery, 'query' | 'variables'>;
