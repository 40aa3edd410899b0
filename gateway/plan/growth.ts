import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * How far a short query may multiply what it is answered with. A field that leads back to where it began (the areas of a
 * force, their force, its areas) multiplies with each turn, and pages within pages multiply their sizes.
 */
export const GROWTH_LIMITS = { nesting: 3, rows: 20_000 } as const;

/** The size of a page that is given by a variable, or by nothing. */
const LARGEST_PAGE = 100;
const USUAL_PAGE = 50;

/** Lists without pages that nobody's policy shortens: about how long they get. */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['organisations', 50],
  ['supportServices', 50],
  ['areas', 33],
  ['sharing', 25],
]);

interface Growth {
  /** Elements of all pages and lists, about. */
  readonly rows: number;
  /** By name, how often a field with a selection stands in itself on one path. */
  readonly nesting: ReadonlyMap<string, number>;
}

const NONE: Growth = { rows: 0, nesting: new Map() };

/**
 * Says which limit an operation's answer might exceed; null for none. Fragments must not spread each other in a circle.
 * What asks about the schema is bounded by its depth.
 */
export function findGrowth(document: DocumentNode): string | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  const growthOf = createGrowth(fragments);
  for (const each of document.definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION) continue;
    const { rows, nesting } = growthOf(each.selectionSet);
    if (rows > GROWTH_LIMITS.rows) return `the lists of the query may hold more than ${GROWTH_LIMITS.rows} elements`;
    const [name] = [...nesting].find(([, times]) => times > GROWTH_LIMITS.nesting) ?? [];
    if (name !== undefined) return `\`${name}\` stands in itself more than ${GROWTH_LIMITS.nesting - 1} times`;
  }
  return null;
}

function createGrowth(fragments: ReadonlyMap<string, FragmentDefinitionNode>): (set: SelectionSetNode) => Growth {
  const known = new Map<string, Growth>();
  const ofFragment = (name: string): Growth => {
    const fragment = fragments.get(name);
    const growth = known.get(name) ?? (fragment ? ofSet(fragment.selectionSet) : NONE);
    known.set(name, growth);
    return growth;
  };
  const ofSelection = (selection: SelectionNode): Growth => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    if (!selection.selectionSet || (selection.kind === Kind.FIELD && selection.name.value.startsWith('__')))
      return NONE;
    const inner = ofSet(selection.selectionSet);
    return selection.kind === Kind.FIELD ? ofField(selection, inner) : inner;
  };
  const ofSet = ({ selections }: SelectionSetNode): Growth => {
    const nesting = new Map<string, number>();
    let rows = 0;
    for (const growth of selections.map(ofSelection)) {
      rows += growth.rows;
      for (const [name, times] of growth.nesting) nesting.set(name, Math.max(times, nesting.get(name) ?? 0));
    }
    return { rows, nesting };
  };
  return ofSet;
}

function ofField(field: FieldNode, { rows, nesting }: Growth): Growth {
  const name = field.name.value;
  const page = pageOf(field);
  return {
    rows: page === null ? rows : page * (rows + 1),
    nesting: new Map(nesting).set(name, (nesting.get(name) ?? 0) + 1),
  };
}

/** About how many elements a page or a list holds; null for any other field. */
function pageOf({ name: { value: list }, arguments: given = [], selectionSet }: FieldNode): number | null {
  const first = given.find(({ name }) => name.value === 'first')?.value;
  if (first?.kind === Kind.INT) return Number(first.value);
  if (first !== undefined) return LARGEST_PAGE;
  const isPaged = selectionSet?.selections.some((each) => each.kind === Kind.FIELD && each.name.value === 'nodes');
  return isPaged === true ? USUAL_PAGE : (LENGTHS.get(list) ?? null);
}
