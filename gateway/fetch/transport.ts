import { ConsecutiveBreaker, circuitBreaker, handleAll, type CircuitBreakerPolicy } from 'cockatiel';
import { Pool } from 'undici';
import { readAnswer, type OwnerAnswer } from './answer';
import type { OwnerRequest } from './execute';

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
      try {
        const token = options.sign === null ? null : await options.sign(request.sector, body, caller);
        return await line.breaker.execute(() => post(line, { body, token }, options));
      } catch {
        return UNAVAILABLE;
      }
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

async function post(
  { pool, path }: Line,
  { body, token }: { body: string; token: string | null },
  { deadlineMs, maxAnswerBytes }: TransportOptions,
): Promise<OwnerAnswer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  try {
    const headers = {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
    const response = await pool.request({ path, method: 'POST', headers, body, signal: deadline.signal });
    const answer = readAnswer(await readText(response.body, maxAnswerBytes));
    // A refusal of our own signature, or a fault of the server, is no answer either: the breaker counts it.
    if (answer.kind === 'UNAVAILABLE' || response.statusCode === 401 || response.statusCode >= 500) {
      throw new Error(`status ${response.statusCode}`);
    }
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

async function readText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  return (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8');
}
