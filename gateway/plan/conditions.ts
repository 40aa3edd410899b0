import {
  getOperationAST,
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
} from 'graphql';

/** A variable that `@skip` or `@include` reads, and what it is when a request does not say. */
export interface ConditionVariable {
  readonly name: string;
  readonly fallback: boolean;
}

/** Finds the variables that conditions read, sorted by name. */
export function conditionVariables(document: DocumentNode, operationName: string | null | undefined) {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const value = isCondition(directive) ? conditionOf(directive) : undefined;
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return [...names].sort().map((name): ConditionVariable => {
    const fallback = definitions.find(({ variable }) => variable.name.value === name)?.defaultValue;
    return { name, fallback: fallback?.kind === Kind.BOOLEAN && fallback.value };
  });
}

/** What a document is settled by. */
export interface Settling {
  readonly isTrue: (variable: string) => boolean;
  /** Stands in a selection that nothing is left of. */
  readonly placeholder: () => FieldNode;
}

/**
 * Takes `@skip` and `@include` out of a document, with what they leave out. So every set of conditions has a plan of its
 * own: one plan for all of them asks for the input of a field under another condition than for the field, and then for
 * neither.
 */
export function settleConditions(document: DocumentNode, settling: Settling): DocumentNode {
  const leave = (node: Conditional) => settle(node, settling);
  return visit(document, {
    Field: { leave },
    InlineFragment: { leave },
    FragmentSpread: { leave },
    SelectionSet: {
      leave: (set) => (set.selections.length === 0 ? { ...set, selections: [settling.placeholder()] } : undefined),
    },
  });
}

type Conditional = FieldNode | InlineFragmentNode | FragmentSpreadNode;

/** Null takes a node out, undefined leaves it as it is. */
function settle(node: Conditional, { isTrue }: Settling): Conditional | null | undefined {
  const conditions = (node.directives ?? []).filter(isCondition);
  if (conditions.length === 0) return undefined;
  const isIncluded = conditions.every((directive) => {
    const value = conditionOf(directive);
    const holds =
      value?.kind === Kind.VARIABLE ? isTrue(value.name.value) : value?.kind === Kind.BOOLEAN && value.value;
    return holds === (directive.name.value === 'include');
  });
  return isIncluded ? { ...node, directives: (node.directives ?? []).filter((each) => !isCondition(each)) } : null;
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function conditionOf(directive: DirectiveNode) {
  return directive.arguments?.find(({ name }) => name.value === 'if')?.value;
}
