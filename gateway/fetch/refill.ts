import { Kind, print, stripIgnoredCharacters, visit } from 'graphql';
import type { ArgumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { isObject, own, type JsonObject } from '../json';
import type { RootList } from './sweep';

/**
 * How to go on reading a root list behind the window that came. A window in which too little may be shown is followed
 * by the next one, so that neither the length of a page nor what its page information says tells of what was left out.
 */
export interface Refill {
  /** Response name of the connection. */
  readonly name: string;
  readonly operation: string;
  /** The variables that the operation uses, its own among them. */
  readonly variables: readonly string[];
  /** The operation's own variable: the cursor behind which to go on. */
  readonly after: string;
}

const WINDOW_FIRST = { kind: Kind.INT, value: '100' } as const;

/** Compiles the continuations of a root operation's lists: the same fields and filters, behind a cursor. */
export function compileRefills(definition: OperationDefinitionNode): Refill[] {
  const taken = new Set(definition.variableDefinitions?.map((each) => each.variable.name.value));
  let after = 'after';
  while (taken.has(after)) after += '_';
  const byName = new Map<string, FieldNode[]>();
  for (const field of connectionsIn(definition.selectionSet)) {
    const name = field.alias?.value ?? field.name.value;
    byName.set(name, [...(byName.get(name) ?? []), continued(field, after)]);
  }
  return Array.from(byName, ([name, fields]) => compileRefill(definition, { name, fields, after }));
}

function connectionsIn(set: SelectionSetNode): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return connectionsIn(selection.selectionSet);
    const isConnection = selection.kind === Kind.FIELD && selection.arguments?.some(isNamed('lookahead'));
    return isConnection ? [selection] : [];
  });
}

const isNamed =
  (...names: string[]) =>
  (node: { readonly name: { readonly value: string } }): boolean =>
    names.includes(node.name.value);

/** The same list from a cursor on. */
function continued(field: FieldNode, after: string): FieldNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  const value = { kind: Kind.VARIABLE, name: name(after) } as const;
  const filters = (field.arguments ?? []).filter((each) => !isNamed('first', 'after')(each));
  const window: ArgumentNode[] = [
    { kind: Kind.ARGUMENT, name: name('first'), value: WINDOW_FIRST },
    { kind: Kind.ARGUMENT, name: name('after'), value },
  ];
  return { ...field, arguments: [...filters, ...window] };
}

interface Continuation {
  readonly name: string;
  readonly fields: readonly FieldNode[];
  readonly after: string;
}

function compileRefill(definition: OperationDefinitionNode, { name, fields, after }: Continuation): Refill {
  const used = new Set<string>();
  for (const field of fields) visit(field, { Variable: (node) => void used.add(node.name.value) });
  const definitions = (definition.variableDefinitions ?? []).filter((each) => used.has(each.variable.name.value));
  const head = [...definitions.map((each) => print(each)), `$${after}:String!`].join(',');
  return {
    name,
    operation: stripIgnoredCharacters(`query(${head}){${fields.map((field) => print(field)).join(' ')}}`),
    variables: [...definitions.map((each) => each.variable.name.value), after],
    after,
  };
}

/** What filling needs of the running request. */
export interface Filling {
  /** The root list of this name at a place; null when there is none. */
  listAt(name: string, place: JsonObject): RootList | null;
  /** Reads what decisions about these children need. */
  prepare(children: ReadonlySet<string>): Promise<void>;
  mayGoOn(): boolean;
  /** The next window; null when the owner does not answer. */
  next(refill: Refill, after: string): Promise<JsonObject | null>;
}

/** Reads root lists on until each page is full, its list ends, or the request has read enough; then cuts it to its page. */
export async function fillWindows(
  refills: readonly Refill[],
  places: readonly JsonObject[],
  filling: Filling,
): Promise<void> {
  const filled = places.flatMap((place) =>
    refills.flatMap((refill) => {
      const list = filling.listAt(refill.name, place);
      return list ? [{ refill, place, list, filling }] : [];
    }),
  );
  // What all lists need to begin with is read at once.
  await filling.prepare(new Set(filled.flatMap(({ list }) => list.subjectsOfHead())));
  for (const each of filled) {
    await fill(each);
    each.list.trim();
  }
}

interface Filled {
  readonly refill: Refill;
  readonly place: JsonObject;
  readonly list: RootList;
  readonly filling: Filling;
}

async function fill({ refill, place, list, filling }: Filled): Promise<void> {
  const connection = own(place, refill.name);
  while (isObject(connection)) {
    const after = await list.behind((children) => filling.prepare(children));
    if (after === null || !filling.mayGoOn()) return;
    const next = await filling.next(refill, after);
    if (!next) return;
    appendWindow(connection, next);
  }
}

/** Puts the next window of a connection behind the ones that came before it. */
function appendWindow(connection: JsonObject, next: JsonObject): void {
  for (const key of Object.keys(next)) {
    const [present, incoming] = [own(connection, key), own(next, key)];
    if (Array.isArray(present) && Array.isArray(incoming)) present.push(...(incoming as unknown[]));
    else if (isObject(present) && isObject(incoming)) Object.assign(present, incoming);
  }
}
