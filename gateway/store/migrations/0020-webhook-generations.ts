import { type Migration } from '../migrate';

const GENERATIONS = `
-- Until rotated_until every generation from this one on signs: who rotates twice in a day cuts off nobody.
alter table webhooks add column oldest_generation integer not null default 1;
update webhooks set oldest_generation = greatest(generation - 1, 1);
`;

export const WEBHOOK_GENERATIONS: Migration = { id: '0020-webhook-generations', sql: GENERATIONS };
