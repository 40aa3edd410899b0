import { repeat } from '../repeat';
import { SightlineError } from '../errors';

/** Somebody's sessions at an issuer have ended: the tokens that it issued to them until then are worth nothing. */
export interface EndedSession {
  readonly issuer: string;
  readonly subject: string;
  /** Epoch seconds, by the issuer's clock. */
  readonly endedAt: number;
}

/** What a token says of the session that it was issued in. */
export interface TokenSession {
  readonly issuer: string;
  readonly subject: string;
  /** Epoch seconds; null where the token does not say. */
  readonly issuedAt: number | null;
}

/** Port: where sessions that ended are kept, for every gateway. */
export interface EndedSessionStore {
  /** All that can concern a token that still lives. */
  findAll(): Promise<EndedSession[]>;
  /** At least what was noted in the last seconds. */
  findRecent(): Promise<EndedSession[]>;
  note(session: EndedSession): Promise<void>;
}

export interface EndedSessionsOptions {
  readonly store: EndedSessionStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Sessions that their issuer has ended, as one gateway knows them. */
export interface EndedSessions {
  /**
   * Whether the session of a token has ended. A token that does not say when it was issued is taken for an old one.
   * @throws SightlineError POLICY_UNAVAILABLE when nobody could say for ten seconds.
   */
  hasEnded(session: TokenSession): boolean;
  /** Notes an end for every gateway: on this one it holds at once, on the others within a second. */
  end(session: EndedSession): Promise<void>;
  /** Calls back whenever sessions of this subject have ended, until the returned function is called. */
  watch(subject: string, look: () => void): () => void;
  close(): Promise<void>;
}

/** How long an end is remembered. INVARIANT: longer than any token lives that is accepted. */
export const KEPT_DAYS = 100;
const POLL_MS = 500;
const RELOAD_MS = 3_600_000;
/** INVARIANT: longer than policies count without being confirmed, so that a database that is down is told of as such. */
const MAX_AGE_MS = 10_000;

/** Reads the sessions that have ended, and goes on looking for more. Rejects when the first reading fails. */
export async function openEndedSessions({ store, now, report }: EndedSessionsOptions): Promise<EndedSessions> {
  const ends = new Map<string, number>();
  const watchers = new Map<string, Set<() => void>>();
  let confirmedAt = 0;
  let loadedAt = 0;

  const learn = (session: EndedSession): void => {
    const key = keyOf(session);
    if ((ends.get(key) ?? -Infinity) >= session.endedAt) return;
    ends.set(key, session.endedAt);
    for (const look of watchers.get(session.subject) ?? []) look();
  };
  const load = async (): Promise<void> => {
    const askedAt = now();
    (await store.findAll()).forEach(learn);
    const oldest = askedAt / 1_000 - KEPT_DAYS * 86_400;
    for (const [key, endedAt] of ends) if (endedAt < oldest) ends.delete(key);
    [loadedAt, confirmedAt] = [askedAt, askedAt];
  };
  const look = async (): Promise<void> => {
    const askedAt = now();
    // After a while without an answer what was noted last may no longer be among the recent ones.
    if (askedAt - loadedAt > RELOAD_MS || askedAt - confirmedAt > MAX_AGE_MS) return load();
    (await store.findRecent()).forEach(learn);
    confirmedAt = askedAt;
  };

  await load();
  // A database that is down fills no log: it is told of once.
  let isFailing = false;
  const lookAndTell = async (): Promise<void> => {
    await look();
    isFailing = false;
  };
  const looking = repeat(lookAndTell, POLL_MS, (error) => {
    if (!isFailing) report(error);
    isFailing = true;
  });
  return {
    hasEnded({ issuer, subject, issuedAt }) {
      if (now() - confirmedAt > MAX_AGE_MS) throw unsure();
      const endedAt = ends.get(keyOf({ issuer, subject }));
      return endedAt !== undefined && (issuedAt ?? 0) <= endedAt;
    },
    async end(session) {
      await store.note(session);
      learn(session);
    },
    watch(subject, callback) {
      const own = (): void => callback();
      const known = watchers.get(subject) ?? new Set();
      watchers.set(subject, known.add(own));
      return () => {
        if (known.delete(own) && known.size === 0 && watchers.get(subject) === known) watchers.delete(subject);
      };
    },
    close: () => looking.stop(),
  };
}

function keyOf({ issuer, subject }: Pick<EndedSession, 'issuer' | 'subject'>): string {
  return `${issuer} ${subject}`;
}

/** As for policies: the token is not at fault, and what waits for an answer is to wait. */
function unsure(): SightlineError {
  return new SightlineError('POLICY_UNAVAILABLE', 'which sessions have ended could not be confirmed in time');
}
