import {
  GraphQLError,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { findGrowth } from './growth';

/** What a query may be at most; checked before validation and planning, which cost far more than counting. */
export const QUERY_LIMITS = {
  bytes: 20_000,
  tokens: 2_000,
  depth: 12,
  introspectionDepth: 20,
  rootFields: 15,
  aliases: 100,
  directives: 10,
  fields: 2_000,
  pageSize: 100,
} as const;

/** What is too much, as a client may read it. */
export interface Excess {
  readonly limit: keyof typeof QUERY_LIMITS;
  readonly message: string;
}

/** A query's text as measured. */
export interface Measured {
  readonly excess: Excess | null;
  /** How its answer might grow beyond any use; null when it cannot, or when there is an excess. */
  readonly growth: string | null;
  /** The sizes of pages that are written into the query. */
  readonly pageSizes: readonly number[];
  /** The variables that give the size of a page: their values are looked at in each request. */
  readonly pageSizeVariables: readonly string[];
}

const NOTHING: Measured = { excess: null, growth: null, pageSizes: [], pageSizeVariables: [] };

interface Size {
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly depth: number;
  readonly introspectionDepth: number;
}

const EMPTY: Size = { fields: 0, aliases: 0, directives: 0, depth: 0, introspectionDepth: 0 };

/**
 * Measures a query's text with every fragment counted at each place where it is spread. Linear in the text: each
 * fragment is measured once. A text that does not parse has no excess: its parser says what is wrong with it.
 */
export function measureQuery(query: string): Measured {
  if (Buffer.byteLength(query) > QUERY_LIMITS.bytes) return { ...NOTHING, excess: tooMuch('bytes') };
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: QUERY_LIMITS.tokens, noLocation: true });
  } catch (error) {
    const isTooLong = error instanceof GraphQLError && error.message.includes('tokens');
    return { ...NOTHING, excess: isTooLong ? tooMuch('tokens') : null };
  }
  const pages = pageSizesIn(document);
  const isTooLarge = pages.literals.some((size) => size > QUERY_LIMITS.pageSize);
  const excess = findExcessIn(document);
  return {
    excess: excess ?? (isTooLarge ? tooMuch('pageSize') : null),
    growth: excess ? null : findGrowth(document),
    pageSizes: pages.literals,
    pageSizeVariables: pages.variables,
  };
}

/** Finds the page sizes that a query asks for: every argument `first`. */
function pageSizesIn(document: DocumentNode): { literals: number[]; variables: string[] } {
  const literals: number[] = [];
  const variables: string[] = [];
  visit(document, {
    Argument({ name, value }) {
      if (name.value !== 'first') return;
      if (value.kind === Kind.INT) literals.push(Number(value.value));
      else if (value.kind === Kind.VARIABLE) variables.push(value.name.value);
    },
  });
  return { literals, variables };
}

function findExcessIn(document: DocumentNode): Excess | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  const measure = createMeasure(fragments);
  for (const each of document.definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION && each.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const size = measure(each.selectionSet);
    if (size === null) return { limit: 'fields', message: 'fragments spread each other in a circle' };
    const excess = excessOf(asSpread(each, size));
    if (excess) return excess;
    if (each.kind === Kind.OPERATION_DEFINITION && rootFields(each.selectionSet, fragments) > QUERY_LIMITS.rootFields) {
      return tooMuch('rootFields');
    }
  }
  return null;
}

/** A fragment on a type of the introspection system can be spread below `__schema` and `__type` only: its depth is theirs. */
function asSpread(definition: OperationDefinitionNode | FragmentDefinitionNode, size: Size): Size {
  const isAboutSchema =
    definition.kind === Kind.FRAGMENT_DEFINITION && definition.typeCondition.name.value.startsWith('__');
  return isAboutSchema ? { ...size, depth: 1, introspectionDepth: size.depth } : size;
}

function excessOf(size: Size): Excess | null {
  const exceeded = (['fields', 'aliases', 'directives', 'depth', 'introspectionDepth'] as const).find(
    (name) => size[name] > QUERY_LIMITS[name],
  );
  if (exceeded) return tooMuch(exceeded);
  return null;
}

function tooMuch(limit: keyof typeof QUERY_LIMITS): Excess {
  const names = { rootFields: 'root fields', introspectionDepth: 'depth of introspection', pageSize: 'page size' };
  const name = Object.hasOwn(names, limit) ? names[limit as keyof typeof names] : limit;
  return { limit, message: `the query exceeds the limit of ${QUERY_LIMITS[limit]} ${name}` };
}

/** Makes a measure that remembers fragments; null for a circle. Sums stop growing beyond any limit. */
function createMeasure(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const known = new Map<string, Size | null>();
  const ofFragment = (name: string): Size | null => {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    known.set(name, null);
    const fragment = fragments.get(name);
    const size = fragment ? ofSet(fragment.selectionSet) : EMPTY;
    known.set(name, size);
    return size;
  };
  const ofSelection = (selection: SelectionNode): Size | null => {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return plus(ofFragment(selection.name.value), { ...EMPTY, directives });
    const inner = selection.selectionSet ? ofSet(selection.selectionSet) : EMPTY;
    if (selection.kind === Kind.INLINE_FRAGMENT) return plus(inner, { ...EMPTY, directives });
    return inner && ofField(selection.name.value, { inner, directives, aliased: selection.alias !== undefined });
  };
  const ofSet = (set: SelectionSetNode): Size | null =>
    set.selections.reduce<Size | null>((sum, each) => plus(sum, ofSelection(each)), EMPTY);
  return ofSet;
}

function ofField(name: string, field: { inner: Size; directives: number; aliased: boolean }): Size {
  const { inner, directives, aliased } = field;
  const opensSchema = name === '__schema' || name === '__type';
  return {
    fields: capped(inner.fields + 1),
    aliases: capped(inner.aliases + (aliased ? 1 : 0)),
    directives: capped(inner.directives + directives),
    depth: opensSchema ? 1 : inner.depth + 1,
    introspectionDepth: opensSchema ? inner.depth + 1 : inner.introspectionDepth,
  };
}

function plus(a: Size | null, b: Size | null): Size | null {
  if (!a || !b) return null;
  return {
    fields: capped(a.fields + b.fields),
    aliases: capped(a.aliases + b.aliases),
    directives: capped(a.directives + b.directives),
    depth: Math.max(a.depth, b.depth),
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  };
}

const capped = (count: number): number => Math.min(count, 1_000_000);

/** Root fields through fragments. The circle check has been made before. */
function rootFields(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  let count = 0;
  for (const each of set.selections) {
    if (each.kind === Kind.FIELD) count++;
    else if (each.kind === Kind.INLINE_FRAGMENT) count += rootFields(each.selectionSet, fragments);
    else {
      const fragment = fragments.get(each.name.value);
      if (fragment) count += rootFields(fragment.selectionSet, fragments);
    }
    if (count > QUERY_LIMITS.rootFields) return count;
  }
  return count;
}
