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
  type ValueNode,
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

interface Condition {
  readonly variable: string;
  readonly wanted: boolean;
}

/** One field of an answer object, merged from all places that select it (GraphQL specification, 6.3.2 CollectFields). */
export interface Selected {
  readonly name: string;
  readonly dataName: string;
  readonly outputName: string;
  readonly sets: readonly ConditionalSet[];
  readonly isWanted: ((variables: Readonly<Record<string, unknown>>) => boolean) | null;
}

/** One place at which the client names a field. */
interface Mention {
  readonly node: FieldNode;
  readonly dataName: string;
  readonly outputName: string;
  readonly when: readonly Condition[];
}

interface Scope {
  readonly schema: GraphQLSchema;
  readonly operation: Selection;
}

/** A type whose objects are written: an interface when an owner knows its objects by that only. */
export type WrittenType = GraphQLObjectType | GraphQLInterfaceType;

/**
 * Collects the fields that selection sets ask of a type, in the order in which they are named first. Where the first mention
 * is conditional the next one counts when that is left out, so such a field stands at each of its places, of which at
 * most one is wanted.
 */
export function collectFields(scope: Scope, type: WrittenType, sets: readonly ConditionalSet[]): Selected[] {
  const mentions: Mention[] = [];
  for (const { set, when } of sets) gather(scope, { type, mentions, when }, set);
  const byName = new Map<string, Mention[]>();
  return mentions
    .flatMap((mention) => {
      const earlier = byName.get(mention.dataName) ?? [];
      byName.set(mention.dataName, [...earlier, mention]);
      if (earlier.some(({ when }) => isCertain(when, mention.when))) return [];
      return [{ mention, earlier }];
    })
    .map(({ mention, earlier }) => ({
      name: mention.node.name.value,
      dataName: mention.dataName,
      outputName: mention.outputName,
      sets: innerSets(byName.get(mention.dataName) ?? []),
      isWanted: wantedIf(mention, earlier),
    }));
}

/** Whether the one conditions always hold where the others do. */
function isCertain(one: readonly Condition[], others: readonly Condition[]): boolean {
  return one.every(({ variable, wanted }) =>
    others.some((other) => other.variable === variable && other.wanted === wanted),
  );
}

function innerSets(mentions: readonly Mention[]): ConditionalSet[] {
  return mentions.flatMap(({ node, when }) => (node.selectionSet ? [{ set: node.selectionSet, when }] : []));
}

function wantedIf(mention: Mention, earlier: readonly Mention[]): Selected['isWanted'] {
  if (mention.when.length === 0 && earlier.length === 0) return null;
  return (variables) => holds(mention, variables) && !earlier.some((each) => holds(each, variables));
}

function holds({ when }: Mention, variables: Readonly<Record<string, unknown>>): boolean {
  return when.every(({ variable, wanted }) => (variables[variable] === true) === wanted);
}

interface Gathering {
  readonly type: WrittenType;
  readonly mentions: Mention[];
  readonly when: readonly Condition[];
}

function gather(scope: Scope, into: Gathering, set: SelectionSetNode): void {
  for (const selection of set.selections) {
    if (isLeftOut(selection.directives)) continue;
    const when = [...into.when, ...conditionsOf(selection.directives)];
    if (selection.kind === Kind.FIELD) {
      gatherField(scope, { ...into, when }, selection);
      continue;
    }
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? scope.operation.fragments.get(selection.name.value) : selection;
    if (fragment && applies(scope.schema, into.type, fragment.typeCondition?.name.value)) {
      gather(scope, { ...into, when }, fragment.selectionSet);
    }
  }
}

function gatherField(scope: Scope, { mentions, when }: Gathering, node: FieldNode): void {
  const outputName = scope.operation.outputName(node);
  if (outputName !== null) mentions.push({ node, dataName: node.alias?.value ?? node.name.value, outputName, when });
}

function applies(schema: GraphQLSchema, type: WrittenType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return wanted !== undefined && isAbstractType(wanted) && schema.isSubType(wanted, type);
}

/** Whether a directive leaves this out whatever the variables are. */
function isLeftOut(directives: readonly DirectiveNode[] | undefined): boolean {
  return readConditions(directives).some(({ value, wanted }) => value.kind === Kind.BOOLEAN && value.value !== wanted);
}

function conditionsOf(directives: readonly DirectiveNode[] | undefined): Condition[] {
  return readConditions(directives).flatMap(({ value, wanted }) =>
    value.kind === Kind.VARIABLE ? [{ variable: value.name.value, wanted }] : [],
  );
}

function readConditions(directives: readonly DirectiveNode[] | undefined): { value: ValueNode; wanted: boolean }[] {
  return (directives ?? []).flatMap((directive) => {
    const name = directive.name.value;
    const value = directive.arguments?.[0]?.value;
    return (name === 'skip' || name === 'include') && value ? [{ value, wanted: name === 'include' }] : [];
  });
}
