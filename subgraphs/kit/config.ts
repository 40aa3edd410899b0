import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Subgraph } from './subgraph';

type Environment = Readonly<Record<string, string | undefined>>;

/** A setting is missing or makes no sense: names the variable and what was expected. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

export interface SubgraphConfig {
  databaseUrl: string;
  host: string;
  port: number;
  portVariable: string;
  jwksFile: string;
  /** Where the sector's own key and its public half lie. */
  signingKeyFile: string;
  publicKeysFile: string;
  countStatements: boolean;
  /** How long a signal stays in the outbox after it happened, once the hub has it. */
  eventRetentionMs: number;
}

const PORT_OFFSETS = { police: 1, council: 2, charity: 3 } as const;

function dataFolder(env: Environment): string {
  return path.resolve(env['SIGHTLINE_DATA'] || '.data');
}

function parsePort(name: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigurationError(`${name}: expected a port number, got \`${text}\``);
  return port;
}

function parseDays(name: string, text: string): number {
  const days = Number(text);
  if (days > 0 && days <= 3_650) return days;
  throw new ConfigurationError(`${name}: expected a number of days up to 3650, got \`${text}\``);
}

/** The database of a sector: from its own variable, else from what the launcher wrote. */
export function databaseUrlOf(sector: Subgraph['sector'], env: Environment): string {
  const variable = `${sector.toUpperCase()}_DATABASE_URL`;
  const given = env[variable];
  if (given !== undefined && given !== '') return given;
  const file = path.join(dataFolder(env), 'run.json');
  const run = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { databases?: Record<string, string> })
    : undefined;
  const url = run?.databases?.[sector];
  if (url === undefined)
    throw new ConfigurationError(`${variable}: expected a postgres:// URL, and ${file} has none either`);
  return url;
}

/** Reads the settings of a sector's subgraph. Throws ConfigurationError. */
export function readConfig(sector: Subgraph['sector'], env: Environment): SubgraphConfig {
  const own = `${sector.toUpperCase()}_PORT`;
  const given = env[own] || undefined;
  const portVariable = given === undefined ? 'PORT' : own;
  const port =
    given === undefined ? parsePort('PORT', env['PORT'] || '4000') + PORT_OFFSETS[sector] : parsePort(own, given);
  const keys = path.join(dataFolder(env), 'keys');
  return {
    databaseUrl: databaseUrlOf(sector, env),
    host: env['HOST'] || '127.0.0.1',
    port,
    portVariable,
    jwksFile: env['GATEWAY_JWKS'] || path.join(keys, 'gateway.jwks.json'),
    signingKeyFile: env[`${sector.toUpperCase()}_SIGNING_KEY`] || path.join(keys, `${sector}.private.jwk.json`),
    publicKeysFile: env[`${sector.toUpperCase()}_JWKS`] || path.join(keys, `${sector}.jwks.json`),
    countStatements: env['SIGHTLINE_COUNT_SQL'] === '1',
    eventRetentionMs: parseDays('EVENT_DAYS', env['EVENT_DAYS'] || '30') * 86_400_000,
  };
}
