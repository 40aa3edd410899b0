import { type Principal } from '../auth/principal';
import { SightlineError } from '../errors';

type Person = Pick<Principal, 'organisation' | 'subject'>;

/** Work that takes long, or a connection, done a few at a time. */
export interface Turns {
  /** Does the work when its turn comes. Rejects with FORBIDDEN (HTTP 429) where too much of this person waits already. */
  take<T>(person: Person, work: () => Promise<T>): Promise<T>;
}

/**
 * Opens a queue of its own for each person. INVARIANT: they are served in turn, so that whoever asks a hundred times puts
 * nobody else off by more than one piece of work.
 */
export function createTurns({ atOnce, waiting }: { atOnce: number; waiting: number }): Turns {
  const queues = new Map<string, (() => Promise<void>)[]>();
  let running = 0;

  function startNext(): void {
    const [next] = queues;
    if (next === undefined || running >= atOnce) return;
    const [person, works] = next;
    queues.delete(person);
    const [work, ...rest] = works;
    if (rest.length > 0) queues.set(person, rest);
    running += 1;
    void work?.().finally(() => {
      running -= 1;
      startNext();
    });
  }

  return {
    async take({ organisation, subject }, work) {
      const person = JSON.stringify([organisation, subject]);
      const works = queues.get(person) ?? [];
      if (works.length >= waiting) throw tooMany(waiting);
      return new Promise((resolve, reject) => {
        queues.set(person, [...works, async () => work().then(resolve, reject)]);
        startNext();
      });
    },
  };
}

function tooMany(waiting: number): SightlineError {
  const message = `${waiting} requests of this kind of yours wait already`;
  return new SightlineError('FORBIDDEN', message, {
    expected: 'to be asked again when they are answered',
    status: 429,
  });
}
