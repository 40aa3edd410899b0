/** Runs somebody's work when there is room for it, in the order in which theirs came. */
export type TakeTurns = <T>(who: string, work: () => Promise<T>) => Promise<T>;

/**
 * Makes turns of which so many are taken at once. INVARIANT: they go round among those who wait, one each time: whoever
 * has thousands of things to do puts nobody else off by more than one. What waits here holds no connection, and so is not
 * given up because it waits.
 */
export function createTurns(atOnce: number): TakeTurns {
  const lines = new Map<string, Waiting>();
  let free = atOnce;
  const wait = (who: string): Promise<void> =>
    new Promise((resolve) => {
      const line = lines.get(who) ?? new Waiting();
      lines.set(who, line);
      line.add(resolve);
    });
  return async (who, work) => {
    if (free > 0) free -= 1;
    else await wait(who);
    try {
      return await work();
    } finally {
      // INVARIANT: a turn is handed on, or it is free.
      const next = takeNext(lines);
      if (next) next();
      else free += 1;
    }
  };
}

/** Of whoever has waited longest since their last turn; they go behind everybody else. */
function takeNext(lines: Map<string, Waiting>): (() => void) | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const [who, line] = first;
  lines.delete(who);
  const next = line.take();
  if (!line.isEmpty()) lines.set(who, line);
  return next;
}

/** A line that is taken from in the same time however long it is. */
class Waiting {
  #come: (() => void)[] = [];
  #going: (() => void)[] = [];

  add(resume: () => void): void {
    this.#come.push(resume);
  }

  isEmpty(): boolean {
    return this.#come.length + this.#going.length === 0;
  }

  take(): (() => void) | undefined {
    if (this.#going.length === 0) {
      this.#going = this.#come.toReversed();
      this.#come = [];
    }
    return this.#going.pop();
  }
}
