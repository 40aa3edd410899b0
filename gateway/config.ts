import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JWK } from 'jose';

/** The process's environment, as it was given. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a gateway of the hub is told from outside. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  readonly isProduction: boolean;
  readonly dataFolder: string;
  readonly urls: ReadonlyMap<string, string>;
  readonly supergraphSdl: string;
  readonly signingKey: JWK;
  readonly issuer: { readonly issuer: string; readonly audience: string } | null;
  /** A NATS server with JetStream that carries the wake-ups between gateways; null where PostgreSQL does. */
  readonly natsUrl: string | null;
  /** How long an event can be read again. */
  readonly eventRetentionMs: number;
  /** How long an owner, or the hub's own database, may take before it counts as unavailable. */
  readonly deadlineMs: number;
}

const AGENCY_PORTS = [
  ['police', 'POLICE', 1],
  ['council', 'COUNCIL', 2],
  ['charity', 'CHARITY', 3],
] as const;

/** Reads the configuration. Throws an Error that names the variable, what was expected and what came. */
export function readConfig(env: Environment): GatewayConfig {
  const port = readPort(env);
  const host = env['HOST'] || '127.0.0.1';
  const dataFolder = path.resolve(env['SIGHTLINE_DATA'] || '.data');
  const urls = AGENCY_PORTS.map(([sector, name, offset]): [string, string] => {
    const agencyPort = env[`${name}_PORT`] || String(port + offset);
    return [sector, readUrl(env, `${name}_URL`) ?? `http://127.0.0.1:${agencyPort}/graphql`];
  });
  return {
    host,
    port,
    isProduction: env['NODE_ENV'] === 'production',
    dataFolder,
    urls: new Map(urls),
    supergraphSdl: readFileSync(path.join(__dirname, '..', 'schema', 'generated', 'supergraph.graphql'), 'utf8'),
    signingKey: readKey(env['GATEWAY_SIGNING_KEY'] || path.join(dataFolder, 'keys', 'gateway.private.jwk.json')),
    issuer: readIssuer(env),
    natsUrl: readNatsUrl(env),
    eventRetentionMs: readEventDays(env) * 86_400_000,
    deadlineMs: readDeadline(env),
  };
}

/** Reads PORT; 4000 when there is none. */
export function readPort(env: Environment): number {
  const text = env['PORT'] || '4000';
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`PORT: expected a port number, got \`${text}\``);
}

function readEventDays(env: Environment): number {
  const text = env['EVENT_DAYS'] || '30';
  const days = Number(text);
  if (days > 0 && days <= 3_650) return days;
  throw new Error(`EVENT_DAYS: expected a number of days up to 3650, got \`${text}\``);
}

function readDeadline(env: Environment): number {
  const text = env['DEADLINE_MS'] || '2000';
  const ms = Number(text);
  if (Number.isInteger(ms) && ms >= 100 && ms <= 60_000) return ms;
  throw new Error(`DEADLINE_MS: expected a number of milliseconds from 100 to 60000, got \`${text}\``);
}

function readNatsUrl(env: Environment): string | null {
  const text = env['NATS_URL'];
  if (!text) return null;
  if (URL.canParse(text) && /^(nats|tls):\/\/[^/]/.test(text)) return text;
  // Without what came: it may hold a password.
  throw new Error('NATS_URL: expected an address such as nats://127.0.0.1:4222 or tls://nats.example.org:4222');
}

function readUrl(env: Environment, name: string): string | null {
  const text = env[name];
  if (!text) return null;
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new Error(`${name}: expected an http or https address, got \`${text}\``);
}

function readKey(file: string): JWK {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  } catch (error) {
    throw new Error(`GATEWAY_SIGNING_KEY: expected a file with an Ed25519 private key (JWK) at ${file}`, {
      cause: error,
    });
  }
}

function readIssuer(env: Environment): GatewayConfig['issuer'] {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = env;
  if (!issuer && !audience) return null;
  if (issuer && audience) return { issuer, audience };
  throw new Error('OIDC_ISSUER and OIDC_AUDIENCE: expected both or neither');
}
