import type { TestSubgraph, Answer } from './subgraph';

/** A row of a table, by column. */
export type Row = Record<string, unknown>;

/** All that mutations leave in these tables, in order: for comparison before and after. */
export async function stateOf({ dataSource }: TestSubgraph, tables: readonly string[]): Promise<Row[][]> {
  const rows = [...tables, 'outbox', 'idempotency_keys'].map((table) =>
    dataSource.query<Row[]>(`select * from ${table} t order by t::text`),
  );
  return Promise.all(rows);
}

/** Why a call was refused, without the id of the error. */
export function refusalOf({ errors }: Answer): { code?: string; argument?: string; expected?: string } {
  const { code, argument, expected } = errors?.[0]?.extensions ?? {};
  return { ...(code && { code }), ...(argument && { argument }), ...(expected && { expected }) };
}
