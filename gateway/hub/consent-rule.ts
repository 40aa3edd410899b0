import { type Agency, type ConsentState, type DataCategory } from '../../schema/vocabulary';

/** A consent, as far as it decides whether a later one may lift it. */
export interface RecordedConsent {
  readonly recordedBy: string;
  readonly categories: readonly DataCategory[];
  readonly recipients: readonly Agency[];
  readonly state: ConsentState;
  /** `YYYY-MM-DD`; null has no end. */
  readonly validTo: string | null;
  /** Categories in which it has no effect for its recorder's own agency. */
  readonly contested: readonly DataCategory[];
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
    if (isRefusal(one.state)) standing.set(one.recordedBy, one.validTo);
  }
  return new Map([...standing].filter(([, validTo]) => validTo === null || validTo >= today));
}

function lifts({ state, validTo }: Pick<RecordedConsent, 'state' | 'validTo'>, standing: Refusals): boolean {
  if (!isRefusal(state)) return true;
  return validTo !== null && [...standing.values()].some((end) => end === null || end > validTo);
}

function isRefusal(state: ConsentState): boolean {
  return state === 'REFUSED' || state === 'WITHDRAWN';
}
