import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { EntityClass } from './database';

/** A row to insert: the columns of an entity, by property. What is absent is null. */
export type NewRow<T> = { [K in keyof T as T[K] extends (...args: never[]) => unknown ? never : K]?: T[K] };

/**
 * Inserts rows of one entity in one statement, whether one or thousands. Used by loads and mutations alike.
 * Run it in the transaction of whatever must land together.
 */
export async function insertRecords<T extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityClass<T>,
  rows: readonly NewRow<T>[],
): Promise<void> {
  if (rows.length === 0) return;
  const { tableName, columns } = manager.connection.getMetadata(entity);
  const names = columns.map((column) => `"${column.databaseName}"`).join(', ');
  const values = rows.map((row) =>
    Object.fromEntries(
      columns.map((column) => [column.databaseName, (row as Record<string, unknown>)[column.propertyName] ?? null]),
    ),
  );
  const records = `jsonb_populate_recordset(null::"${tableName}", $1::jsonb)`;
  await manager.query(`insert into "${tableName}" (${names}) select ${names} from ${records}`, [
    JSON.stringify(values),
  ]);
}
