import { readFileSync } from 'node:fs';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the hub's database is: HUB_DATABASE_URL, else what the launcher wrote down. @throws Error naming the variable. */
export function readHubDatabaseUrl(env: Environment): string {
  if (env['HUB_DATABASE_URL']) return env['HUB_DATABASE_URL'];
  const file = path.join(dataFolder(env), 'run.json');
  const run = readIfThere(file);
  const url = run === undefined ? undefined : (JSON.parse(run) as { databases?: { hub?: string } }).databases?.hub;
  if (url === undefined) throw new Error(`HUB_DATABASE_URL is not set, and ${file} names no database of the hub`);
  return url;
}

/** The key of the child index: HUB_INDEX_KEY, else the launcher's key file. @throws Error naming the variable. */
export function readIndexKey(env: Environment): string {
  if (env['HUB_INDEX_KEY']) return env['HUB_INDEX_KEY'];
  const file = path.join(dataFolder(env), 'keys', 'hub-index.key');
  const key = readIfThere(file)?.trim();
  if (key === undefined) throw new Error(`HUB_INDEX_KEY is not set, and there is no ${file}`);
  return key;
}

function dataFolder(env: Environment): string {
  return path.resolve(env['SIGHTLINE_DATA'] || '.data');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
