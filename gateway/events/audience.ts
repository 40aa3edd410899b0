import type { LogEntry } from './event-log';
import type { Queue } from './queue';

/** What one subscriber follows. */
export interface Interest {
  /** Whether it asked for events like this one. */
  readonly wants: (entry: LogEntry) => boolean;
  /** The children that it named; null for all. */
  readonly children: ReadonlySet<string> | null;
}

/** Everybody who follows the log in this process. */
export interface Audience {
  /** Hands over what each wants, until the returned function is called. */
  add(queue: Queue, interest: Interest): () => void;
  /** INVARIANT: costs nothing for those whose children none of it is about: of a thousand an event concerns few. */
  hand(entries: readonly LogEntry[]): void;
  /** Ends every queue: whoever takes from one goes on from the log. */
  end(): void;
}

interface Follower {
  readonly queue: Queue;
  readonly wants: Interest['wants'];
}

export function createAudience(): Audience {
  const ofAnyChild = new Set<Follower>();
  const byChild = new Map<string, Set<Follower>>();
  const addFor = (children: ReadonlySet<string>, follower: Follower) => {
    for (const child of children) byChild.set(child, (byChild.get(child) ?? new Set()).add(follower));
    return () => {
      for (const child of children) {
        const followers = byChild.get(child);
        if (followers?.delete(follower) && followers.size === 0) byChild.delete(child);
      }
    };
  };
  return {
    add(queue, { wants, children }) {
      const follower: Follower = { queue, wants };
      if (children !== null) return addFor(children, follower);
      ofAnyChild.add(follower);
      return () => void ofAnyChild.delete(follower);
    },
    end() {
      for (const followers of [ofAnyChild, ...byChild.values()]) for (const { queue } of followers) queue.end();
    },
    hand(entries) {
      const wanted = new Map<Queue, LogEntry[]>();
      for (const entry of entries) {
        noteAll(wanted, ofAnyChild, entry);
        noteAll(wanted, byChild.get(entry.childId) ?? [], entry);
      }
      for (const [queue, some] of wanted) queue.push(some);
    },
  };
}

function noteAll(wanted: Map<Queue, LogEntry[]>, followers: Iterable<Follower>, entry: LogEntry): void {
  for (const { queue, wants } of followers) {
    if (!wants(entry)) continue;
    const some = wanted.get(queue);
    if (some) some.push(entry);
    else wanted.set(queue, [entry]);
  }
}
