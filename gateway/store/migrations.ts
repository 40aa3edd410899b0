import { type Migration } from './migrate';
import { HUB } from './migrations/0001-hub';
import { AUDIT_LOG } from './migrations/0002-audit-log';
import { HASHES } from './migrations/0003-hash-sources';
import { SECURE } from './migrations/0004-secure';
import { EVENTS } from './migrations/0005-events';
import { AGE } from './migrations/0009-age';
import { BREAK_GLASS } from './migrations/0011-break-glass';
import { INVOLVEMENT_REQUESTS } from './migrations/0012-asked';
import { AUDIT_PARTITIONS } from './migrations/0013-audit-partitions';
import { WEBHOOK_TABLES } from './migrations/0014-webhooks';
import { POLICY_LIFE } from './migrations/0015-policy-life';
import { WEBHOOKS_CONFIRMED } from './migrations/0016-webhooks-confirmed';
import { MINIMUM_TABLE } from './migrations/0017-safeguarding-minimum';
import { POLICY_EPOCH } from './migrations/0018-policy-epoch';
import { OWED_EVENTS } from './migrations/0019-owed-events';
import { WEBHOOK_GENERATIONS } from './migrations/0020-webhook-generations';
import { ENDED_SESSIONS } from './migrations/0021-ended-sessions';

/** Every step of the hub's database, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  HUB,
  AUDIT_LOG,
  HASHES,
  SECURE,
  EVENTS,
  AGE,
  BREAK_GLASS,
  INVOLVEMENT_REQUESTS,
  AUDIT_PARTITIONS,
  WEBHOOK_TABLES,
  POLICY_LIFE,
  WEBHOOKS_CONFIRMED,
  MINIMUM_TABLE,
  POLICY_EPOCH,
  OWED_EVENTS,
  WEBHOOK_GENERATIONS,
  ENDED_SESSIONS,
];
