/** Runs work when there is room for it, in the order in which it came. */
export type TakeTurns = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Makes turns of which so many are taken at once. Whoever has much to do and whoever has little wait in one line: what
 * waits here holds no connection, and so is not given up because it waits.
 */
export function createTurns(atOnce: number): TakeTurns {
  const waiting = new Waiting();
  let free = atOnce;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.add(resolve));
    try {
      return await work();
    } finally {
      // INVARIANT: a turn is handed on, or it is free.
      const next = waiting.take();
      if (next) next();
      else free += 1;
    }
  };
}

/** A line that is taken from in the same time however long it is. */
class Waiting {
  #come: (() => void)[] = [];
  #going: (() => void)[] = [];

  add(resume: () => void): void {
    this.#come.push(resume);
  }

  take(): (() => void) | undefined {
    if (this.#going.length === 0) {
      this.#going = this.#come.toReversed();
      this.#come = [];
    }
    return this.#going.pop();
  }
}
