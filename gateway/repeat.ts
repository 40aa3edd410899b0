/** Work that is done again and again until it is stopped. */
export interface Repetition {
  /** Starts nothing more, and resolves once what runs has ended. */
  stop(): Promise<void>;
}

/**
 * Does the work at once, and again `everyMs` after each end of it, never twice at a time. A failure is told, and the
 * work goes on the next time.
 */
export function repeat(work: () => Promise<unknown>, everyMs: number, onFailure: (error: unknown) => void): Repetition {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    await work().catch(onFailure);
    if (!isStopped) timer = setTimeout(start, everyMs);
  };
  let running: Promise<void>;
  const start = (): void => void (running = run());
  start();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
