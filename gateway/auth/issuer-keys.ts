import { setTimeout as delay } from 'node:timers/promises';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';

/** Where a verifier finds the key of a token: by its header, from the issuer's set. */
export type KeySource = JWTVerifyGetKey;

export interface IssuerKeysOptions {
  issuer: string;
  /** Address of the key set; found by OpenID Connect discovery when absent. */
  jwksUrl?: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** Shortest time between two readings that an unknown key id may cause. */
  cooldownMs?: number;
  /** Age at which the set is read again in the background, so that withdrawn keys go. */
  refreshMs?: number;
  /** Age past which a set that could not be read again is no longer trusted. */
  staleMs?: number;
  timeoutMs?: number;
}

/** Tokens of unknown keys that may wait for the next reading at one time; the rest are refused at once. */
const WAITING_LIMIT = 1_000;

/** Time between two attempts to read a set again in the background. */
const RETRY_MS = 10_000;

type RemoteSet = ReturnType<typeof createRemoteJWKSet>;

/**
 * Reads an issuer's keys, and reads them again when a token names a key that is not among them: a rotation needs no
 * restart and refuses nobody. A token of an unknown key that comes during the cooldown waits for its end.
 * An issuer that is down for a while changes nothing for keys already known.
 */
export function createIssuerKeys(options: IssuerKeysOptions): KeySource {
  const { cooldownMs = 1_000 } = options;
  const currentSet = createSetReader({ ...options, cooldownMs });
  let waiting = 0;

  return async (header, token) => {
    const set = await currentSet();
    try {
      return await set(header, token);
    } catch (error) {
      const mayWait = error instanceof errors.JWKSNoMatchingKey && set.coolingDown && waiting < WAITING_LIMIT;
      if (!mayWait) throw error;
    }
    waiting++;
    try {
      await delay(cooldownMs);
      return await set(header, token);
    } finally {
      waiting--;
    }
  };
}

/** Opens the set at its first use, and has it read again as it ages. */
function createSetReader(options: IssuerKeysOptions & { cooldownMs: number }): () => Promise<RemoteSet> {
  const { now, cooldownMs, refreshMs = 600_000, staleMs = 3_600_000, timeoutMs = 2_000 } = options;
  let opening: Promise<RemoteSet> | undefined;
  let readAt = 0;
  let triedAt = 0;

  async function open(): Promise<RemoteSet> {
    const url = options.jwksUrl ?? (await discoverKeySet(options.issuer, timeoutMs));
    const set = createRemoteJWKSet(new URL(url), {
      cooldownDuration: cooldownMs,
      cacheMaxAge: Infinity,
      timeoutDuration: timeoutMs,
    });
    await reload(set);
    return set;
  }

  async function refresh(set: RemoteSet): Promise<void> {
    const age = now() - readAt;
    if (age < refreshMs || (age < staleMs && now() - triedAt < RETRY_MS)) return;
    triedAt = now();
    const reading = reload(set);
    // INVARIANT: keys that the issuer has not confirmed for too long are not trusted, whatever the reason.
    if (age >= staleMs) await reading;
    else reading.catch(() => undefined);
  }

  async function reload(set: RemoteSet): Promise<void> {
    await set.reload();
    readAt = now();
  }

  return async () => {
    opening ??= open();
    try {
      const set = await opening;
      await refresh(set);
      return set;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
}

/** OpenID Connect Discovery 1.0 section 4; an issuer without it is asked at the customary address. */
async function discoverKeySet(issuer: string, timeoutMs: number): Promise<string> {
  const base = issuer.replace(/\/$/, '');
  const answer = await fetch(`${base}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (answer.status === 404) return `${base}/.well-known/jwks.json`;
  if (!answer.ok) throw new Error(`discovery: expected 200, got ${answer.status}`);
  const found: unknown = await answer.json();
  if (!isDiscovery(found) || found.issuer !== issuer)
    throw new Error('discovery: expected the issuer itself and its `jwks_uri`');
  return found.jwks_uri;
}

function isDiscovery(value: unknown): value is { issuer: string; jwks_uri: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'issuer' in value &&
    'jwks_uri' in value &&
    typeof value.issuer === 'string' &&
    typeof value.jwks_uri === 'string'
  );
}
