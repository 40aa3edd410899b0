import { type Agency, type ConsentState, type DataCategory } from '../../schema/vocabulary';
import { parentSpeaksUntil } from '../policy/age';
import { type ConsentGiver } from './ports';

/** A consent, as far as it decides whether a later one may lift it. */
export interface RecordedConsent {
  readonly recordedBy: string;
  readonly categories: readonly DataCategory[];
  readonly recipients: readonly Agency[];
  readonly state: ConsentState;
  /** The last day on which it counts, `YYYY-MM-DD`; null has no end. */
  readonly until: string | null;
  /** Categories in which it has no effect for its recorder's own agency. */
  readonly contested: readonly DataCategory[];
}

/** The last day on which a consent counts: its own end, or that of the parent's say about the child. */
export function standsUntil(
  { givenBy, validTo }: { readonly givenBy: ConsentGiver; readonly validTo: string | null },
  { bornOn, saidOn }: { readonly bornOn: string | null; readonly saidOn: string },
): string | null {
  const parentsEnd = givenBy === 'PARENT' ? parentSpeaksUntil(bornOn, saidOn) : null;
  if (validTo === null || parentsEnd === null) return validTo ?? parentsEnd;
  return validTo < parentsEnd ? validTo : parentsEnd;
}

/** What a consent does that would let somebody see more of a child who had refused. */
export interface Raise {
  /** Whose refusals or withdrawals it is against, its own recorder's aside: they are told. */
  readonly against: readonly string[];
  /** Categories in which it has no effect for the recorder's own agency: that gains, and another's refusal stands. */
  readonly contested: readonly DataCategory[];
}

/** What a consent is judged by. */
export interface ConsentSituation {
  /** Everything recorded about the child, the oldest first. */
  readonly history: readonly RecordedConsent[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly agencyOf: (organisation: string) => Agency | undefined;
}

/**
 * Whether a consent raises what was refused, and with what effect; null when it raises nothing.
 * INVARIANT: who gains by a consent lifts no refusal that another organisation recorded. A refusal that would end sooner
 * than the one in force raises too, on the day after its end; what lowers takes effect whoever records it.
 */
export function findRaise(next: Omit<RecordedConsent, 'contested'>, situation: ConsentSituation): Raise | null {
  const own = situation.agencyOf(next.recordedBy);
  const against = new Set<string>();
  const contested = new Set<DataCategory>();
  let raises = false;
  for (const [category, recipient] of pairsOf(next)) {
    const standing = standingRefusals(situation, category, recipient);
    if (standing.size === 0 || !lifts(next, standing)) continue;
    raises = true;
    const others = [...standing.keys()].filter((organisation) => organisation !== next.recordedBy);
    for (const organisation of others) against.add(organisation);
    // INVARIANT: whose agency is not known counts as one that gains.
    if (others.length > 0 && (own === undefined || own === recipient)) contested.add(category);
  }
  return raises ? { against: [...against].sort(), contested: [...contested] } : null;
}

function pairsOf({ categories, recipients }: Pick<RecordedConsent, 'categories' | 'recipients'>) {
  return categories.flatMap((category) => recipients.map((recipient) => [category, recipient] as const));
}

/** By organisation, until when. A refusal by one does not take the place of another's: each has to be lifted. */
type Refusals = ReadonlyMap<string, string | null>;

function standingRefusals(
  { history, today, agencyOf }: ConsentSituation,
  category: DataCategory,
  recipient: Agency,
): Refusals {
  let standing = new Map<string, string | null>();
  for (const one of history) {
    if (!one.categories.includes(category) || !one.recipients.includes(recipient)) continue;
    if (one.contested.includes(category) && agencyOf(one.recordedBy) === recipient) continue;
    if (lifts(one, standing)) standing = new Map();
    if (isRefusal(one.state)) standing.set(one.recordedBy, one.until);
  }
  return new Map([...standing].filter(([, until]) => until === null || until >= today));
}

function lifts({ state, until }: Pick<RecordedConsent, 'state' | 'until'>, standing: Refusals): boolean {
  if (!isRefusal(state)) return true;
  return until !== null && [...standing.values()].some((end) => end === null || end > until);
}

function isRefusal(state: ConsentState): boolean {
  return state === 'REFUSED' || state === 'WITHDRAWN';
}
