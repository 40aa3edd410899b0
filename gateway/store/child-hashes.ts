import { type HashKind, type IdentityHash } from '../hub/identity';
import { type HashMatch } from '../hub/ports';
import { type Queryable } from './database';

interface Row {
  readonly id: string;
  readonly born_on: string | null;
  readonly kinds: HashKind[];
  /** Kind and organisation, parted by a space. */
  readonly sources: string[];
  readonly told_nhs_number: string[];
  readonly is_openly_known: boolean;
}

function sourceOf(item: string): HashMatch['sources'][number] {
  const [kind, organisation] = item.split(' ') as [HashKind, string];
  return { kind, organisation };
}

/** The children that the index holds under any of these hashes, and by which kinds of hash each was met. */
export async function findHashMatches(db: Queryable, hashes: readonly IdentityHash[]): Promise<HashMatch[]> {
  const { rows } = await db.query<Row>({
    name: 'find-hash-matches',
    text: `
select c.id, c.born_on, m.kinds, m.sources,
       array(select distinct n.organisation from child_hash_sources n
             where n.child_id = c.id and n.kind = 'NHS_NUMBER') as told_nhs_number,
       exists (select from involvements v where v.child_id = c.id and v.handling <> 'HIDDEN') as is_openly_known
from (select h.child_id, array_agg(distinct h.kind order by h.kind) as kinds,
             array_agg(distinct h.kind || ' ' || s.organisation) as sources
      from unnest($1::text[], $2::bytea[]) as asked (kind, hash)
      join child_hashes h on h.kind = asked.kind and h.hash = asked.hash
      join child_hash_sources s on s.kind = h.kind and s.hash = h.hash and s.child_id = h.child_id
      group by h.child_id) m
join children c on c.id = m.child_id
order by c.created_at, c.id`,
    values: [hashes.map((one) => one.kind), hashes.map((one) => one.hash)],
  });
  return rows.map((row) => ({
    childId: row.id,
    bornOn: row.born_on,
    matched: row.kinds,
    sources: row.sources.map(sourceOf),
    toldNhsNumber: row.told_nhs_number,
    isOpenlyKnown: row.is_openly_known,
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
