import type { GraphQLSchema } from 'graphql';
import type { Label } from './gate';

/** What the executor must know of the supergraph beside its schema; built once for each supergraph. */
export interface Catalogue {
  /** The full supergraph schema, with what is inaccessible to clients. */
  readonly schema: GraphQLSchema;
  /** By the graph name that plans use: where its requests go, and the label when it is a virtual subgraph. */
  readonly graphs: ReadonlyMap<string, { readonly sector: string; readonly label: Label | null }>;
  /** By type name: the record types, their own category, and the sector that keeps them. */
  readonly records: ReadonlyMap<string, { readonly category: number; readonly sector: string }>;
  /** By `Query.field`, then argument name: the labels of arguments that would betray a value by filtering. */
  readonly argumentLabels: ReadonlyMap<string, ReadonlyMap<string, Label>>;
}
