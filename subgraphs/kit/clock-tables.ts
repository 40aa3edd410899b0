/** What a sector's database needs for its clocks. Part of the sector's step `clocks`. */
export const CLOCK_TABLES = `
create table clock_rules (
  code text not null,
  what text not null,
  limit_kind text not null check (limit_kind in ('WORKING_DAYS', 'CALENDAR_DAYS', 'ELAPSED_HOURS', 'BEFORE_THE_DAY')),
  amount integer check (amount > 0),
  division text,
  source text not null,
  paragraph text,
  valid_from date not null,
  valid_to date,
  primary key (code, valid_from),
  constraint clock_rules_amount check ((amount is null) = (limit_kind = 'BEFORE_THE_DAY')),
  constraint clock_rules_division check ((division is null) = (limit_kind <> 'WORKING_DAYS')),
  constraint clock_rules_order check (valid_to >= valid_from)
);

create table proclaimed_days (
  division text not null check (division in ('ENGLAND_AND_WALES')),
  day date not null,
  is_holiday boolean not null,
  announced_on date not null,
  reason text not null,
  primary key (division, day, announced_on)
);

create table clock_moves (
  record_type text not null,
  record_id text not null,
  rule text not null,
  previous_due_at timestamptz not null,
  due_at timestamptz not null,
  calendar text not null,
  moved_at timestamptz not null
);
create index clock_moves_record on clock_moves (record_id, record_type, moved_at);

create table overdue_signals (
  record_type text not null,
  record_id text not null,
  rule text not null,
  due_at timestamptz not null,
  noticed_at timestamptz not null,
  primary key (record_id, record_type, rule, due_at)
);
`;
