import type { EntityManager } from 'typeorm';
import { derivedId } from '../../kit/import/derived-id';
import { HOST_AREAS } from '../codes/host-areas';
import type { StatutoryReturn } from './ssda903-return';
import { careIn, placementsIn, type Spell } from './ssda903-spells';

/** Whose return it is, and whom its references stand for. */
export interface Importing {
  manager: EntityManager;
  organisation: string;
  subjects: ReadonlyMap<string, string>;
  now: Date;
  progress: (message: string) => void;
}

export type Counts = Record<string, number>;

const BATCH = 5_000;

/**
 * Writes a return in the transaction of `manager`. A row that is there already is brought up to date; a record that the
 * council made in another way, of the same child from the same day on, is left as it is. Nothing is removed.
 */
export async function writeReturn(importing: Importing, from: StatutoryReturn): Promise<Counts> {
  const { organisation: ownerId } = importing;
  await importing.manager.query('select pg_advisory_xact_lock(hashtext($1))', [`import ssda903 ${ownerId}`]);
  // After a dry run, and while the tables fill, statistics say that they are all but empty: the planner would go through
  // all rows of the council for each line.
  await importing.manager.query('set local enable_nestloop = off');
  return {
    ...(await writeReferences(importing)),
    ...(await writeProfiles(importing, from)),
    ...(await write(importing, {
      table: 'social_care_episodes',
      what: 'care episodes',
      rows: careRows(importing, from),
    })),
    ...(await write(importing, {
      table: 'placements',
      what: 'placements',
      rows: await placementRows(importing, from),
    })),
    ...(await write(importing, { table: 'absences', what: 'absences', rows: absenceRows(importing, from) })),
  };
}

type Row = Record<string, unknown>;

async function writeReferences({ manager, organisation, subjects }: Importing): Promise<Counts> {
  await manager.query(
    `insert into child_references (owner_id, reference, subject_id)
     select $1, * from unnest($2::text[], $3::text[])
     on conflict (owner_id, reference) do nothing`,
    [organisation, [...subjects.keys()], [...subjects.values()]],
  );
  return {};
}

/** A council's own profile of a child is completed, never overwritten; whoever has none gets one without a name. */
async function writeProfiles(importing: Importing, { headers }: StatutoryReturn): Promise<Counts> {
  const rows = headers.map(({ child, dateOfBirth, upn }) => ({
    ...ownRow(importing, child),
    id: derivedId(importing.organisation, 'profile', child),
    handling: 'OPEN',
    area_code: importing.organisation,
    date_of_birth: dateOfBirth,
    upn,
    updated_at: importing.now,
  }));
  let updated = 0;
  for (const batch of batchesOf(rows)) {
    const completed = await importing.manager.query<[object[], number]>(
      `update council_profiles p set upn = coalesce(p.upn, r.upn),
              date_of_birth = coalesce(p.date_of_birth, r.date_of_birth), updated_at = $2
       from jsonb_populate_recordset(null::council_profiles, $1::jsonb) r
       where p.owner_id = r.owner_id and p.subject_id = r.subject_id
         and ((p.upn is null and r.upn is not null) or p.date_of_birth is null)`,
      [JSON.stringify(batch), importing.now],
    );
    updated += completed[1];
  }
  const added = await write(importing, { table: 'council_profiles', what: 'profiles', rows, isOnce: true });
  return { ...added, 'profiles brought up to date': updated };
}

function careRows(importing: Importing, { episodes }: StatutoryReturn): Row[] {
  return careIn(episodes).map((spell) => ({
    ...spellRow(importing, 'care', spell),
    handling: 'OPEN',
    status: 'LOOKED_AFTER',
    need_code: spell.first.needCode,
    legal_status: spell.first.legalStatus,
  }));
}

async function placementRows(importing: Importing, { episodes }: StatutoryReturn): Promise<Row[]> {
  const spells = placementsIn(episodes);
  const postcodes = new Set(spells.flatMap(({ first }) => first.postcode ?? []));
  const areas = await findAreas(importing.manager, [...postcodes]);
  return spells.map((spell) => {
    const { placementType, postcode, provider } = spell.first;
    const hostArea = areas.get(postcode ?? '') ?? null;
    return {
      ...spellRow(importing, 'placement', spell),
      handling: 'OPEN',
      placement_type: placementType,
      host_area_code: hostArea,
      out_of_area: hostArea === null ? null : hostArea !== importing.organisation,
      provider,
      postcode,
      emergency: false,
      end_reason: spell.last.endReason,
    };
  });
}

async function findAreas(manager: EntityManager, postcodes: readonly string[]): Promise<Map<string, string>> {
  const rows = await manager.query<{ postcode: string; area_code: string }[]>(
    'select postcode, area_code from postcodes where postcode = any($1)',
    [postcodes],
  );
  return new Map(rows.filter((row) => HOST_AREAS.has(row.area_code)).map((row) => [row.postcode, row.area_code]));
}

function absenceRows(importing: Importing, { missing }: StatutoryReturn): Row[] {
  return missing.map(({ child, kind, startedOn, endedOn }) => ({
    ...ownRow(importing, child),
    id: derivedId(importing.organisation, 'absence', child, startedOn),
    kind,
    started_on: startedOn,
    ended_on: endedOn,
  }));
}

function spellRow(importing: Importing, kind: string, { first, last }: Spell): Row {
  return {
    ...ownRow(importing, first.child),
    id: derivedId(importing.organisation, kind, first.child, first.startedOn),
    started_on: first.startedOn,
    ended_on: last.endedOn,
  };
}

function ownRow({ organisation, subjects }: Importing, child: string): Row {
  const subject = subjects.get(child);
  if (subject === undefined) throw new Error('a child that is not registered was to be written');
  return { owner_id: organisation, subject_id: subject };
}

interface Writing {
  table: string;
  what: string;
  rows: readonly Row[];
  /** There is one row of a child, whenever it began; it is not changed. */
  isOnce?: boolean;
}

async function write({ manager, progress }: Importing, writing: Writing): Promise<Counts> {
  const { what, rows, isOnce = false } = writing;
  const statement = statementOf(writing);
  const total = { added: 0, updated: 0 };
  for (const batch of batchesOf(rows)) {
    const [counted] = await manager.query<{ added: number; updated: number }[]>(statement, [JSON.stringify(batch)]);
    total.added += counted?.added ?? 0;
    total.updated += counted?.updated ?? 0;
    progress(`${what}: ${total.added} added, ${total.updated} brought up to date`);
  }
  const added = { [`${what} added`]: total.added };
  return isOnce ? added : { ...added, [`${what} brought up to date`]: total.updated };
}

/** INVARIANT: every name in the statement is one of ours: the columns are those of the rows that are built above. */
function statementOf({ table, rows, isOnce = false }: Writing): string {
  const columns = Object.keys(rows[0] ?? {});
  const changing = columns.filter((column) => column !== 'id');
  const of = (alias: string, names = columns): string => names.map((column) => `${alias}.${column}`).join(', ');
  const update = `do update set ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}
    where (${of('t', changing)}) is distinct from (${of('excluded', changing)})`;
  return `
    with written as (
      insert into ${table} as t (${columns.join(', ')})
      select ${of('r')} from jsonb_populate_recordset(null::${table}, $1::jsonb) r
      where not exists (
        select 1 from ${table} o where o.subject_id = r.subject_id and o.owner_id = r.owner_id and o.id <> r.id
        ${isOnce ? '' : 'and o.started_on = r.started_on'})
      on conflict (id) ${isOnce ? 'do nothing' : update}
      returning (xmax = 0) as is_new
    )
    select count(*) filter (where is_new)::int as added, count(*) filter (where not is_new)::int as updated from written`;
}

function* batchesOf(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}
