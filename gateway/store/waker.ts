import { type Pool } from 'pg';

/**
 * Makes a function that wakes whoever listens to a channel, once for all that is asked while a waking is under way. It
 * never fails: nobody relies on it alone. Called after a commit, never within: commits that notify wait for each other.
 */
export function createWaker(pool: Pool, channel: string): () => void {
  let isWaking = false;
  let isAskedAgain = false;
  const run = async (): Promise<void> => {
    do {
      isAskedAgain = false;
      await pool.query('select pg_notify($1, $2)', [channel, '']).catch(() => undefined);
    } while (isAskedAgain);
    isWaking = false;
  };
  return () => {
    isAskedAgain = true;
    if (isWaking) return;
    isWaking = true;
    void run();
  };
}
