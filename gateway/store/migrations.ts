import { type Migration } from './migrate';
import { HUB } from './migrations/0001-hub';
import { AUDIT_LOG } from './migrations/0002-audit-log';
import { HASHES } from './migrations/0003-hash-sources';
import { SECURE } from './migrations/0004-secure';
import { EVENTS } from './migrations/0005-events';
import { AGE } from './migrations/0009-age';
import { WEBHOOK_TABLES } from './migrations/0013-webhooks';

/** Every step of the hub's database, oldest first. */
export const MIGRATIONS: readonly Migration[] = [HUB, AUDIT_LOG, HASHES, SECURE, EVENTS, AGE, WEBHOOK_TABLES];
