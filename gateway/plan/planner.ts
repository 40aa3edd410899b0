import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import {
  getOperationAST,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { badInput } from '../errors';
import { createKeyInjection, type Injected } from './inject-keys';

/** A planned operation, before the stages compile what they need of it. */
export interface Planned {
  readonly plan: QueryPlan;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly outputName: Injected['outputName'];
  readonly clientName: Injected['clientName'];
}

export interface Planner {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** With everything that is inaccessible to clients. */
  readonly fullSchema: GraphQLSchema;
  plan(request: PlanRequest): Planned;
}

/** A validated operation, and what the variables in its conditions say. */
export interface PlanRequest {
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly isTrue: (variable: string) => boolean;
}

/** Builds the planner of one supergraph. Operations are validated against the API schema before they come here. */
export function createPlanner(
  supergraphSdl: string,
  records: { has(typeName: string): boolean; size: number },
): Planner {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  // INVARIANT: fetches hold no named fragments; what compiles and sweeps them would not see what is spread.
  const queryPlanner = new QueryPlanner(supergraph, { reuseQueryFragments: false });
  const api = supergraph.apiSchema();
  const fullSchema = supergraph.schema.toGraphQLJSSchema();
  const injectKeys = createKeyInjection(fullSchema, records);
  return {
    apiSchema: api.toGraphQLJSSchema(),
    fullSchema,
    plan({ document, operationName, isTrue }) {
      const injected = injectKeys(document, isTrue);
      const operation = getOperationAST(injected.document, operationName);
      if (!operation) throw unnamed(operationName);
      const name = operation.name ? { operationName: operation.name.value } : {};
      const schema = records.size > 0 ? supergraph.schema : api;
      return {
        plan: queryPlanner.buildQueryPlan(operationFromDocument(schema, injected.document, name)),
        operation,
        fragments: fragmentsOf(injected.document),
        outputName: injected.outputName,
        clientName: injected.clientName,
      };
    },
  };
}

function unnamed(operationName: string | null | undefined) {
  const expected = 'the name of an operation in the document';
  return badInput({ at: 'operationName', expected, got: operationName ?? undefined, status: 400 });
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((each) => [each.name.value, each]));
}
