import type { Handling } from '../../schema/vocabulary';
import type { LogEntry } from './event-log';

/** A record by which an organisation was asked to act for a child. */
export interface Asking {
  readonly recordId: string;
  readonly childId: string;
  /** Who was asked. */
  readonly organisation: string;
  readonly handling: Handling;
  readonly at: Date;
}

/** That an organisation declined what it was asked. */
export interface Ending {
  readonly childId: string;
  readonly organisation: string;
  /** The ids of all its records by which it was asked and declined. */
  readonly declined: readonly string[];
}

export interface AskedPorts {
  /** Asks the hub's own API, as a system of an organisation. Rejects when the answer is not whole. */
  readonly ask: (organisation: string, query: string, variables: Record<string, unknown>) => Promise<unknown>;
  /** Makes whoever was asked involved with the child, once for each record. */
  readonly involve: (asking: Asking) => Promise<void>;
  /** Ends an involvement that rests on nothing but what was declined. */
  readonly end: (ending: Ending) => Promise<void>;
}

const ASKED: ReadonlySet<string> = new Set(['REFERRAL_SUBMITTED', 'SUPPORT_REQUESTED']);
const DECLINED: ReadonlySet<string | null> = new Set(['DECLINED_NO_CAPACITY', 'DECLINED_NOT_ELIGIBLE']);

const QUERY = `query($id: ID!) { child(id: $id) {
  supportEpisodes { id owner { id } status } advocacy { id owner { id } status } } }`;

interface Request {
  readonly id: string;
  readonly owner: { readonly id: string };
  readonly status: string | null;
}
interface ChildAnswer {
  readonly child: {
    readonly supportEpisodes: readonly Request[] | null;
    readonly advocacy: readonly Request[] | null;
  } | null;
}

/**
 * Returns what makes a council that a child was referred to, and a charity that was asked to support it, involved with
 * the child, so that they can see what an organisation sees that is to protect it. Who asks is involved itself: the hub
 * vouched for that when it asked.
 * INVARIANT: whoever is asked owns the record that asks, so the owner of the signal alone becomes involved.
 */
export function createAskedInvolving(ports: AskedPorts): (entry: LogEntry) => Promise<void> {
  return async ({ type, recordId, childId, ownerId: organisation, handling, occurredAt: at }) => {
    if (ASKED.has(type)) await ports.involve({ recordId, childId, organisation, handling, at });
    if (type !== 'SUPPORT_ANSWERED') return;
    const { child } = (await ports.ask(organisation, QUERY, { id: childId })) as ChildAnswer;
    const own = [...(child?.supportEpisodes ?? []), ...(child?.advocacy ?? [])].filter(
      ({ owner }) => owner.id === organisation,
    );
    const declined = own.filter(({ status }) => DECLINED.has(status)).map(({ id }) => id);
    if (declined.includes(recordId)) await ports.end({ childId, organisation, declined });
  };
}
