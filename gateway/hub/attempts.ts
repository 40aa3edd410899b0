import { SightlineError } from '../errors';
import {
  type AttemptCount,
  type AttemptLimit,
  type AttemptScope,
  type IdentityAction,
  type Tally,
} from './attempt-counts';
import { dayOf } from './calendar';
import { type HubContext } from './context';

/**
 * Counts one attempt of the caller's.
 * @throws SightlineError FORBIDDEN (HTTP 429) when the caller or its organisation has made more than a day's.
 */
export async function countAttempt(context: HubContext, action: IdentityAction): Promise<void> {
  const { hub, principal } = context;
  const { person, organisation, limits } = await hub.store.countAttempt(countOf(context, action));
  const own: AttemptScope = principal.role === 'PARTNER_SYSTEM' ? 'SYSTEM' : 'PERSON';
  const exceeded = limits.find((limit) => {
    if (limit.scope === own) return exceeds(person, limit);
    return limit.scope === 'ORGANISATION' && exceeds(organisation, limit);
  });
  if (exceeded === undefined) return;
  hub.notices.limitExceeded({ ...countOf(context, action), scope: exceeded.scope });
  throw tooMany(action, exceeded);
}

/** Counts that an attempt met nobody whom the caller may know of. */
export async function countMiss(context: HubContext, action: IdentityAction): Promise<void> {
  await context.hub.store.countMiss(countOf(context, action));
}

function countOf({ principal, hub }: HubContext, action: IdentityAction): AttemptCount {
  const { organisation, subject } = principal;
  return { organisation, subject, action, day: dayOf(hub.now()) };
}

function exceeds({ attempts, misses }: Tally, limit: AttemptLimit): boolean {
  return (limit.attempts !== null && attempts > limit.attempts) || (limit.misses !== null && misses >= limit.misses);
}

const DEEDS: Readonly<Record<IdentityAction, string>> = {
  REGISTER: 'registrations',
  FIND: 'searches by name or number',
};
const HOLDERS: Readonly<Record<AttemptScope, string>> = {
  PERSON: 'one person',
  SYSTEM: 'one partner system',
  ORGANISATION: 'one organisation',
};

function tooMany(action: IdentityAction, { scope, attempts, misses }: AttemptLimit): SightlineError {
  const most = [
    ...(attempts === null ? [] : [`${attempts} ${DEEDS[action]}`]),
    ...(misses === null ? [] : [`${misses} that find nobody`]),
  ].join(' and ');
  const expected = `at most ${most} a day by ${HOLDERS[scope]}`;
  const message = `expected ${expected}; the count begins again at midnight UTC, and the hub desk can raise it`;
  return new SightlineError('FORBIDDEN', message, { expected, status: 429 });
}
