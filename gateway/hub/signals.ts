import { type DataCategory, type Handling } from '../../schema/vocabulary';
import { type Signal } from '../events/signal';
import { type HubContext } from './context';

/** What the hub's own mutations signal, and the category under which others may learn of it. */
const CATEGORY_OF = {
  CHILD_REGISTERED: 'INVOLVEMENT',
  CONCERN_RECORDED: 'INVOLVEMENT',
  ALLOCATION_CHANGED: 'INVOLVEMENT',
  CONSENT_CHANGED: 'CONSENT',
} as const satisfies Record<string, DataCategory>;

interface Happened {
  readonly type: keyof typeof CATEGORY_OF;
  readonly childId: string;
  readonly recordType: string;
  readonly recordId: string;
  /** The marking of the organisation's involvement, which the signal would otherwise give away. */
  readonly handling: Handling;
  readonly at: Date;
}

/** A signal of the caller's organisation. */
export function signalOf({ hub, principal }: HubContext, { at, ...happened }: Happened): Signal {
  return {
    id: hub.newId(),
    ...happened,
    category: CATEGORY_OF[happened.type],
    ownerId: principal.organisation,
    occurredAt: at,
  };
}
