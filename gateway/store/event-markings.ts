import { type Handling } from '../../schema/vocabulary';
import { type LogEntry } from '../events/event-log';
import { type Queryable } from './database';

/** The marking under which the owner last signalled the record of an event; null when the log has nothing of it any more. */
export async function findLastMarking(db: Queryable, { recordId, ownerId }: LogEntry): Promise<Handling | null> {
  const { rows } = await db.query<{ handling: Handling }>({
    name: 'find-last-marking',
    text: `select handling from events where record_id = $1 and owner_id = $2
           order by events.xid desc, events.seq desc limit 1`,
    values: [recordId, ownerId],
  });
  return rows[0]?.handling ?? null;
}
