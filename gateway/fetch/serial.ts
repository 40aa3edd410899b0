import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { Kind, OperationTypeNode, parse, print, visit } from 'graphql';
import type { OperationDefinitionNode, SelectionNode, SelectionSetNode } from 'graphql';

/**
 * Arranges a mutation's plan so that each of its fields is run with all that hangs on it before the next one starts
 * (GraphQL specification, 6.2.2). The planner puts neighbouring fields of one subgraph into one fetch; what is read under
 * the first of them, out of a virtual subgraph, would show what the last one did.
 */
export function inTurn(plan: PlanNode): PlanNode {
  const names = [...new Set(rootNames(plan))];
  if (names.length < 2) return plan;
  return { kind: 'Sequence', nodes: names.flatMap((name) => only(plan, name)) };
}

/** The response names of the root fields, in the order in which they run. */
function rootNames(node: PlanNode): string[] {
  switch (node.kind) {
    case 'Fetch':
      if (node.requires || node.operationKind !== OperationTypeNode.MUTATION) return [];
      return rootFields(operationOf(node)).map(({ name }) => name);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(rootNames);
    case 'Flatten':
    case 'Condition':
    case 'Defer':
      return [];
  }
}

/** The part of a plan that belongs to one root field: a node, or none. */
function only(node: PlanNode, name: string): PlanNode[] {
  switch (node.kind) {
    case 'Fetch':
      return onlyFetch(node, name);
    case 'Flatten':
      return node.path[0] === name ? [node] : [];
    case 'Sequence':
    case 'Parallel':
      return [{ kind: node.kind, nodes: node.nodes.flatMap((each) => only(each, name)) }];
    case 'Condition':
    case 'Defer':
      return [node];
  }
}

function onlyFetch(node: FetchNode, name: string): FetchNode[] {
  const definition = operationOf(node);
  const selections = rootFields(definition).flatMap((field) => (field.name === name ? [field.selection] : []));
  if (selections.length === 0) return [];
  const narrowed = { ...definition, selectionSet: { ...definition.selectionSet, selections } };
  const used = variablesIn(narrowed.selectionSet);
  const variableDefinitions = (definition.variableDefinitions ?? []).filter((each) =>
    used.has(each.variable.name.value),
  );
  return [{ ...node, operation: print({ ...narrowed, variableDefinitions }), variableUsages: [...used] }];
}

function operationOf({ operation }: FetchNode): OperationDefinitionNode {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a fetch holds one operation');
  return definition;
}

interface RootField {
  readonly name: string;
  /** The field alone, within the fragments around it. */
  readonly selection: SelectionNode;
}

/** INVARIANT: each field of the operation is in exactly one of them, or a mutation would run twice. */
function rootFields({ selectionSet }: { selectionSet: SelectionSetNode }): RootField[] {
  return selectionSet.selections.flatMap((selection): RootField[] => {
    if (selection.kind === Kind.FIELD) {
      // The answer's own `__typename` is written without being asked for.
      if (selection.name.value === '__typename') return [];
      return [{ name: selection.alias?.value ?? selection.name.value, selection }];
    }
    if (selection.kind !== Kind.INLINE_FRAGMENT) throw new Error('a fetch spreads no named fragments');
    return rootFields(selection).map(({ name, selection: inner }) => ({
      name,
      selection: { ...selection, selectionSet: { ...selection.selectionSet, selections: [inner] } },
    }));
  });
}

function variablesIn(set: SelectionSetNode): Set<string> {
  const used = new Set<string>();
  visit(set, { Variable: ({ name }) => void used.add(name.value) });
  return used;
}
