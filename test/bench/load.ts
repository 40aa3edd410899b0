import type { ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { ask } from './metered';
import type { BenchQuery } from './queries';

/** A gateway under load: where it listens and which process is it. */
export interface Contestant {
  readonly name: string;
  readonly origin: string;
  readonly child: ChildProcess;
}

/** What one contestant did with one query, over all rounds. */
export interface Tally {
  requests: number;
  /** Answers with errors, or none in time; they count as requests. */
  failures: number;
  seconds: number;
  cpuMs: number;
  /** CPU of each round, per request. */
  readonly rounds: number[];
  readonly latenciesMs: number[];
  bytes: number;
}

export const emptyTally = (): Tally => ({
  requests: 0,
  failures: 0,
  seconds: 0,
  cpuMs: 0,
  rounds: [],
  latenciesMs: [],
  bytes: 0,
});

export interface Asker {
  /** Sends the query until the answer has data and no errors; throws after some attempts. */
  readonly patiently: (contestant: Contestant, query: BenchQuery, attempts?: number) => Promise<string>;
  /** Sends one round of it and adds what it took to the tally. */
  readonly round: (contestant: Contestant, query: BenchQuery, tally: Tally) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A round that takes longer ends early, so that the whole bench ends in time. */
const ROUND_LIMIT_MS = 1_800;

/** Asks over connections that are kept open, with so many requests at a time as the query says. */
export function createAsker(headers: Record<string, string>): Asker {
  const pools = new Map<string, Pool>();
  const poolOf = (origin: string): Pool => {
    let pool = pools.get(origin);
    if (!pool) pools.set(origin, (pool = new Pool(origin, { connections: 16, pipelining: 1 })));
    return pool;
  };
  const patiently: Asker['patiently'] = async (contestant, query, attempts = 4) => {
    try {
      return await once(contestant, query);
    } catch (error) {
      if (attempts <= 1) throw error;
      return patiently(contestant, query, attempts - 1);
    }
  };
  const once = async ({ name, origin }: Contestant, { query, variables }: BenchQuery): Promise<string> => {
    const body = JSON.stringify({ query, variables });
    const response = await poolOf(origin).request({ path: '/graphql', method: 'POST', headers, body });
    const text = await response.body.text();
    const isWhole = response.statusCode === 200 && !text.includes('"errors":');
    if (!isWhole) throw new Error(`${name} answered ${response.statusCode}: ${text.slice(0, 500)}`);
    return text;
  };
  return {
    patiently,
    async round(contestant, query, tally) {
      const before = await ask(contestant.child, { meter: 'read' });
      const start = performance.now();
      let sent = 0;
      let done = 0;
      const work = async (): Promise<void> => {
        while (sent < query.requests && performance.now() - start < ROUND_LIMIT_MS) {
          sent += 1;
          const at = performance.now();
          const text = await once(contestant, query).catch(() => null);
          tally.failures += text === null ? 1 : 0;
          if (text !== null) tally.bytes = text.length;
          tally.latenciesMs.push(performance.now() - at);
          done += 1;
        }
      };
      await Promise.all(Array.from({ length: query.concurrency }, work));
      const cpuMs = (await ask(contestant.child, { meter: 'read' })).cpuMs - before.cpuMs;
      tally.requests += done;
      tally.seconds += (performance.now() - start) / 1_000;
      tally.cpuMs += cpuMs;
      tally.rounds.push(cpuMs / done);
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

/** The value below which the given share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
