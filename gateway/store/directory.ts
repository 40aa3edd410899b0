import { type AreaRow, type OrganisationRow } from '../hub/ports';
import { type Queryable } from './database';

/** Adds areas, or replaces what was known of them: boundaries and names change. */
export async function putAreas(db: Queryable, areas: readonly AreaRow[]): Promise<void> {
  await db.query({
    text: `insert into areas (code, name, region, police_force)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
           on conflict (code) do update
           set name = excluded.name, region = excluded.region, police_force = excluded.police_force`,
    values: [
      areas.map((area) => area.code),
      areas.map((area) => area.name),
      areas.map((area) => area.region),
      areas.map((area) => area.policeForce),
    ],
  });
}

/** Adds organisations, or replaces what was known of them. An organisation never changes its agency. */
export async function putOrganisations(db: Queryable, organisations: readonly OrganisationRow[]): Promise<void> {
  const rows = organisations.map((one) => ({
    id: one.id,
    name: one.name,
    agency: one.agency,
    area_codes: one.areas,
    contact_name: one.contact.name,
    contact_role: one.contact.role,
    contact_email: one.contact.email,
    contact_telephone: one.contact.telephone,
  }));
  await db.query({ text: PUT_ORGANISATIONS, values: [JSON.stringify(rows)] });
}

const COLUMNS = 'id, name, agency, area_codes, contact_name, contact_role, contact_email, contact_telephone';

const PUT_ORGANISATIONS = `
insert into organisations (${COLUMNS})
select ${COLUMNS} from jsonb_to_recordset($1::jsonb) as r (
  id text, name text, agency text, area_codes text[], contact_name text, contact_role text, contact_email text,
  contact_telephone text)
on conflict (id) do update
set name = excluded.name, area_codes = excluded.area_codes, contact_name = excluded.contact_name,
    contact_role = excluded.contact_role, contact_email = excluded.contact_email,
    contact_telephone = excluded.contact_telephone`;
