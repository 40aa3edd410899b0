import { SECTORS, type Sector } from '../../schema/vocabulary';
import { clusterFolderOf } from './data-folder';
import { prepareDatabases, recreateDatabase } from './databases';
import { openPasswords } from './keys';
import { freePort } from './ports';
import { startPostgres } from './postgres';
import { keepPostgresPort, lastPostgresPort, type DatabaseUrls } from './run-file';
import type { Settings } from './settings';
import { supervise, type Part, type Supervised, type SuperviseOptions } from './supervise';

/** The databases of all four owners, embedded or given, and how to empty those that are ours to empty. */
export interface Databases {
  urls: DatabaseUrls;
  recreate: Record<Sector, (() => Promise<void>) | null>;
  /** Null when every database was given. */
  server: Supervised | null;
}

/** Starts the embedded PostgreSQL unless every database was given, and makes the databases that are missing in it. */
export async function openDatabases(settings: Settings, options: SuperviseOptions): Promise<Databases> {
  const { given, dataFolder } = settings;
  const { police, council, charity, hub } = given;
  if (police !== undefined && council !== undefined && charity !== undefined && hub !== undefined) {
    const none = { police: null, council: null, charity: null, hub: null };
    return { urls: { police, council, charity, hub }, recreate: none, server: null };
  }
  const passwords = openPasswords(dataFolder);
  const part = postgresPart(settings, {
    port: await freePort(lastPostgresPort(dataFolder)),
    password: passwords.superuser,
  });
  const server = await supervise(part, options);
  try {
    const at = { port: part.port(), superuserPassword: passwords.superuser };
    keepPostgresPort(dataFolder, at.port);
    const urls = { ...(await prepareDatabases(at, passwords)), ...given };
    const recreate = { police: null, council: null, charity: null, hub: null } as Databases['recreate'];
    for (const sector of SECTORS) {
      if (given[sector] === undefined) recreate[sector] = () => recreateDatabase(at, sector);
    }
    return { urls, recreate, server };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** PostgreSQL as a part; `port` is that of the server that was found, when one was still there. */
function postgresPart(
  { dataFolder }: Settings,
  wanted: { port: number; password: string },
): Part & { port: () => number } {
  const folder = clusterFolderOf(dataFolder);
  let { port } = wanted;
  return {
    name: 'PostgreSQL',
    port: () => port,
    start: async () => {
      const server = await startPostgres({ folder, port, superuserPassword: wanted.password });
      // INVARIANT: it comes back on the same port: every pool in every process knows that one.
      port = server.port;
      return server;
    },
  };
}
