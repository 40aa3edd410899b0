import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { AGENCIES, PURPOSES, ROLES } from '../../schema/vocabulary';
import type { Caller, Principal } from './context';
import { RequestError } from './errors';

const ISSUER = 'sightline-gateway';
const CLOCK_TOLERANCE_SECONDS = 5;
const MAXIMUM_LIFETIME_SECONDS = 60;
const MAXIMUM_REMEMBERED = 200_000;
const KEYS_REREAD_AFTER_MS = 1000;

export interface VerifierOptions {
  /** This sector: a token for another one is refused. */
  audience: string;
  /** Reads the gateway's public keys; asked again when a token names a key that is not among them. */
  readKeys: () => Promise<JSONWebKeySet>;
  now?: () => Date;
}

/** Verifies one request: its `authorization` header and its body as it came over the wire. */
export type Verify = (authorization: string | undefined, body: Buffer) => Promise<Caller>;

/** Verifies that the hub itself asks, for the signals of the outbox and for nothing else. */
export type VerifyCollector = (authorization: string | undefined, body: Buffer) => Promise<void>;

/** The checks of one subgraph. INVARIANT: a token opens one of them once: they share their memory. */
export interface Verifiers {
  readonly caller: Verify;
  readonly collector: VerifyCollector;
}

/** Returns a reader of the JWKS file that the launcher or the operator put there. */
export function keysFrom(file: string): () => Promise<JSONWebKeySet> {
  return async () => JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet;
}

const refused = (): RequestError => new RequestError('UNAUTHENTICATED');

type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Keys are read once and again when an unknown one is named, so that the gateway can change keys without a restart. */
function createKeySource(
  readKeys: VerifierOptions['readKeys'],
  now: () => Date,
): (isStale: boolean) => Promise<KeySet> {
  let keys: KeySet | null = null;
  let readAt = -Infinity;
  return async (isStale) => {
    if (keys === null || (isStale && now().getTime() - readAt >= KEYS_REREAD_AFTER_MS)) {
      readAt = now().getTime();
      keys = createLocalJWKSet(await readKeys());
    }
    return keys;
  };
}

/** Remembers each token until it has expired. Refuses what it cannot remember: a full memory must not admit a replay. */
function createReplayGuard(): (jti: string, expiresAt: number, nowSeconds: number) => boolean {
  const seen = new Map<string, number>();
  return (jti, expiresAt, nowSeconds) => {
    for (const [old, until] of seen) {
      if (until > nowSeconds) break;
      seen.delete(old);
    }
    if (seen.has(jti) || seen.size >= MAXIMUM_REMEMBERED) return false;
    seen.set(jti, expiresAt);
    return true;
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isWord = <T extends string>(words: readonly T[], value: unknown): value is T => words.includes(value as T);

function parsePrincipal(claim: unknown): Principal {
  if (typeof claim !== 'object' || claim === null) throw refused();
  const { subject, organisation, agency, role, areas, team, name } = claim as Record<string, unknown>;
  if (!isText(subject) || !isText(organisation) || !isWord(AGENCIES, agency) || !isWord(ROLES, role)) throw refused();
  if (!Array.isArray(areas) || !areas.every(isText)) throw refused();
  const optional = (value: unknown): string | null => (isText(value) ? value : null);
  return { subject, organisation, agency, role, areas, team: optional(team), name: optional(name) };
}

function isHashOf(claim: unknown, body: Buffer): boolean {
  if (!isText(claim)) return false;
  const expected = createHash('sha256').update(body).digest();
  const given = Buffer.from(claim, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parseCaller(payload: JWTPayload): Caller {
  const purpose = payload['purpose'] ?? null;
  if (purpose !== null && !isWord(PURPOSES, purpose)) throw refused();
  const involvedWith = payload['involvedWith'] ?? [];
  if (!Array.isArray(involvedWith) || !involvedWith.every(isText)) throw refused();
  return { principal: parsePrincipal(payload['principal']), purpose, involvedWith, byHub: payload['byHub'] === true };
}

/** The uses that tokens of the hub's own name; a token for a caller names none. */
const COLLECTOR_USE = 'outbox';
const ENTITIES_USE = 'entities';

/** The hub, which asks for entities in nobody's name. */
const HUB: Caller = { principal: null, purpose: null, involvedWith: [], byHub: false };

/**
 * Creates the check that every request to a subgraph passes: signed by the gateway (EdDSA), for this audience, not
 * expired, over exactly this body, and never seen before. Whatever else comes is refused as UNAUTHENTICATED.
 */
export function createVerifier(options: VerifierOptions): Verify {
  return createVerifiers(options).caller;
}

/** Creates that check for callers' requests and for the collector's. */
export function createVerifiers(options: VerifierOptions): Verifiers {
  const verify = createTokenCheck(options);
  return {
    caller: async (authorization, body) => {
      const payload = await verify(authorization, body);
      if (payload['use'] === ENTITIES_USE) return HUB;
      if (payload['use'] !== undefined) throw refused();
      return parseCaller(payload);
    },
    collector: async (authorization, body) => {
      const payload = await verify(authorization, body);
      if (payload['use'] !== COLLECTOR_USE) throw refused();
    },
  };
}

function createTokenCheck(options: VerifierOptions) {
  const now = options.now ?? (() => new Date());
  const keySource = createKeySource(options.readKeys, now);
  const isFirstUse = createReplayGuard();
  const claims = {
    algorithms: ['EdDSA'],
    issuer: ISSUER,
    audience: options.audience,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['iat', 'exp', 'jti', 'body'],
  };
  const payloadOf = async (token: string, isStale: boolean): Promise<JWTPayload> => {
    try {
      return (await jwtVerify(token, await keySource(isStale), { ...claims, currentDate: now() })).payload;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey && !isStale) return payloadOf(token, true);
      if (error instanceof errors.JOSEError) throw refused();
      throw error;
    }
  };
  return async (authorization: string | undefined, body: Buffer): Promise<JWTPayload> => {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw refused();
    const payload = await payloadOf(token, false);
    const { iat = 0, exp = 0, jti } = payload;
    if (!isText(jti) || exp - iat > MAXIMUM_LIFETIME_SECONDS || !isHashOf(payload['body'], body)) throw refused();
    const nowSeconds = now().getTime() / 1000;
    if (!isFirstUse(jti, exp + CLOCK_TOLERANCE_SECONDS, nowSeconds)) throw refused();
    return payload;
  };
}
