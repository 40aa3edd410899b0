import type { Handling } from '../../../schema/vocabulary';
import type { LogEntry } from '../event-log';
import type { Relay } from './relay';

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

/** That what an organisation was asked, and declined, is open again. */
export type Reopening = Pick<Asking, 'childId' | 'organisation' | 'at'>;

export interface AskedPorts {
  /** Asks the hub's own API, as a system of an organisation. Rejects when the answer is not whole. */
  readonly ask: (organisation: string, query: string, variables: Record<string, unknown>) => Promise<unknown>;
  /** Makes whoever was asked involved with the child, once for each record. */
  readonly involve: (asking: Asking) => Promise<void>;
  /** Ends an involvement that rests on nothing but what was declined. */
  readonly end: (ending: Ending) => Promise<void>;
  /** Makes an organisation involved again that was asked before. */
  readonly involveAgain: (reopening: Reopening) => Promise<void>;
}

const ASKED: ReadonlySet<string> = new Set(['REFERRAL_SUBMITTED', 'SUPPORT_REQUESTED']);
const SUPPORT_ANSWERED = 'SUPPORT_ANSWERED';
const REFERRAL_MOVED: ReadonlySet<string> = new Set(['REFERRAL_DECIDED', 'REFERRAL_CHALLENGED', 'CHALLENGE_ANSWERED']);

/**
 * Returns what makes a council that a child was referred to, and a charity that was asked to support it, involved with
 * the child, so that they can see what an organisation sees that is to protect it. Who asks is involved itself: the hub
 * vouched for that when it asked. It ends with what is asked: for a charity that declined it, and for a council that
 * refused it, until the refusal is challenged.
 * INVARIANT: whoever is asked owns the record that asks, so the owner of the signal alone becomes involved.
 */
export function createAskedInvolving(ports: AskedPorts): Relay {
  const take = async (entry: LogEntry): Promise<void> => {
    const { type, recordId, childId, ownerId: organisation, handling, occurredAt: at } = entry;
    if (ASKED.has(type)) await ports.involve({ recordId, childId, organisation, handling, at });
    if (type === SUPPORT_ANSWERED) await endDeclined(ports, entry);
    if (REFERRAL_MOVED.has(type)) await followReferrals(ports, entry);
  };
  return { types: new Set([...ASKED, SUPPORT_ANSWERED, ...REFERRAL_MOVED]), take };
}

const DECLINED: ReadonlySet<string | null> = new Set(['DECLINED_NO_CAPACITY', 'DECLINED_NOT_ELIGIBLE']);

const SUPPORT = `query($id: ID!) { child(id: $id) {
  supportEpisodes { id owner { id } status } advocacy { id owner { id } status } } }`;

interface Owned {
  readonly id: string;
  readonly owner: { readonly id: string };
}
interface Request extends Owned {
  readonly status: string | null;
}
interface SupportAnswer {
  readonly child: {
    readonly supportEpisodes: readonly Request[] | null;
    readonly advocacy: readonly Request[] | null;
  } | null;
}

async function endDeclined(ports: AskedPorts, { recordId, childId, ownerId: organisation }: LogEntry): Promise<void> {
  const { child } = (await ports.ask(organisation, SUPPORT, { id: childId })) as SupportAnswer;
  const own = ownOf(organisation, child?.supportEpisodes, child?.advocacy);
  const declined = own.filter(({ status }) => DECLINED.has(status)).map(({ id }) => id);
  if (declined.includes(recordId)) await ports.end({ childId, organisation, declined });
}

/** Of a council's records of a child: the referrals, and what shows that it works with the child besides. */
const REFERRALS = `query($id: ID!) { child(id: $id) {
  referrals { id owner { id } status decision }
  councilProfiles { id owner { id } } socialCare { id owner { id } } placements { id owner { id } } } }`;

interface Referred extends Request {
  readonly decision: string | null;
}
interface CouncilAnswer {
  readonly child: {
    readonly referrals: readonly Referred[] | null;
    readonly councilProfiles: readonly Owned[] | null;
    readonly socialCare: readonly Owned[] | null;
    readonly placements: readonly Owned[] | null;
  } | null;
}

const REFUSALS: ReadonlySet<string | null> = new Set(['NO_FURTHER_ACTION', 'ADVICE']);

/** Refused, and nothing asked of the council: no challenge waits for its answer, and none has escalated beyond it. */
function isAtRest({ status, decision }: Referred): boolean {
  return REFUSALS.has(decision) && (status === 'DECIDED' || status === 'CLOSED');
}

/** Acts on where the referrals stand now, not on the event: whatever comes twice or late leaves the same. */
async function followReferrals(ports: AskedPorts, { childId, ownerId: organisation, occurredAt: at }: LogEntry) {
  const { child } = (await ports.ask(organisation, REFERRALS, { id: childId })) as CouncilAnswer;
  const referrals = ownOf(organisation, child?.referrals);
  const others = ownOf(organisation, child?.councilProfiles, child?.socialCare, child?.placements);
  const declined = referrals.filter(isAtRest).map(({ id }) => id);
  if (declined.length < referrals.length) await ports.involveAgain({ childId, organisation, at });
  else if (others.length === 0) await ports.end({ childId, organisation, declined });
}

function ownOf<T extends Owned>(organisation: string, ...lists: (readonly T[] | null | undefined)[]): T[] {
  return lists.flatMap((list) => (list ?? []).filter(({ owner }) => owner.id === organisation));
}
