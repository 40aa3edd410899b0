import { Client } from 'pg';
import { SECTORS, type Sector } from '../../schema/vocabulary';
import { databaseUrl } from './postgres';

export type DatabasePasswords = Record<Sector, string>;

interface Server {
  port: number;
  superuserPassword: string;
}

/**
 * Makes one database with one login role for each owner, where missing, and gives their addresses.
 * INVARIANT: a login can connect to its own database and to no other, `postgres` and the templates included.
 */
export async function prepareDatabases(server: Server, passwords: DatabasePasswords): Promise<Record<Sector, string>> {
  await asSuperuser(server, async (client) => {
    for (const shared of ['postgres', 'template1']) await client.query(`revoke all on database ${shared} from public`);
    for (const sector of SECTORS) await prepareOne(client, sector, passwords[sector]);
  });
  const at = (sector: Sector) =>
    databaseUrl({ port: server.port, role: sector, password: passwords[sector], database: sector });
  return { police: at('police'), council: at('council'), charity: at('charity'), hub: at('hub') };
}

/** Empties one owner's embedded database by making it anew. */
export async function recreateDatabase(server: Server, sector: Sector): Promise<void> {
  await asSuperuser(server, async (client) => {
    await client.query(`drop database if exists ${sector} with (force)`);
    await makeDatabase(client, sector);
  });
}

async function prepareOne(client: Client, sector: Sector, password: string): Promise<void> {
  const role = await client.query('select from pg_roles where rolname = $1', [sector]);
  const verb = role.rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${sector} login password ${client.escapeLiteral(password)}`);
  const database = await client.query('select from pg_database where datname = $1', [sector]);
  if (database.rowCount === 0) await makeDatabase(client, sector);
}

async function makeDatabase(client: Client, sector: Sector): Promise<void> {
  // `file_copy` would checkpoint; the default copies 7 MB through the log and is faster here.
  await client.query(`create database ${sector} owner ${sector}`);
  await client.query(`revoke all on database ${sector} from public`);
}

async function asSuperuser(server: Server, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({
    host: '127.0.0.1',
    port: server.port,
    user: 'postgres',
    password: server.superuserPassword,
    database: 'postgres',
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
