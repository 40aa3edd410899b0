import { type Migration } from '../migrate';

/** Who registered a child under a hash: a search by it tells that this organisation knows the child. */
const HASH_SOURCES = `
create table child_hash_sources (
  kind text not null,
  hash bytea not null,
  child_id uuid not null,
  organisation text not null references organisations,
  primary key (kind, hash, child_id, organisation)
);
-- Of what was registered before, nobody knows by whom: whoever is involved could have done it.
insert into child_hash_sources (kind, hash, child_id, organisation)
select h.kind, h.hash, h.child_id, v.organisation
from child_hashes h join involvements v on v.child_id = h.child_id;
`;

export const HASHES: Migration = { id: '0003-hash-sources', sql: HASH_SOURCES };
