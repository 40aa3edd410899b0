/** Work that is done again and again until it is stopped. */
export interface Repetition {
  /** Starts nothing more, tells what runs to end, and resolves when it has. */
  stop(): Promise<void>;
}

/**
 * Does the work at once, and again `everyMs` after each end of it, never twice at a time. A failure is told, and the
 * work goes on the next time.
 */
export function repeat(
  work: (signal: AbortSignal) => Promise<void>,
  everyMs: number,
  onFailure: (error: unknown) => void,
): Repetition {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    await work(stopping.signal).catch(onFailure);
    if (!stopping.signal.aborted) timer = setTimeout(start, everyMs);
  };
  let running: Promise<void>;
  const start = (): void => void (running = run());
  start();
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
