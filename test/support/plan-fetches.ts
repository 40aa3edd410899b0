import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import {
  QueryPlanner,
  type FetchNode,
  type PlanNode,
  type QueryPlan,
  type SubscriptionNode,
} from '@apollo/query-planner';
import {
  buildASTSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** A fetch of a query plan: whom it asks, for which fields (`MissingEpisode.status`), given which. */
export interface PlannedFetch {
  readonly subgraph: string;
  readonly fields: readonly string[];
  readonly requires: readonly string[];
}

type Node = PlanNode | SubscriptionNode | undefined;

const ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** Plans operations on the full schema of a supergraph, inaccessible fields included, as the gateway does. */
export function createPlanner(supergraphSdl: string): (operation: string) => PlannedFetch[] {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  const schema = buildASTSchema(parse(supergraphSdl), { assumeValidSDL: true });
  return (operation) => {
    const plan: QueryPlan = planner.buildQueryPlan(operationFromDocument(supergraph.schema, parse(operation)));
    return fetchNodesOf(plan.node).map((fetch) => readFetch(schema, fetch));
  };
}

function fetchNodesOf(node: Node): FetchNode[] {
  if (node === undefined) return [];
  if (node.kind === 'Fetch') return [node];
  if (node.kind === 'Flatten') return fetchNodesOf(node.node);
  if (node.kind === 'Sequence' || node.kind === 'Parallel') return node.nodes.flatMap(fetchNodesOf);
  if (node.kind === 'Condition') return [...fetchNodesOf(node.ifClause), ...fetchNodesOf(node.elseClause)];
  if (node.kind === 'Subscription') return [...fetchNodesOf(node.primary), ...fetchNodesOf(node.rest)];
  throw new Error(`expected no ${node.kind} in a plan`);
}

/** Reads what one fetch of a plan asks. */
export function readFetch(schema: GraphQLSchema, node: FetchNode): PlannedFetch {
  const [definition] = parse(node.operation).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('expected an operation');
  const required = JSON.stringify(node.requires ?? []).match(/(?<="kind":"Field","name":")\w+/g) ?? [];
  return {
    subgraph: node.serviceName,
    fields: fieldsOf(schema, ROOTS[definition.operation], definition.selectionSet),
    requires: required.filter((name) => name !== '__typename'),
  };
}

function fieldsOf(schema: GraphQLSchema, typeName: string, set: SelectionSetNode | undefined): string[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('expected a plan without named fragments');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return fieldsOf(schema, selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
    }
    const name = selection.name.value;
    if (name === '_entities') return fieldsOf(schema, '_Entity', selection.selectionSet);
    if (name === '__typename') return [];
    const inner = fieldsOf(schema, typeOf(schema, typeName, name), selection.selectionSet);
    return [`${typeName}.${name}`, ...inner];
  });
}

function typeOf(schema: GraphQLSchema, typeName: string, fieldName: string): string {
  const type = schema.getType(typeName);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) throw new Error(`no field ${typeName}.${fieldName} in the supergraph`);
  return getNamedType(field.type).name;
}
