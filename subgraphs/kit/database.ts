import { types } from 'pg';
import { DataSource, DefaultNamingStrategy, type EntityManager, type NamingStrategyInterface } from 'typeorm';
import { StatementCounter } from './statements';

/** A TypeORM entity. */
export type EntityClass<T extends object = object> = new () => T;

/** One step of a database's history, as `NNNN-what` and plain SQL. Never edited once it has landed. */
export interface Migration {
  name: string;
  sql: string;
}

const PG_DATE = 1082;
const CONNECTION_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 10_000;

/** A date stays the text it is: as a JavaScript Date it would shift by the server's time zone. */
const parsers = {
  getTypeParser: (oid: number, format: 'text' = 'text'): unknown =>
    oid === PG_DATE ? (text: string) => text : types.getTypeParser(oid, format),
};

class SnakeCaseNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? snakeCase(property);
  }
}

/** `missingSince` as `missing_since`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export interface DatabaseOptions {
  url: string;
  entities: readonly EntityClass[];
  poolSize?: number;
  countStatements?: boolean;
}

/** Creates the (not yet connected) TypeORM data source of one sector's own database. */
export function createDataSource(options: DatabaseOptions): DataSource {
  const { url, entities, poolSize = 10, countStatements = false } = options;
  return new DataSource({
    type: 'postgres',
    url,
    entities: [...entities],
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    installExtensions: false,
    poolSize,
    logging: countStatements ? ['query'] : false,
    ...(countStatements ? { logger: new StatementCounter() } : {}),
    // A pooled connection that breaks while idle is replaced by the next request; it must not end the process.
    poolErrorHandler: () => undefined,
    extra: { types: parsers, connectionTimeoutMillis: CONNECTION_TIMEOUT_MS, statement_timeout: STATEMENT_TIMEOUT_MS },
  });
}

const MIGRATION_LOCK = 'sightline migrations';

/** Brings the database up to date, one process at a time. All steps that are missing land together or not at all. */
export async function migrate(dataSource: DataSource, migrations: readonly Migration[]): Promise<void> {
  await dataSource.transaction(async (manager: EntityManager) => {
    // Another process's migration, or a large table, may take its time.
    await manager.query('set local statement_timeout = 0');
    await manager.query('select pg_advisory_xact_lock(hashtext($1))', [MIGRATION_LOCK]);
    await manager.query(
      'create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    const rows = await manager.query<{ name: string }[]>('select name from schema_migrations');
    const applied = new Set(rows.map((row) => row.name));
    for (const { name, sql } of migrations) {
      if (applied.has(name)) continue;
      await manager.query(sql);
      await manager.query('insert into schema_migrations (name) values ($1)', [name]);
    }
  });
}
