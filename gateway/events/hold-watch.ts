/** Signals that were committed wait for a transaction that still runs: after so long somebody should look at it. */
const LIMIT_MS = 10_000;

export interface HoldWatch {
  /** What an outbox, or the log, just said: the transaction that holds it back, or null. */
  note(name: string, heldBy: string | null): void;
  /** Everything that has been held back for too long, in words. */
  warnings(): string[];
}

interface Hold {
  readonly heldBy: string;
  readonly since: number;
  isTold: boolean;
}

/** Watches how long the oldest running transaction holds events back. `alarm` is called once for each such hold. */
export function createHoldWatch(options: { now: () => number; alarm: (warning: string) => void }): HoldWatch {
  const holds = new Map<string, Hold>();
  const isLong = ({ since }: Hold): boolean => options.now() - since >= LIMIT_MS;
  return {
    note(name, heldBy) {
      if (heldBy === null) {
        holds.delete(name);
        return;
      }
      const known = holds.get(name);
      const hold = known?.heldBy === heldBy ? known : { heldBy, since: options.now(), isTold: false };
      holds.set(name, hold);
      if (hold.isTold || !isLong(hold)) return;
      hold.isTold = true;
      options.alarm(warningOf(name, hold, options.now()));
    },
    warnings: () =>
      [...holds].filter(([, hold]) => isLong(hold)).map(([name, hold]) => warningOf(name, hold, options.now())),
  };
}

function warningOf(name: string, { heldBy, since }: Hold, now: number): string {
  const seconds = Math.round((now - since) / 1_000);
  return `events of ${name} have waited for ${seconds} s for transaction ${heldBy}, which still runs`;
}
