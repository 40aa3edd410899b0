import type { EntityManager } from 'typeorm';
import type { ClockSettings } from './clock';
import { amountOf, CLOCK_RULES, type ClockRule, type Limit } from './clock-rules';
import { bankHolidaysOfEngland } from './holidays';
import { createWorkingCalendar, PROCLAIMED_DAYS, type Division, type ProclaimedDay } from './working-days';

const DIVISION: Division = 'ENGLAND_AND_WALES';

/** What clocks are computed from, and the proclamations that went into its calendars. */
export interface KnownClocks extends ClockSettings {
  proclaimed: readonly ProclaimedDay[];
}

/** What clocks are computed from, as the sector's database has it: one process's copy. */
export interface ClockBook {
  /** As last read. */
  readonly settings: KnownClocks;
  /** Reads again what another process may have written. */
  refresh(): Promise<void>;
}

interface RuleRow {
  code: string;
  what: string;
  limit_kind: Limit['kind'];
  amount: number | null;
  division: Division | null;
  source: string;
  paragraph: string | null;
  valid_from: string;
  valid_to: string | null;
}

interface ProclaimedRow {
  division: Division;
  day: string;
  is_holiday: boolean;
  announced_on: string;
  reason: string;
}

/**
 * Opens the book of a sector's database, whose migrations have run. Rules and proclamations that this release brings
 * and the table lacks are added; what the table says of a rule that both know is the table's, for a partnership sets
 * its own limits there.
 */
export async function openClockBook(manager: EntityManager): Promise<ClockBook> {
  await seed(manager);
  const holidays = bankHolidaysOfEngland();
  const read = async (): Promise<KnownClocks> => {
    const rules = await readRules(manager);
    const proclaimed = await readProclaimed(manager);
    const calendar = createWorkingCalendar({ division: DIVISION, holidays, proclaimed });
    return { rules, calendars: { ENGLAND_AND_WALES: calendar }, proclaimed };
  };
  let current = await read();
  return {
    get settings() {
      return current;
    },
    refresh: async () => {
      current = await read();
    },
  };
}

async function seed(manager: EntityManager): Promise<void> {
  await manager.query(
    `insert into clock_rules select * from jsonb_populate_recordset(null::clock_rules, $1::jsonb)
     on conflict do nothing`,
    [JSON.stringify(CLOCK_RULES.map(rowOfRule))],
  );
  const days = PROCLAIMED_DAYS.map(({ division, day, isHoliday, announcedOn, reason }) => ({
    division,
    day,
    is_holiday: isHoliday,
    announced_on: announcedOn,
    reason,
  }));
  await manager.query(
    `insert into proclaimed_days select * from jsonb_populate_recordset(null::proclaimed_days, $1::jsonb)
     on conflict do nothing`,
    [JSON.stringify(days)],
  );
}

async function readRules(manager: EntityManager): Promise<ClockRule[]> {
  const rows = await manager.query<RuleRow[]>('select * from clock_rules order by code, valid_from');
  return rows.map((row) => ({
    code: row.code,
    what: row.what,
    limit: limitOf(row),
    source: row.source,
    paragraph: row.paragraph,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  }));
}

async function readProclaimed(manager: EntityManager): Promise<ProclaimedDay[]> {
  const rows = await manager.query<ProclaimedRow[]>('select * from proclaimed_days order by announced_on, day');
  return rows.map(({ division, day, is_holiday: isHoliday, announced_on: announcedOn, reason }) => {
    return { division, day, isHoliday, announcedOn, reason };
  });
}

function rowOfRule({ code, what, limit, source, paragraph, validFrom, validTo }: ClockRule): RuleRow {
  const division = limit.kind === 'WORKING_DAYS' ? limit.division : null;
  return {
    code,
    what,
    limit_kind: limit.kind,
    amount: amountOf(limit),
    division,
    source,
    paragraph,
    valid_from: validFrom,
    valid_to: validTo,
  };
}

/** INVARIANT: the constraints of `clock_rules` let no other row through. */
function limitOf({ limit_kind: kind, amount, division }: RuleRow): Limit {
  const count = amount ?? 0;
  switch (kind) {
    case 'WORKING_DAYS':
      return { kind, days: count, division: division ?? DIVISION };
    case 'CALENDAR_DAYS':
      return { kind, days: count };
    case 'ELAPSED_HOURS':
      return { kind, hours: count };
    case 'BEFORE_THE_DAY':
      return { kind };
  }
}
