import { type Purpose, type Role } from '../../schema/vocabulary';
import { SightlineError } from '../errors';
import { purposesOpenTo, requireRecorder, requireRole, requireWorkingPurpose } from './authority';
import { type HubContext } from './context';
import { type WebhookRow } from './webhook-ports';

const KEEPERS: ReadonlySet<Role> = new Set<Role>(['PARTNER_SYSTEM', 'DATA_OFFICER']);

/**
 * INVARIANT: only what may follow events itself may have them sent: a data officer, who may not know of children, would
 * otherwise learn of them at an address of its own.
 * @throws SightlineError FORBIDDEN, PURPOSE_REQUIRED.
 */
export function requireSystem(context: HubContext): void {
  requireRole(context.principal, new Set<Role>(['PARTNER_SYSTEM']), 'have events sent');
  requireRecorder(context);
  requireWorkingPurpose(context);
}

/** @throws SightlineError FORBIDDEN unless the caller may look after its organisation's webhooks. */
export function requireKeeper({ principal }: HubContext): void {
  requireRole(principal, KEEPERS, 'look after webhooks');
}

/** Those of its organisation's webhooks that a caller may know of: a system, what acts in a purpose of its own alone. */
export function isKept({ principal }: HubContext, { purpose }: WebhookRow): boolean {
  return principal.role === 'DATA_OFFICER' || purposesOpenTo(principal).includes(purpose as Purpose);
}

/** @throws SightlineError NOT_FOUND alike for a webhook of others and for none. */
export function pickWebhook(context: HubContext, rows: readonly WebhookRow[], named: NamedWebhook): WebhookRow {
  const found = rows.find((row) => row.id === named.id && isKept(context, row));
  if (found !== undefined) return found;
  const expected = 'the id of a webhook of your organisation';
  throw new SightlineError('NOT_FOUND', 'your organisation has no webhook of this id', { at: named.at, expected });
}

/** A webhook, and the argument that names it. */
interface NamedWebhook {
  readonly id: string;
  readonly at: 'id' | 'webhookId';
}
