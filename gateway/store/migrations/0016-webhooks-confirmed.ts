import { type Migration } from '../migrate';

const CONFIRMED = `
-- When a system of its organisation, in its purpose, last asked about it; of those that are there, from now on.
alter table webhooks add column confirmed_at timestamptz not null default now();
`;

export const WEBHOOKS_CONFIRMED: Migration = { id: '0016-webhooks-confirmed', sql: CONFIRMED };
