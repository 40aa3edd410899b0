import { HANDLINGS, type Handling } from '../../../schema/vocabulary';
import type { LogEntry } from '../event-log';
import type { Relay } from './relay';

/** A council that works with a child. */
export interface InvolvedCouncil {
  readonly id: string;
  /** YYYY-MM-DD */
  readonly since: string;
  /** How its involvement is marked. */
  readonly handling: Handling;
}

export interface InterviewPorts {
  /** The councils that are involved with a child now. */
  readonly findCouncils: (childId: string) => Promise<readonly InvolvedCouncil[]>;
  /** Asks the hub's own API, as a system of an organisation. Rejects with the first error when the answer is not whole. */
  readonly ask: (organisation: string, query: string, variables: Record<string, unknown>) => Promise<unknown>;
  /** Tells an operator that nobody took up a return; nothing of a record. */
  readonly alarm: (line: string) => void;
}

const QUERY = `query($id: ID!) { child(id: $id) {
  missingEpisodes { id returnedAt }
  councilProfiles { owner { id } area { code } }
  socialCare { owner { id } status endedOn } } }`;
const OPEN = `mutation($input: OpenInterviewInput!, $key: ID!) {
  openReturnHomeInterview(input: $input, idempotencyKey: $key) { id } }`;

interface Owned {
  readonly owner: { readonly id: string };
}
interface Episode {
  readonly id: string;
  readonly returnedAt: string | null;
}
interface ChildAnswer {
  readonly child: {
    readonly missingEpisodes: readonly Episode[] | null;
    readonly councilProfiles: readonly (Owned & { area: { code: string } | null })[] | null;
    readonly socialCare: readonly (Owned & { status: string | null; endedOn: string | null })[] | null;
  } | null;
}

/** What a council that may read of the return knows of the child. */
interface Candidate extends InvolvedCouncil {
  readonly returnedAt: string;
  readonly rank: number;
}

/**
 * Returns what opens the return home interview when the police record a return: at one council, which owes it. Each
 * involved council is asked for what it may read; whoever may not read of the return opens nothing.
 * INVARIANT: what councils opened by themselves takes the duty from nobody. The one that owes it keeps one interview:
 * tried again after a crash, the key is the event's, and one that it opened before becomes the one that it owes.
 */
export function createInterviewOpening(ports: InterviewPorts): Relay {
  const take = async (entry: LogEntry): Promise<void> => {
    const councils = await ports.findCouncils(entry.childId);
    const candidates: Candidate[] = [];
    for (const council of councils) candidates.push(...(await candidateOf(ports, entry, council)));
    for (const candidate of candidates.sort(byResponsibility)) if (await open(ports, entry, candidate)) return;
    if (councils.length > 0) ports.alarm(`the return ${entry.id} was signalled and no council opened an interview`);
  };
  return { types: new Set(['MISSING_RETURNED']), take };
}

async function candidateOf(
  { ask }: InterviewPorts,
  { childId, recordId }: LogEntry,
  council: InvolvedCouncil,
): Promise<Candidate[]> {
  const { child } = (await ask(council.id, QUERY, { id: childId })) as ChildAnswer;
  const episode = child?.missingEpisodes?.find(({ id }) => id === recordId);
  if (child === null || !episode?.returnedAt) return [];
  const isOwn = ({ owner }: Owned): boolean => owner.id === council.id;
  const looksAfter = (child.socialCare ?? []).some(
    (care) => isOwn(care) && care.status === 'LOOKED_AFTER' && care.endedOn === null,
  );
  const isHome = (child.councilProfiles ?? []).some((profile) => isOwn(profile) && profile.area?.code === council.id);
  const rank = looksAfter ? 0 : isHome ? 1 : 2;
  return [{ ...council, rank, returnedAt: episode.returnedAt }];
}

/** Who looks after the child, then who it lives with, then who has known it longest. */
function byResponsibility(one: Candidate, other: Candidate): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  return `${one.since} ${one.id}` < `${other.since} ${other.id}` ? -1 : 1;
}

/** Refusals by which a council says that this is not its to open: another one may. */
const NOT_ITS_OWN: ReadonlySet<unknown> = new Set(['NOT_FOUND', 'FORBIDDEN']);

/** False when another council is to be asked. Rejects when the council cannot be reached: the event comes again. */
async function open({ ask }: InterviewPorts, entry: LogEntry, candidate: Candidate): Promise<boolean> {
  const { id: key, childId, recordId: episodeId, handling } = entry;
  const marking = stricter(handling, candidate.handling);
  const input = { childId, episodeId, returnedAt: candidate.returnedAt, handling: marking };
  try {
    await ask(candidate.id, OPEN, { input, key });
    return true;
  } catch (error) {
    const { code } = (error as { extensions?: { code?: unknown } }).extensions ?? {};
    if (NOT_ITS_OWN.has(code)) return false;
    // This event was acted on under another return time.
    if (code === 'IDEMPOTENCY_CONFLICT') return true;
    // Also where somebody of the council opened one at this moment: the next time that one is taken up.
    throw error;
  }
}

/** INVARIANT: an interview shows no more widely than the episode, nor than that the council is involved. */
function stricter(one: Handling, other: Handling): Handling {
  return HANDLINGS[Math.max(HANDLINGS.indexOf(one), HANDLINGS.indexOf(other))] ?? 'HIDDEN';
}
