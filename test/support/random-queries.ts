import {
  getNamedType,
  isLeafType,
  isObjectType,
  parse,
  print,
  visit,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { createRandom, type Random } from '../../gateway/launch/demonstration/random';
import { measureQuery } from '../../gateway/plan/limits';
import type { CorpusQuery } from './corpus-query';

const ROOTS: readonly { readonly field: string; readonly text: string }[] = [
  { field: 'child', text: 'child(id: $id)' },
  { field: 'child', text: 'child(id: $forces)' },
  { field: 'child', text: 'child(id: $placed)' },
  { field: 'missingEpisodes', text: 'missingEpisodes(first: $n)' },
  { field: 'missingEpisodes', text: 'missingEpisodes(first: 3, status: RETURNED)' },
  { field: 'referrals', text: 'referrals(first: $n)' },
  { field: 'referrals', text: 'referrals(first: 2, overdue: false)' },
  { field: 'placementNotifications', text: 'placementNotifications(first: 4)' },
  { field: 'supportServices', text: 'supportServices(availableOnly: true)' },
  { field: 'organisations', text: 'organisations(area: "E10000020")' },
  { field: 'findChildren', text: 'findChildren(input: { reference: "DEMO-1" })' },
  { field: 'me', text: 'me' },
];
const CONDITIONS = [
  ' @include(if: $yes)',
  ' @skip(if: $yes)',
  ' @include(if: $no)',
  ' @skip(if: $no)',
  ' @skip(if: $no) @include(if: $yes)',
  ' @include(if: true)',
  ' @skip(if: true)',
] as const;
/** How much a query names itself, before its fragments are counted wherever they are spread. */
const MOST = { depth: 6, fields: 90, aliases: 60, directives: 3 };
/** Names that the gateway adds for its own use: an alias may hide another field behind each. */
const HIDDEN_NAMES = ['subjectId', 'ownerId', 'handling', 'cursors', '__proto'];

/** Writes valid queries at random, the same ones for the same seed; none that the server finds too complex. */
export function randomQueries(schema: GraphQLSchema, { seed, count }: { seed: string; count: number }): CorpusQuery[] {
  const queries: CorpusQuery[] = [];
  for (let index = 0; queries.length < count; index++) {
    const written = new Writer(schema, createRandom(seed, `query/${index}`)).write();
    const { excess, growth } = measureQuery(written.query);
    if (excess === null && growth === null) queries.push(written);
  }
  return queries;
}

type Names = ReadonlyMap<string, string>;

class Writer {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #names = new Map<string, Names | null>();
  readonly #fragments: string[] = [];
  readonly #left = { ...MOST };

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  write(): CorpusQuery {
    const root = this.#schema.getQueryType()!;
    const fields = Array.from({ length: 1 + this.#random.whole(3) }, (_, index) => {
      const { field, text } = this.#random.pick(ROOTS);
      const type = getNamedType(root.getFields()[field]!.type) as GraphQLObjectType;
      return `r${index}: ${text}${this.#condition()} ${this.#selection(type, 1)}`;
    });
    const body = `{ ${fields.join(' ')} }`;
    const text = [body, ...this.#fragments].join(' ');
    const types = { id: 'ID!', forces: 'ID!', placed: 'ID!', n: 'Int = 3', yes: 'Boolean!', no: 'Boolean = false' };
    const used = Object.entries(types).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text));
    const head = used.length > 0 ? `query(${used.map(([name, type]) => `$${name}: ${type}`).join(', ')}) ` : '';
    return { query: head + text, variables: head.includes('$yes') ? { yes: true } : {} };
  }

  #selection(type: GraphQLObjectType, depth: number): string {
    const parts = Array.from({ length: 1 + this.#random.whole(4) }, () => this.#part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLObjectType, depth: number): string {
    const isDeep = depth >= this.#left.depth;
    if (isDeep || this.#left.fields < 1 || this.#random.chance(0.75)) return this.#field(type, depth);
    const inner = this.#selection(type, depth + 1);
    if (this.#random.chance(0.3)) return `... ${this.#condition()} ${inner}`;
    if (this.#random.chance(0.5)) return `... on ${type.name}${this.#condition()} ${inner}`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type.name} ${inner}`);
    const again = this.#random.chance(0.4) ? ` ...${name}${this.#condition()}` : '';
    return `...${name}${this.#condition()}${again}`;
  }

  #field(type: GraphQLObjectType, depth: number): string {
    const isEnough = depth >= this.#left.depth || this.#left.fields < 1;
    const all = Object.values(type.getFields());
    const fitting = isEnough ? all.filter((field) => isLeafType(getNamedType(field.type))) : all;
    if (fitting.length === 0 || this.#random.chance(0.06)) return '__typename';
    const field = this.#random.pick(fitting);
    this.#left.fields--;
    return this.#named(type, field) + this.#condition() + this.#inner(field, depth);
  }

  #inner(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    return isObjectType(type) ? ` ${this.#selection(type, depth + 1)}` : '';
  }

  /** Within one query a type's fields are named either plainly or by one shuffle of names, so that no two clash. */
  #named(type: GraphQLObjectType, { name }: GraphQLField<unknown, unknown>): string {
    let names = this.#names.get(type.name);
    if (names === undefined)
      this.#names.set(type.name, (names = this.#random.chance(0.4) ? this.#shuffled(type) : null));
    const alias = names?.get(name);
    if (alias === undefined || alias === name) return name;
    // A field that lost its alias would clash with the one that has its name.
    this.#left.aliases--;
    return `${alias}: ${name}`;
  }

  #shuffled(type: GraphQLObjectType): Names {
    const names = Object.keys(type.getFields());
    const pool = [...names, ...HIDDEN_NAMES];
    return new Map(names.map((name) => [name, pool.splice(this.#random.whole(pool.length), 1)[0]!]));
  }

  #condition(): string {
    if (this.#left.directives < 1 || !this.#random.chance(0.12)) return '';
    this.#left.directives--;
    return this.#random.pick(CONDITIONS);
  }
}

const PREFIX = 'own_';

/** The query with aliases that hide nothing, for a gateway that reads its keys under the client's names. */
export function withOwnAliases(query: string): string {
  return print(
    visit(parse(query), {
      Field: ({ alias, ...field }) =>
        alias ? { ...field, alias: { ...alias, value: PREFIX + alias.value } } : undefined,
    }),
  );
}

/** The answer to such a query under the names of the query itself. */
export function withGivenAliases(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.replace(PREFIX, ''), each as unknown]));
  });
}
