import { KEPT_DAYS, type EndedSession, type EndedSessionStore } from '../auth/ended-sessions';
import { type Queryable } from './database';

const KEPT = `${KEPT_DAYS} days`;
/** What was noted so recently is read again each time: a transaction may commit a little after it took its time. */
const RECENT = '1 minute';

/** Binds the statements about sessions that ended. */
export function createEndedSessionStore(db: Queryable): EndedSessionStore {
  const find = async (name: string, since: string): Promise<EndedSession[]> => {
    const { rows } = await db.query<EndedSession>({
      name,
      text: `select issuer, subject, extract(epoch from ended_at)::float8 as "endedAt" from ended_sessions where ${since}`,
    });
    return rows;
  };
  return {
    findAll: () => find('find-ended-sessions', `ended_at > now() - interval '${KEPT}'`),
    findRecent: () => find('find-sessions-just-ended', `noted_at > now() - interval '${RECENT}'`),
    async note({ issuer, subject, endedAt }) {
      await db.query({
        name: 'note-ended-session',
        text: `insert into ended_sessions (issuer, subject, ended_at) values ($1, $2, to_timestamp($3))
               on conflict (issuer, subject) do update
               set ended_at = greatest(ended_sessions.ended_at, excluded.ended_at), noted_at = clock_timestamp()`,
        values: [issuer, subject, endedAt],
      });
    },
  };
}

/** Removes what concerns no token any more. */
export async function removeOldSessions(db: Queryable): Promise<void> {
  await db.query(`delete from ended_sessions where ended_at < now() - interval '${KEPT}'`);
}
