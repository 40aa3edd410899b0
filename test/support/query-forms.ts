import {
  getNamedType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { createRandom } from './canary-children';

/** One of many ways to ask. */
export interface QueryForm {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

interface Draft {
  readonly schema: GraphQLSchema;
  readonly random: ReturnType<typeof createRandom>;
  readonly childIds: readonly string[];
  readonly variables: Map<string, { type: string; value: unknown }>;
  readonly fragments: string[];
  aliases: number;
  directives: number;
  fields: number;
  names: number;
}

const NOT_ASKED = new Set([
  'Child.sharing',
  'Child.disclosures',
  'Organisation.areas',
  'Organisation.agency',
  'Area.region',
]);
const ASKED_OF: Readonly<Record<string, readonly string[]>> = {
  Organisation: ['id', 'name'],
  Area: ['code', 'name'],
};
const MAXIMUM_DEPTH = 6;
const MOST_FIELDS = 160;

/** Makes forms of queries about children that validate and keep within the limits; the same seed gives the same forms. */
export function* queryForms(options: {
  schema: GraphQLSchema;
  childIds: readonly string[];
  seed: string;
  count: number;
}): Generator<QueryForm> {
  const random = createRandom(options.seed);
  for (let number = 0; number < options.count; number++) {
    const draft: Draft = {
      schema: options.schema,
      random,
      childIds: options.childIds,
      variables: new Map(),
      fragments: [],
      aliases: 0,
      directives: 0,
      fields: 0,
      names: 0,
    };
    yield formOf(draft);
  }
}

function formOf(draft: Draft): QueryForm {
  const { random } = draft;
  const roots = Array.from({ length: 1 + random.whole(3) }, (_, index) => rootOf(draft, `r${index}`));
  const definitions = [...draft.variables].map(([name, { type }]) => `$${name}: ${type}`);
  const head = definitions.length > 0 ? `query Form(${definitions.join(', ')})` : 'query Form';
  return {
    query: `${head} {\n${roots.join('\n')}\n}\n${draft.fragments.join('\n')}`,
    variables: Object.fromEntries([...draft.variables].map(([name, { value }]) => [name, value])),
  };
}

function rootOf(draft: Draft, alias: string): string {
  const { random, schema } = draft;
  const query = schema.getQueryType()!;
  if (random.whole(3) > 0) {
    const id = random.pick(draft.childIds);
    const asVariable = random.whole(2) === 0;
    const argument = asVariable ? variable(draft, 'ID!', id) : JSON.stringify(id);
    return `${alias}: child(id: ${argument}) ${selection(draft, objectType(schema, 'Child'), 1)}`;
  }
  const name = random.pick(['missingEpisodes', 'referrals', 'placementNotifications']);
  return `${alias}: ${name}${listArguments(draft, name)} ${selection(draft, getObject(query.getFields()[name]!), 1)}`;
}

const FILTERS: Readonly<Record<string, Readonly<Record<string, readonly [string, readonly unknown[]]>>>> = {
  missingEpisodes: {
    area: ['ID', ['E10000020', 'E09000023']],
    status: ['MissingStatus', ['MISSING', 'RETURNED']],
  },
  referrals: {
    council: ['ID', ['E10000020', 'E09000023']],
    referrer: ['ID', ['E23000024', 'harbour-youth-trust']],
    status: ['ReferralStatus', ['RECEIVED', 'DECIDED']],
    overdue: ['Boolean', [true, false]],
  },
  placementNotifications: {
    recipient: ['ID', ['E23000032', 'E10000016']],
    acknowledged: ['Boolean', [true, false]],
    overdue: ['Boolean', [true, false]],
  },
};

function listArguments(draft: Draft, name: string): string {
  const { random } = draft;
  const parts = [`first: ${random.pick([100, 100, 50, 3, 1])}`];
  for (const [argument, [of, values]] of Object.entries(FILTERS[name]!)) {
    if (random.whole(4) > 0) continue;
    const value = random.pick([...values, null]);
    const isEnum = of.endsWith('Status') && value !== null;
    if (random.whole(2) === 0) parts.push(`${argument}: ${variable(draft, of, value)}`);
    else parts.push(`${argument}: ${isEnum ? (value as string) : JSON.stringify(value)}`);
  }
  return `(${parts.join(', ')})`;
}

function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  return schema.getType(name) as GraphQLObjectType;
}

function getObject(field: GraphQLField<unknown, unknown>): GraphQLObjectType {
  return getNamedType(field.type) as GraphQLObjectType;
}

function variable(draft: Draft, of: string, value: unknown): string {
  const name = `v${draft.variables.size}`;
  draft.variables.set(name, { type: of, value });
  return `$${name}`;
}

/** A selection set with fields in a random order, some of them twice, wrapped in fragments of every kind. */
function selection(draft: Draft, of: GraphQLObjectType, depth: number): string {
  const parts = fieldsToAsk(draft, of, depth).map((field) => wrapped(draft, of, fieldOf(draft, field, depth)));
  if (parts.length === 0 || draft.random.whole(4) === 0) parts.push('__typename');
  return `{ ${parts.join(' ')} }`;
}

function fieldsToAsk(draft: Draft, of: GraphQLObjectType, depth: number): GraphQLField<unknown, unknown>[] {
  const { random } = draft;
  const all = Object.values(of.getFields()).filter(
    (field) =>
      !NOT_ASKED.has(`${of.name}.${field.name}`) &&
      (ASKED_OF[of.name]?.includes(field.name) ?? true) &&
      !field.args.some(isRequiredArgument) &&
      (depth < MAXIMUM_DEPTH || !isObjectType(getNamedType(field.type))),
  );
  const many = of.name.endsWith('Connection')
    ? all.length + 1
    : 1 + random.whole(Math.min(all.length, depth === 1 ? 7 : 9));
  return Array.from({ length: many }, () => random.pick(all));
}

function fieldOf(draft: Draft, field: GraphQLField<unknown, unknown>, depth: number): string {
  const { random } = draft;
  draft.fields++;
  const named = getNamedType(field.type);
  const isComposite = isObjectType(named);
  // A field that has an alias of its own never clashes with another one of the same name but other selections.
  const needsAlias = random.whole(3) === 0 && draft.aliases < 90;
  if (needsAlias) draft.aliases++;
  const name = needsAlias ? `${aliasFor(draft)}: ${field.name}` : field.name;
  const directive = random.whole(8) === 0 && draft.directives < 9 ? condition(draft) : '';
  if (!isComposite) return `${name}${directive}`;
  if (draft.fields > MOST_FIELDS) return `${name}${directive} { __typename }`;
  return `${name}${directive} ${selection(draft, named, depth + 1)}`;
}

/** Now and then an alias that looks like one of the keys by which the gateway decides. */
function aliasFor(draft: Draft): string {
  const number = draft.names++;
  if (number > 0 || draft.random.whole(2) > 0) return `a${number}`;
  return draft.random.pick(['subjectId', 'ownerId', 'handling', 'cursors', 'constructor', 'toString', 'asked_id']);
}

function condition(draft: Draft): string {
  draft.directives++;
  const { random } = draft;
  const value = random.whole(2) === 0;
  const given = random.whole(4) === 0 ? String(value) : variable(draft, 'Boolean!', value);
  return ` @${random.pick(['include', 'skip'])}(if: ${given})`;
}

function wrapped(draft: Draft, of: GraphQLObjectType, part: string): string {
  switch (draft.random.whole(7)) {
    case 0:
      return `... { ${part} }`;
    case 1:
      return `... on ${of.name} { ${part} }`;
    case 2: {
      const name = `F${draft.fragments.length}`;
      draft.fragments.push(`fragment ${name} on ${of.name} { ${part} }`);
      return `...${name}`;
    }
    default:
      return part;
  }
}
