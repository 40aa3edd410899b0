import { type HashKind, type IdentityHash } from '../hub/identity';
import { type HashMatch } from '../hub/ports';
import { type Queryable } from './database';

/** The children that the index holds under any of these hashes, and by which kinds of hash each was met. */
export async function findHashMatches(db: Queryable, hashes: readonly IdentityHash[]): Promise<HashMatch[]> {
  const { rows } = await db.query<{ id: string; born_on: string | null; kinds: HashKind[]; has_nhs_number: boolean }>({
    name: 'find-hash-matches',
    text: `
select c.id, c.born_on, m.kinds,
       exists (select from child_hashes n where n.child_id = c.id and n.kind = 'NHS_NUMBER') as has_nhs_number
from (select h.child_id, array_agg(distinct h.kind order by h.kind) as kinds
      from unnest($1::text[], $2::bytea[]) as asked (kind, hash)
      join child_hashes h on h.kind = asked.kind and h.hash = asked.hash
      group by h.child_id) m
join children c on c.id = m.child_id
order by c.created_at, c.id`,
    values: [hashes.map((one) => one.kind), hashes.map((one) => one.hash)],
  });
  return rows.map((row) => ({
    childId: row.id,
    bornOn: row.born_on,
    matched: row.kinds,
    hasNhsNumber: row.has_nhs_number,
  }));
}

/**
 * Makes registrations of the same identity wait for each other until the transaction ends.
 * INVARIANT: the locks are taken in one order everywhere, so that two registrations never wait for each other.
 */
export async function lockIdentity(db: Queryable, hashes: readonly IdentityHash[]): Promise<void> {
  const keys = hashes.map((one) => one.hash.readBigInt64BE(0)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  await db.query('select pg_advisory_xact_lock(key) from unnest($1::bigint[]) as locks (key)', [keys.map(String)]);
}
