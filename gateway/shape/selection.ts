import {
  isAbstractType,
  Kind,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

/** An operation as it is to be written: what was added for planning has no name in the answer. */
export interface Selection {
  readonly operation: OperationTypeNode;
  readonly root: readonly ConditionalSet[];
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The client's name of a field, or null when the client did not ask for it. */
  readonly outputName: (field: FieldNode) => string | null;
}

/** A selection set and the conditions under which it counts. */
export interface ConditionalSet {
  readonly set: SelectionSetNode;
  readonly when: readonly Condition[];
}

type Condition = { readonly variable: string; readonly wanted: boolean } | { readonly never: true };

/** One field of an answer object, merged from all places that select it (GraphQL specification, 6.3.2 CollectFields). */
export interface Selected {
  readonly name: string;
  readonly dataName: string;
  readonly outputName: string;
  readonly sets: readonly ConditionalSet[];
  readonly isWanted: ((variables: Readonly<Record<string, unknown>>) => boolean) | null;
}

interface Occurrence {
  readonly node: FieldNode;
  readonly when: readonly Condition[];
}

interface Scope {
  readonly schema: GraphQLSchema;
  readonly operation: Selection;
}

/** A type whose objects are written: an interface when an owner knows its objects by that only. */
export type WrittenType = GraphQLObjectType | GraphQLInterfaceType;

/** Collects the fields that selection sets ask of a type, in the order in which they are first named. */
export function collectFields(scope: Scope, type: WrittenType, sets: readonly ConditionalSet[]): Selected[] {
  const occurrences = new Map<string, Occurrence[]>();
  for (const { set, when } of sets) gather(scope, { type, occurrences, when }, set);
  return [...occurrences].flatMap(([dataName, all]) => {
    const asked = all.filter(({ node }) => scope.operation.outputName(node) !== null);
    const first = asked[0];
    const outputName = first && scope.operation.outputName(first.node);
    if (!first || !outputName) return [];
    return [{ name: first.node.name.value, dataName, outputName, sets: innerSets(asked), isWanted: wantedIf(asked) }];
  });
}

function innerSets(occurrences: readonly Occurrence[]): ConditionalSet[] {
  return occurrences.flatMap(({ node, when }) => (node.selectionSet ? [{ set: node.selectionSet, when }] : []));
}

function wantedIf(occurrences: readonly Occurrence[]): Selected['isWanted'] {
  if (occurrences.some(({ when }) => when.length === 0)) return null;
  return (variables) => occurrences.some(({ when }) => when.every((condition) => holds(condition, variables)));
}

function holds(condition: Condition, variables: Readonly<Record<string, unknown>>): boolean {
  return 'variable' in condition && (variables[condition.variable] === true) === condition.wanted;
}

interface Gathering {
  readonly type: WrittenType;
  readonly occurrences: Map<string, Occurrence[]>;
  readonly when: readonly Condition[];
}

function gather(scope: Scope, into: Gathering, set: SelectionSetNode): void {
  for (const selection of set.selections) {
    const when = [...into.when, ...conditionsOf(selection.directives)];
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const known = into.occurrences.get(name);
      if (known) known.push({ node: selection, when });
      else into.occurrences.set(name, [{ node: selection, when }]);
      continue;
    }
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? scope.operation.fragments.get(selection.name.value) : selection;
    if (fragment && applies(scope.schema, into.type, fragment.typeCondition?.name.value)) {
      gather(scope, { ...into, when }, fragment.selectionSet);
    }
  }
}

function applies(schema: GraphQLSchema, type: WrittenType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return wanted !== undefined && isAbstractType(wanted) && schema.isSubType(wanted, type);
}

function conditionsOf(directives: readonly DirectiveNode[] | undefined): Condition[] {
  return (directives ?? []).flatMap((directive): Condition[] => {
    const name = directive.name.value;
    const value = directive.arguments?.[0]?.value;
    if ((name !== 'skip' && name !== 'include') || !value) return [];
    const wanted = name === 'include';
    if (value.kind === Kind.VARIABLE) return [{ variable: value.name.value, wanted }];
    return value.kind === Kind.BOOLEAN && value.value !== wanted ? [{ never: true }] : [];
  });
}
