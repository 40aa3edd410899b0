import { type Migration } from '../migrate';

/** INVARIANT: one row for each notice, which is how it is given once, whatever else looks for it at the same time. */
const NOTICES = `
create table age_notices (
  child_id uuid not null references children,
  organisation text not null references organisations,
  age integer not null check (age in (13, 16, 18)),
  days_before integer not null check (days_before in (90, 30, 0)),
  noticed_at timestamptz not null,
  primary key (child_id, organisation, age, days_before)
);
create index children_born_on on children (born_on);
`;

export const AGE: Migration = { id: '0009-age', sql: NOTICES };
