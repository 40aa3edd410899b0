import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, or no longer once the signal is aborted; keeps no process alive. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
