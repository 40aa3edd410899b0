import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A query that was made up, with the values of its variables. */
export interface MadeUp {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Values for arguments whose type alone would give nonsense; by argument name. */
const IDS: Record<string, readonly string[]> = {
  id: ['i0', 'i1', 'i2', 'i4', 'i5', 'i6', 'unknown'],
  isbn: ['978-0', '978-2', '978-6', 'unknown'],
  code: ['N', 'S', 'unknown'],
};

/** Names that are awkward as aliases: keys of entities, and what JavaScript objects inherit. */
const AWKWARD = ['id', 'title', 'isbn', 'code', 'name', 'size', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/** Makes up queries over a schema; the same ones for the same seed. */
export class QueryMaker {
  readonly #schema: GraphQLSchema;
  readonly #random: () => number;
  #variables: Map<string, { type: string; fallback: string | null; value: unknown }> = new Map();
  #fragments: { name: string; type: string; text: string }[] = [];
  #serial = 0;

  constructor(schema: GraphQLSchema, seed: number) {
    this.#schema = schema;
    this.#random = createRandom(seed);
  }

  make(): MadeUp {
    this.#variables = new Map();
    this.#fragments = [];
    this.#serial = 0;
    const body = this.#selection(this.#schema.getQueryType()!, 3 + this.#below(3));
    const definitions = [...this.#variables].map(
      ([name, { type, fallback }]) => `$${name}: ${type}${fallback === null ? '' : ` = ${fallback}`}`,
    );
    const head = definitions.length > 0 ? `query Made(${definitions.join(', ')})` : 'query Made';
    const fragments = this.#fragments.map(({ name, type, text }) => `fragment ${name} on ${type} ${text}`);
    const given = [...this.#variables].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]));
    return {
      query: [`${head} ${body}`, ...fragments].join('\n'),
      variables: Object.fromEntries(given) as Record<string, unknown>,
    };
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)]!;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    if (this.#chance(0.25)) parts.push(this.#chance(0.3) ? 'kind: __typename' : '__typename');
    if (!isUnionType(type)) parts.push(...this.#fields(type, depth));
    if (isAbstractType(type) || this.#chance(0.15)) parts.push(...this.#fragmentsOn(type, depth));
    return `{ ${(parts.length > 0 ? parts : ['__typename']).join(' ')} }`;
  }

  #fields(type: Exclude<GraphQLCompositeType, { getTypes: unknown }>, depth: number): string[] {
    const all = Object.values(type.getFields()).filter(
      (each) => depth > 0 || !isCompositeType(getNamedType(each.type)),
    );
    if (all.length === 0) return [];
    const isRoot = type === this.#schema.getQueryType();
    const count = isRoot ? 1 + this.#below(2) : 1 + this.#below(4);
    return Array.from({ length: count }, () => this.#field(this.#pick(all), depth));
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const alias = this.#chance(0.3) ? `${this.#chance(0.4) ? this.#pick(AWKWARD) : `a${this.#serial++}`}: ` : '';
    const args = field.args.flatMap((each) => this.#argument(each));
    const inner = getNamedType(field.type);
    const selection = isCompositeType(inner) ? ` ${this.#selection(inner, depth - 1)}` : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${this.#directive()}${selection}`;
  }

  #fragmentsOn(type: GraphQLCompositeType, depth: number): string[] {
    const others = this.#relatives(type);
    return Array.from({ length: 1 + this.#below(3) }, () => {
      const on = this.#pick(others);
      const known = this.#fragments.filter((each) => each.type === on.name);
      if (known.length > 0 && this.#chance(0.4)) return `...${this.#pick(known).name}${this.#directive()}`;
      const text = this.#selection(on, depth - 1);
      if (this.#chance(0.7)) return `... on ${on.name}${this.#directive()} ${text}`;
      const name = `F${this.#serial++}`;
      this.#fragments.push({ name, type: on.name, text });
      return `...${name}${this.#directive()}`;
    });
  }

  /** Types that a fragment inside this type may be on. */
  #relatives(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const abstract = possible.flatMap((each) => each.getInterfaces());
    const unions = Object.values(this.#schema.getTypeMap()).filter(
      (each): each is GraphQLCompositeType & GraphQLNamedType =>
        isUnionType(each) && each.getTypes().some((member) => possible.includes(member)),
    );
    return [...new Set<GraphQLCompositeType>([type, ...possible, ...abstract, ...unions])].filter(
      (each) => isObjectType(each) || isInterfaceType(each) || isUnionType(each),
    );
  }

  #directive(): string {
    if (!this.#chance(0.1)) return '';
    const value = this.#chance(0.8) ? this.#variable('Boolean!', this.#chance(0.5)) : String(this.#chance(0.5));
    return ` @${this.#chance(0.5) ? 'include' : 'skip'}(if: ${value})`;
  }

  #variable(type: string, value: unknown): string {
    const isRequired = type.endsWith('!');
    const name = `v${this.#serial++}`;
    const omitted = this.#chance(0.3);
    const fallback = omitted && (isRequired || this.#chance(0.5)) ? this.#written(value) : null;
    this.#variables.set(name, { type, fallback, value: omitted ? undefined : value });
    return `$${name}`;
  }

  #literal(value: unknown): string {
    return typeof value === 'string' && /^[A-Z]+$/.test(value) && value.length > 1 ? value : JSON.stringify(value);
  }

  #argument(argument: GraphQLArgument): string[] {
    if (!isNonNullType(argument.type) && this.#chance(0.4)) return [];
    const value = this.#value(argument.type, argument.name);
    if (value === undefined) return [];
    const text = this.#chance(0.4) ? this.#variable(String(argument.type), value) : this.#written(value);
    return [`${argument.name}: ${text}`];
  }

  #written(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((each) => this.#written(each)).join(', ')}]`;
    if (typeof value === 'object' && value !== null) {
      return `{ ${Object.entries(value)
        .map(([name, each]) => `${name}: ${this.#written(each)}`)
        .join(', ')} }`;
    }
    return this.#literal(value);
  }

  #value(type: GraphQLInputType, name: string): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, name);
    if (isListType(type)) return [this.#value(type.ofType, name)];
    if (isEnumType(type)) return this.#pick(type.getValues()).name;
    if (type.name === 'Int') return this.#below(4);
    if (type.name === 'Boolean') return this.#chance(0.5);
    if (type.name === 'Style') return { upper: this.#chance(0.5), marks: ['!'] };
    return this.#pick(IDS[name] ?? ['i0']);
  }
}

/** A small generator of numbers in [0, 1) that starts from a seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
