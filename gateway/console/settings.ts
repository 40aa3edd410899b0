import { createHash, randomBytes } from 'node:crypto';

type Environment = Readonly<Record<string, string | undefined>>;

/** How the console is known to the issuer (RFC 6749 section 2). */
export interface ConsoleClient {
  readonly id: string;
  /** Null: a public client, which PKCE alone protects. */
  readonly secret: string | null;
  readonly scope: string;
}

export interface ConsoleSettings {
  /** Where browsers reach the console, without a path; null in development: where the request came to. */
  readonly publicUrl: string | null;
  /** Null: the development's own sign-in. */
  readonly client: ConsoleClient | null;
  /** 32 bytes by which cookies are encrypted; the same for every gateway behind one address. */
  readonly cookieKey: Uint8Array;
}

const LEAST_SECRET = 32;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Reads CONSOLE_CLIENT_ID, CONSOLE_CLIENT_SECRET, CONSOLE_SCOPE, CONSOLE_URL and CONSOLE_SECRET. Null: where tokens come
 * from an issuer of others and the console is no client of it, there is none. Throws an Error that names the variable.
 */
export function readConsoleSettings(env: Environment, hasIssuer: boolean): ConsoleSettings | null {
  const isProduction = env['NODE_ENV'] === 'production';
  const client = readClient(env);
  if (client === null && (hasIssuer || isProduction)) return null;
  if (!hasIssuer && client !== null)
    throw new Error('CONSOLE_CLIENT_ID: expected OIDC_ISSUER and OIDC_AUDIENCE with it');
  const publicUrl = readPublicUrl(env);
  if (isProduction && publicUrl === null)
    throw new Error('CONSOLE_URL: expected the address of the console, got nothing');
  return { publicUrl, client, cookieKey: readCookieKey(env, isProduction) };
}

function readClient(env: Environment): ConsoleClient | null {
  const id = env['CONSOLE_CLIENT_ID'];
  if (!id) return null;
  return { id, secret: env['CONSOLE_CLIENT_SECRET'] || null, scope: env['CONSOLE_SCOPE'] || 'openid profile' };
}

function readPublicUrl(env: Environment): string | null {
  const text = env['CONSOLE_URL'];
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && isSafe(url) && url.pathname === '/' && url.search === '') return url.origin;
  throw new Error(`CONSOLE_URL: expected an https address without a path, got \`${text}\``);
}

/** INVARIANT: a session does not travel in clear, but on this machine itself. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}

function readCookieKey(env: Environment, isProduction: boolean): Uint8Array {
  const secret = env['CONSOLE_SECRET'];
  if (!secret && isProduction)
    throw new Error(`CONSOLE_SECRET: expected ${LEAST_SECRET} characters or more, got nothing`);
  if (!secret) return randomBytes(32);
  // The secret itself is not repeated.
  if (secret.length < LEAST_SECRET) throw new Error(`CONSOLE_SECRET: expected ${LEAST_SECRET} characters or more`);
  return createHash('sha256').update('sightline console cookies\n').update(secret).digest();
}
