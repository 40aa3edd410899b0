import { LRUCache } from 'lru-cache';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { CATEGORIES, LEVELS } from '../schema/vocabulary';
import { parseLabels, type SupergraphLabels } from '../schema/labels';
import type { Catalogue } from './fetch/catalogue';
import { compilePlan, type Wave } from './fetch/compile';
import { own, type JsonObject } from './json';
import { conditionVariables, type ConditionVariable } from './plan/conditions';
import { filtersOf } from './fetch/event-filters';
import { compileIntrospection } from './plan/introspection';
import { createPlanner, type Planned, type Planner } from './plan/planner';
import { findReferences, type Reference } from './plan/references';
import { findSubjects, type Subject } from './plan/subjects';
import { compileWriter, type WriteData } from './shape/writer';

/** An operation, ready to run as often as it comes. Holds no decision: those are made anew for every request. */
export interface Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** SHA-256 of the document's text, for the log. */
  readonly hash: string;
  readonly waves: readonly Wave[];
  readonly write: WriteData;
  /** The organisations and areas that the operation's arguments name. */
  readonly references: readonly Reference[];
  /** The children whom the operation writes about in another organisation's records. */
  readonly subjects: readonly Subject[];
  readonly variableDefinitions: NonNullable<Planned['operation']['variableDefinitions']>;
  /**
   * Of a subscription, the variables that say nothing but which events come. Null when more than the event is asked of
   * the hub, whose answers depend on who asks.
   */
  readonly filters: ReadonlySet<string> | null;
  /** Answers the parts of the operation that ask about the schema itself. */
  readonly introspect: (variables: Readonly<Record<string, unknown>>) => JsonObject;
}

export interface OperationRequest {
  readonly document: DocumentNode;
  readonly hash: string;
  readonly operationName: string | null | undefined;
  /** As the client sent them; only conditions are read from them here. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Everything that is made once from one supergraph. */
export interface Operations {
  readonly apiSchema: GraphQLSchema;
  readonly catalogue: Catalogue;
  readonly labels: SupergraphLabels;
  prepare(request: OperationRequest): Operation;
}

const MAX_OPERATIONS = 1_000;

/** Reads a supergraph and compiles validated operations against it; keeps the most recently used. */
export function createOperations(supergraphSdl: string): Operations {
  const labels = parseLabels(supergraphSdl);
  const planner = createPlanner(supergraphSdl, labels.records);
  const catalogue = catalogueOf(labels, planner.fullSchema);
  const prepared = new LRUCache<string, Operation>({ max: MAX_OPERATIONS });
  const conditions = new LRUCache<string, ConditionVariable[]>({ max: MAX_OPERATIONS });
  return {
    apiSchema: planner.apiSchema,
    catalogue,
    labels,
    prepare(request) {
      const name = `${request.hash} ${request.operationName ?? ''}`;
      let read = conditions.get(name);
      if (!read) conditions.set(name, (read = conditionVariables(request.document, request.operationName)));
      const held = read.filter(
        ({ name: variable, fallback }) => (own(request.variables, variable) ?? fallback) === true,
      );
      const key = `${name} ${held.map((each) => each.name).join(' ')}`;
      const known = prepared.get(key);
      if (known) return known;
      const isTrue = (variable: string): boolean => held.some((each) => each.name === variable);
      const operation = compileOperation({ planner, catalogue, isTrue }, request);
      prepared.set(key, operation);
      return operation;
    },
  };
}

interface Compiling {
  readonly planner: Planner;
  readonly catalogue: Catalogue;
  readonly isTrue: (variable: string) => boolean;
}

function compileOperation({ planner, catalogue, isTrue }: Compiling, request: OperationRequest): Operation {
  const { document, operationName } = request;
  const planned = planner.plan({ document, operationName, isTrue });
  const { operation, fragments, outputName, clientName, plan } = planned;
  const root = operation.selectionSet;
  const waves = compilePlan(catalogue, plan, clientName);
  return {
    kind: operation.operation,
    hash: request.hash,
    waves,
    write: compileWriter(planner.apiSchema, { operation: operation.operation, root, fragments, outputName }),
    references: findReferences(operation, fragments),
    subjects: findSubjects(operation, fragments),
    variableDefinitions: operation.variableDefinitions ?? [],
    filters: filtersOf(waves, catalogue.schema),
    introspect: compileIntrospection(planner.apiSchema, planned),
  };
}

function catalogueOf(labels: SupergraphLabels, schema: GraphQLSchema): Catalogue {
  const label = (of: { category: string; level: string }) => ({
    category: CATEGORIES.findIndex((each) => each === of.category),
    level: LEVELS.findIndex((each) => each === of.level),
  });
  return {
    schema,
    graphs: new Map(
      Array.from(labels.graphs, ([name, { sector, category, level }]) => [
        name,
        { sector, label: category === null || level === null ? null : label({ category, level }) },
      ]),
    ),
    records: new Map(
      Array.from(labels.records, ([name, { category, sector }]) => [
        name,
        { category: CATEGORIES.indexOf(category), sector },
      ]),
    ),
    argumentLabels: new Map(
      Array.from(labels.arguments, ([coordinate, ofField]) => [
        coordinate,
        new Map(Array.from(ofField, ([name, each]) => [name, label(each)])),
      ]),
    ),
  };
}
