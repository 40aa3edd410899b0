import type { FetchFault } from './faults';
import { createSharing } from './sharing';
import type { Transcript } from './transcript';

/** How long what was fetched for one event serves the next subscriber: less than anybody can act upon. */
export const SHARED_MS = 250;

/** What an operation fetched, as it leaves. */
export interface Fetched {
  /** JSON, written already. */
  readonly data: string;
  readonly faults: readonly FetchFault[];
}

/** An execution, with what it was decided by. */
export interface Recorded extends Fetched {
  readonly transcript: Transcript;
}

/** Executions for events, for those who would have the very same one. */
export interface Executions {
  /**
   * Runs, unless somebody else began the same a moment ago; `key` holds all that an execution depends on besides its
   * decisions. Null when what somebody else ran was not answered in full. Rejects with what its own run rejects with.
   */
  run(key: string, work: () => Promise<Recorded>): Promise<{ isOwn: boolean; recorded: Recorded } | null>;
}

export function createExecutions(): Executions {
  const executions = createSharing<Recorded>(SHARED_MS);
  return {
    async run(key, work) {
      let isOwn = false;
      const running = executions.get(key, () => {
        isOwn = true;
        return work();
      });
      if (isOwn) return { isOwn, recorded: await running };
      const recorded = await running.catch(() => null);
      return recorded === null || recorded.faults.length > 0 ? null : { isOwn, recorded };
    },
  };
}
