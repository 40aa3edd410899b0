import { parse, serialize } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** Browsers keep 4,096 bytes of a cookie, its name and attributes included. */
const CHUNK = 3_700;
/** Node takes 16 kB of headers in all. */
const CHUNKS = 3;

interface CookieOptions {
  readonly key: Uint8Array;
  /** Whether browsers come by https: the cookie is then Secure, and bound to this host by its name. */
  readonly isSecure: boolean;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A value kept in a browser, which can neither read nor change it. */
export interface SealedCookie<T extends object> {
  open(request: FastifyRequest): Promise<T | null>;
  /** Replaces what was kept. `expiresAt`: epoch seconds. Throws RangeError when it does not fit into cookies. */
  keep(reply: FastifyReply, value: T, expiresAt: number): Promise<void>;
  drop(reply: FastifyReply): void;
}

/** Creates a cookie that holds a value as JWE (RFC 7516, `dir` with A256GCM), so that any gateway with the key can read it. */
export function createSealedCookie<T extends object>(options: CookieOptions): SealedCookie<T> {
  const { key, isSecure, now } = options;
  const audience = options.name;
  const name = isSecure ? `__Host-${options.name}` : options.name;
  const names = Array.from({ length: CHUNKS }, (_, index) => (index === 0 ? name : `${name}-${index}`));
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure } as const;
  /** An empty value takes the cookie away. */
  const write = (reply: FastifyReply, each: string, value: string): void => {
    const text = serialize(each, value, value === '' ? { ...attributes, maxAge: 0 } : attributes);
    void reply.header('set-cookie', text);
  };

  return {
    async open(request) {
      const cookies = parse(request.headers.cookie ?? '');
      const text = names.map((each) => cookies[each] ?? '').join('');
      if (text === '') return null;
      try {
        const currentDate = new Date(now());
        const { payload } = await jwtDecrypt<{ value: T }>(text, key, {
          audience,
          currentDate,
          requiredClaims: ['exp'],
        });
        return payload.value;
      } catch {
        // Ended, of another key, or not ours: nobody is signed in by it.
        return null;
      }
    },
    async keep(reply, value, expiresAt) {
      const text = await new EncryptJWT({ value })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(audience)
        .setExpirationTime(expiresAt)
        .encrypt(key);
      if (text.length > CHUNK * CHUNKS) throw new RangeError(`a session of ${text.length} characters does not fit`);
      for (const [index, each] of names.entries()) {
        const chunk = text.slice(index * CHUNK, (index + 1) * CHUNK);
        write(reply, each, chunk);
      }
    },
    drop(reply) {
      for (const each of names) write(reply, each, '');
    },
  };
}
