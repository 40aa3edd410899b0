import type { Label } from './classified';
import type { SubgraphDocument } from './subgraph-document';

/** A subgraph that cannot be split, and what to change in it. */
export class SplitError extends Error {
  readonly code = 'SPLIT_IMPOSSIBLE';
  override readonly name = 'SplitError';
}

/** One virtual subgraph while it is gathered: which types, and which of their fields, it will have. */
export interface VirtualSubgraph {
  readonly name: string;
  /** null: the base, with the root fields, the keys and the public fields. */
  readonly label: Label | null;
  readonly source: SubgraphDocument;
  /** Every type that it mentions. */
  readonly reached: Set<string>;
  /** Fields that it resolves itself, by type; a type that is whole has all of its fields here. */
  readonly own: Map<string, Set<string>>;
  /** Fields that another subgraph gives it through `@requires` or `@provides`, by type. */
  readonly external: Map<string, Set<string>>;
}
