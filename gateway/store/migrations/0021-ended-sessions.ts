import { type Migration } from '../migrate';

const TABLE = `
create table ended_sessions (
  issuer text not null,
  subject text not null,
  -- By the issuer's clock: tokens that it issued until then are worth nothing.
  ended_at timestamptz not null,
  noted_at timestamptz not null default clock_timestamp(),
  primary key (issuer, subject)
);
create index ended_sessions_noted on ended_sessions (noted_at);
`;

export const ENDED_SESSIONS: Migration = { id: '0021-ended-sessions', sql: TABLE };
