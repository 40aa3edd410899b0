import { type Pool } from 'pg';
import { type ChildContext } from '../policy/context';
import { loadContextsOfMany, type AskedContext } from './sharing-context';

/** Reads what a decision about one child depends on, for one caller; null for a child that the hub does not know. */
export type ReadContext = (asked: AskedContext) => Promise<ChildContext | null>;

const MOST = 200;
/** Statements at once: the pool is for requests as well. */
const STATEMENTS = 2;

interface Waiting {
  readonly asked: AskedContext;
  readonly resolve: (context: ChildContext | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads for many callers in one statement: whoever asks while others are read for is read for next. INVARIANT: nothing is
 * read before it is asked for, and everybody gets a row of their own.
 */
export function createContextReader(pool: Pool): ReadContext {
  let waiting: Waiting[] = [];
  let running = 0;
  let isDue = false;
  const begin = (): void => {
    isDue = false;
    while (running < STATEMENTS && waiting.length > 0) {
      const batch = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      running += 1;
      void read(pool, batch).finally(() => {
        running -= 1;
        begin();
      });
    }
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (isDue || running >= STATEMENTS) return;
      isDue = true;
      setImmediate(begin);
    });
}

/** Always resolves. */
async function read(pool: Pool, batch: readonly Waiting[]): Promise<void> {
  try {
    const contexts = await loadContextsOfMany(
      pool,
      batch.map(({ asked }) => asked),
      new Date(),
    );
    batch.forEach(({ resolve }, index) => resolve(contexts[index] ?? null));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
