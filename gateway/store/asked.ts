import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Asking, Ending, Reopening } from '../events/relays/involve-asked';
import type { Signal } from '../events/signal';
import { dayOf } from '../hub/calendar';
import { inTransaction } from './database';
import { appendSignals } from './outbox';
import { createWaker } from './waker';

/**
 * Makes an organisation that was asked about a child involved with it, and signals that as a registration. What is
 * involved already stays as it is, and so does what has ended when the same record asks again.
 */
export async function involveAsked(pool: Pool, asking: Asking): Promise<void> {
  const { recordId, childId, organisation, handling, at } = asking;
  const isNew = await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `insert into involvement_requests (record_id, child_id, organisation, asked_at)
       select $1, c.id, o.id, $4 from children c, organisations o where c.id = $2 and o.id = $3
       on conflict do nothing`,
      [recordId, childId, organisation, at],
    );
    if (rowCount === 0) return false;
    const { rows } = await client.query<{ id: string; handling: Asking['handling'] }>(
      `insert into involvements (id, child_id, organisation, agency, since, handling)
       select $1, $2, o.id, o.agency, $4, $5 from organisations o where o.id = $3
       on conflict (child_id, organisation) do update set active = true where not involvements.active
       returning id, handling`,
      [randomUUID(), childId, organisation, dayOf(at), handling],
    );
    await appendSignals(
      client,
      rows.map((row) => registered(row, { childId, organisation, at })),
    );
    return rows.length > 0;
  });
  if (isNew) createWaker(pool, 'outbox')();
}

/** Makes an organisation involved again whose asking is open again, and signals that as a registration. */
export async function involveAgain(pool: Pool, { childId, organisation, at }: Reopening): Promise<void> {
  const isNew = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string; handling: Asking['handling'] }>(
      `update involvements v set active = true
       where v.child_id = $1 and v.organisation = $2 and not v.active
         and exists (select 1 from involvement_requests r where r.child_id = $1 and r.organisation = $2)
       returning id, handling`,
      [childId, organisation],
    );
    await appendSignals(
      client,
      rows.map((row) => registered(row, { childId, organisation, at })),
    );
    return rows.length > 0;
  });
  if (isNew) createWaker(pool, 'outbox')();
}

function registered(
  { id, handling }: Pick<Signal, 'id' | 'handling'>,
  { childId, organisation, at }: Reopening,
): Signal {
  return {
    id: randomUUID(),
    type: 'CHILD_REGISTERED',
    category: 'INVOLVEMENT',
    childId,
    recordType: 'Involvement',
    recordId: id,
    ownerId: organisation,
    handling,
    occurredAt: at,
  };
}

/**
 * Ends the involvement of an organisation that declined all that it was asked. INVARIANT: whoever registered the child
 * itself, or was asked by a record that is not among the declined, stays involved.
 */
export async function endAsked(pool: Pool, { childId, organisation, declined }: Ending): Promise<void> {
  await pool.query(
    `update involvements v set active = false
     where v.child_id = $1 and v.organisation = $2 and v.active
       and exists (select 1 from involvement_requests r where r.child_id = $1 and r.organisation = $2)
       and not exists (select 1 from involvement_requests r
                       where r.child_id = $1 and r.organisation = $2 and r.record_id <> all($3::text[]))
       and not exists (select 1 from child_hash_sources s where s.child_id = $1 and s.organisation = $2)
       and v.allocated_team is null and cardinality(v.allocated_subjects) = 0`,
    [childId, organisation, declined],
  );
}
