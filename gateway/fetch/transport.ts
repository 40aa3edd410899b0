import { ConsecutiveBreaker, circuitBreaker, handleAll, type CircuitBreakerPolicy } from 'cockatiel';
import { Pool } from 'undici';
import { readAnswer, type OwnerAnswer } from './answer';
import type { OwnerRequest } from './execute';
import { post } from './post';

/** How an owner is reached: over HTTP, or in this process (the hub itself). */
export type Endpoint =
  | { readonly kind: 'HTTP'; readonly url: string }
  | { readonly kind: 'LOCAL'; readonly run: (request: OwnerRequest, caller: unknown) => Promise<OwnerAnswer> };

export interface TransportOptions {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** Signs a request's body for its audience; null sends unsigned (a foreign federation on loopback). */
  readonly sign: ((audience: string, body: string, caller: unknown) => Promise<string>) | null;
  /** From sending to the last byte of the answer. */
  readonly deadlineMs: number;
  /** An answer of more bytes than this counts as none. */
  readonly maxAnswerBytes: number;
}

export interface Transport {
  send(request: OwnerRequest, caller: unknown): Promise<OwnerAnswer>;
  close(): Promise<void>;
}

const UNAVAILABLE: OwnerAnswer = { kind: 'UNAVAILABLE' };
const FAILURES_BEFORE_OPEN = 5;
const HALF_OPEN_AFTER_MS = 1_000;

/** Reaches the owners. INVARIANT: `send` always resolves; an owner that hangs, drips, breaks off or talks nonsense is UNAVAILABLE. */
export function createTransport(options: TransportOptions): Transport {
  const lines = new Map<string, Line>();
  for (const [sector, endpoint] of options.endpoints) {
    if (endpoint.kind === 'HTTP') lines.set(sector, openLine(endpoint.url));
  }
  return {
    async send(request, caller) {
      const endpoint = options.endpoints.get(request.sector);
      if (endpoint?.kind === 'LOCAL') return endpoint.run(request, caller);
      const line = lines.get(request.sector);
      if (!line) return UNAVAILABLE;
      const body = `{"query":${JSON.stringify(request.query)},"variables":${request.variables}}`;
      const ask = async (): Promise<OwnerAnswer> => {
        const token = options.sign === null ? null : await options.sign(request.sector, body, caller);
        return line.breaker.execute(() => exchange(line, { body, token }, options));
      };
      return ask().catch(() => UNAVAILABLE);
    },
    async close() {
      await Promise.all([...lines.values()].map(({ pool }) => pool.close()));
    },
  };
}

interface Line {
  readonly pool: Pool;
  readonly path: string;
  readonly breaker: CircuitBreakerPolicy;
}

function openLine(url: string): Line {
  const { origin, pathname, search } = new URL(url);
  return {
    pool: new Pool(origin, { connections: 64, pipelining: 1, keepAliveTimeout: 30_000 }),
    path: pathname + search,
    breaker: circuitBreaker(handleAll, {
      halfOpenAfter: HALF_OPEN_AFTER_MS,
      breaker: new ConsecutiveBreaker(FAILURES_BEFORE_OPEN),
    }),
  };
}

async function exchange(
  { pool, path }: Line,
  { body, token }: { body: string; token: string | null },
  { deadlineMs, maxAnswerBytes: maxBytes }: TransportOptions,
): Promise<OwnerAnswer> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  const { status, text } = await post(pool, { path, headers, body, deadlineMs, maxBytes });
  const answer = readAnswer(text);
  // A refusal of our own signature, or a fault of the server, is no answer either: the breaker counts it.
  if (answer.kind === 'UNAVAILABLE' || status === 401 || status >= 500) throw new Error(`status ${status}`);
  return answer;
}
