import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './failure';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** Who ran this long is no longer failing from the start: the next delay is the first again. */
const STABLE_MS = 60_000;

/** Something that runs beside us and may end by itself. */
export interface Part {
  name: string;
  /** Resolves once it serves. Rejects when it ended before, or was told by `signal` to give up: then nothing of it runs. */
  start(signal: AbortSignal): Promise<RunningPart>;
}

export interface RunningPart {
  /** Settles when it is gone, with how it ended. */
  exited: Promise<string>;
  /** Resolves once it is gone. */
  stop(): Promise<void>;
}

export interface Supervised {
  /** Ends it for good. */
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  say: (message: string) => void;
  /** Gives up the first start. */
  signal: AbortSignal;
}

/**
 * Starts a part and starts it again whenever it ends, after 0.25, 0.5, 1 ... 30 seconds.
 * A first start that fails is the caller's affair: it rejects.
 */
export async function supervise(part: Part, { say, signal }: SuperviseOptions): Promise<Supervised> {
  const stopping = new AbortController();
  let running = await part.start(signal);

  async function watch(): Promise<void> {
    let failures = 0;
    for (;;) {
      const since = Date.now();
      const how = await running.exited;
      if (stopping.signal.aborted) return;
      failures = Date.now() - since > STABLE_MS ? 1 : failures + 1;
      const next = await startAgain(how, failures);
      if (next === null) return;
      running = next;
    }
  }

  /** Null when told to stop meanwhile. */
  async function startAgain(ended: string, before: number): Promise<RunningPart | null> {
    let how = ended;
    for (let failures = before; !stopping.signal.aborted; failures += 1) {
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
      say(`${part.name} is down (${how}): starting it again in ${delayMs / 1000} s`);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return null;
      try {
        return await part.start(stopping.signal);
      } catch (error) {
        how = messageOf(error);
      }
    }
    return null;
  }

  const watching = watch();
  return {
    stop: async () => {
      stopping.abort();
      await running.stop();
      await watching;
    },
  };
}
