import type { EntityClass, Migration } from './database';
import type { LoadKind } from './load';
import type { OverdueKind } from './overdue';
import type { SchemaParts } from './schema';

/** Everything that one sector brings to the kit. */
export interface Subgraph {
  sector: 'police' | 'council' | 'charity';
  schema: SchemaParts;
  /** Whether it gives receipts, for which it has a key of its own. */
  givesReceipts?: boolean;
  entities: readonly EntityClass[];
  migrations: readonly Migration[];
  /** By the `kind` of a line, in the order in which one batch writes them: what is referred to comes first. */
  loads: Readonly<Record<string, LoadKind>>;
  /** Its records with a clock. */
  overdue?: readonly OverdueKind[];
}
