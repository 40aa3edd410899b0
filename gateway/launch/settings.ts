import path from 'node:path';
import { SECTORS, type Sector } from '../../schema/vocabulary';
import { NHS_NUMBERS } from './demonstration/identifiers';
import type { WantedPort } from './ports';

type Environment = Readonly<Record<string, string | undefined>>;

/** What `npm start` was told by its environment. */
export interface Settings {
  /** Absolute path of SIGHTLINE_DATA. */
  dataFolder: string;
  host: string;
  ports: Record<'gateway' | 'police' | 'council' | 'charity', WantedPort>;
  /** How many demonstration children the first start makes. */
  children: number;
  /** Databases that take the place of embedded ones. */
  given: Partial<Record<Sector, string>>;
  isProduction: boolean;
}

/** Reads the settings. Throws an error that names the variable, what was expected and what came. */
export function readSettings(env: Environment): Settings {
  const host = env['HOST'] || '127.0.0.1';
  const base = readPort(env, 'PORT', 4000);
  const portOf = (variable: string, usedBy: string, offset: number): WantedPort => {
    const isOwn = env[variable] !== undefined && env[variable] !== '';
    const port = isOwn ? readPort(env, variable, 0) : base + offset;
    if (port > 65_535) throw new Error(`PORT: expected at most ${65_535 - offset}, got ${base}`);
    return { port, host, usedBy, variable: isOwn || offset === 0 ? variable : `${variable} (or PORT)` };
  };
  return {
    dataFolder: dataFolderOf(env),
    host,
    ports: {
      gateway: portOf('PORT', 'gateway', 0),
      police: portOf('POLICE_PORT', 'police subgraph', 1),
      council: portOf('COUNCIL_PORT', 'council subgraph', 2),
      charity: portOf('CHARITY_PORT', 'charity subgraph', 3),
    },
    children: readWhole(env, 'SIGHTLINE_CHILDREN', { otherwise: 400, least: 0, most: NHS_NUMBERS - 1 }),
    given: givenDatabases(env),
    isProduction: env['NODE_ENV'] === 'production',
  };
}

/** Absolute path of SIGHTLINE_DATA, `.data` when it is not set. */
export function dataFolderOf(env: Environment): string {
  return path.resolve(env['SIGHTLINE_DATA'] || '.data');
}

/** The address at which this machine itself reaches one of our servers. */
export function addressOf({ host, port }: Pick<WantedPort, 'host' | 'port'>): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** The variable that names the database of an owner. */
export function databaseVariable(sector: Sector): string {
  return `${sector.toUpperCase()}_DATABASE_URL`;
}

function givenDatabases(env: Environment): Partial<Record<Sector, string>> {
  const given: Partial<Record<Sector, string>> = {};
  for (const sector of SECTORS) {
    const variable = databaseVariable(sector);
    const url = env[variable];
    if (url === undefined || url === '') continue;
    // The address holds a password: it is not repeated.
    if (!/^postgres(ql)?:\/\/./.test(url))
      throw new Error(`${variable}: expected a postgres:// address, got another text`);
    given[sector] = url;
  }
  return given;
}

function readPort(env: Environment, variable: string, otherwise: number): number {
  return readWhole(env, variable, { otherwise, least: 1, most: 65_535 });
}

function readWhole(
  env: Environment,
  variable: string,
  { otherwise, least, most }: { otherwise: number; least: number; most: number },
): number {
  const text = env[variable];
  if (text === undefined || text === '') return otherwise;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${variable}: expected a whole number from ${least} to ${most}, got \`${text}\``);
}
