import {
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

/** An operation as it is to be written: without conditions, and what was added for planning has no name in the answer. */
export interface Selection {
  readonly operation: OperationTypeNode;
  readonly root: SelectionSetNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The client's name of a field, or null when the client did not ask for it. */
  readonly outputName: (field: FieldNode) => string | null;
}

/** One field of an answer object, merged from all places that select it (GraphQL specification, 6.3.2 CollectFields). */
export interface Selected {
  readonly name: string;
  readonly dataName: string;
  readonly outputName: string;
  readonly sets: readonly SelectionSetNode[];
}

interface Scope {
  readonly schema: GraphQLSchema;
  readonly operation: Selection;
}

/** A type whose objects are written: an interface when an owner knows its objects by that only. */
export type WrittenType = GraphQLObjectType | GraphQLInterfaceType;

/** Collects the fields that selection sets ask of a type, in the order in which they are first named. */
export function collectFields(scope: Scope, type: WrittenType, sets: readonly SelectionSetNode[]): Selected[] {
  const occurrences = new Map<string, FieldNode[]>();
  for (const set of sets) gather(scope, { type, occurrences }, set);
  return [...occurrences].flatMap(([dataName, asked]) => {
    const first = asked[0];
    const outputName = first && scope.operation.outputName(first);
    if (!first || !outputName) return [];
    const inner = asked.flatMap(({ selectionSet }) => selectionSet ?? []);
    return [{ name: first.name.value, dataName, outputName, sets: inner }];
  });
}

interface Gathering {
  readonly type: WrittenType;
  readonly occurrences: Map<string, FieldNode[]>;
}

function gather(scope: Scope, into: Gathering, set: SelectionSetNode): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (scope.operation.outputName(selection) !== null) note(into.occurrences, selection);
      continue;
    }
    const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
    const fragment = isSpread ? scope.operation.fragments.get(selection.name.value) : selection;
    if (fragment && applies(scope.schema, into.type, fragment.typeCondition?.name.value)) {
      gather(scope, into, fragment.selectionSet);
    }
  }
}

function note(occurrences: Gathering['occurrences'], field: FieldNode): void {
  const name = field.alias?.value ?? field.name.value;
  const known = occurrences.get(name);
  if (known) known.push(field);
  else occurrences.set(name, [field]);
}

function applies(schema: GraphQLSchema, type: WrittenType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return wanted !== undefined && isAbstractType(wanted) && schema.isSubType(wanted, type);
}
