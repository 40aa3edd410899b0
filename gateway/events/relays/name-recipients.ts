import type { LogEntry } from '../event-log';
import type { Relay } from './relay';

/** An organisation that an owner names in a record, until a time. */
export interface Naming {
  readonly recordId: string;
  readonly subjectId: string;
  readonly organisation: string;
  readonly expiresAt: Date;
}

export interface NamingPorts {
  /** Asks the hub's own API, as a system of an organisation. Rejects when the answer is not whole. */
  readonly ask: (organisation: string, query: string, variables: Record<string, unknown>) => Promise<unknown>;
  /** Whether the directory has an organisation of this id. */
  readonly isKnown: (organisation: string) => boolean;
  /** Names, or moves the time until which somebody is named. */
  readonly name: (namings: readonly Naming[]) => Promise<void>;
}

const QUERY = `query($id: ID!) { child(id: $id) {
  councilProfiles { id owner { id } }
  placements { id owner { id } endedOn notifications { id owner { id } recipient { id } } } } }`;

interface Owned {
  readonly id: string;
  readonly owner: { readonly id: string };
}
interface Placed extends Owned {
  readonly endedOn: string | null;
  readonly notifications: readonly (Owned & { readonly recipient: { readonly id: string } | null })[] | null;
}
interface ChildAnswer {
  readonly child: {
    readonly councilProfiles: readonly Owned[] | null;
    readonly placements: readonly Placed[] | null;
  } | null;
}

/** Nobody is placed for longer than a childhood. */
const CHILDHOOD_DAYS = 18 * 366;
const AFTER_THE_END_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * Returns what makes whoever is told of a placement a named reader of what it was told: the notification, the placement
 * and the placing council's profile of the child. It becomes involved by that in nothing else.
 * INVARIANT: names recipients in records of the signal's owner alone: no owner opens another's records.
 */
export function createRecipientNaming(ports: NamingPorts): Relay {
  const take = async ({ handling, ownerId, childId, occurredAt }: LogEntry): Promise<void> => {
    // What is hidden is told to its recipients in another way; see docs/adr/0017.
    if (handling === 'HIDDEN') return;
    const { child } = (await ports.ask(ownerId, QUERY, { id: childId })) as ChildAnswer;
    if (child === null) return;
    const isOwn = ({ owner }: Owned): boolean => owner.id === ownerId;
    const profiles = (child.councilProfiles ?? []).filter(isOwn);
    const namings = (child.placements ?? [])
      .filter(isOwn)
      .flatMap((placement) => namingsOf({ placement, profiles, childId, at: occurredAt }))
      .filter(({ organisation }) => ports.isKnown(organisation));
    if (namings.length > 0) await ports.name(latest(namings));
  };
  return { types: new Set(['PLACEMENT_NOTIFIED']), take };
}

function namingsOf(of: { placement: Placed; profiles: readonly Owned[]; childId: string; at: Date }): Naming[] {
  const { placement, profiles, childId: subjectId, at } = of;
  const expiresAt = expiryOf(placement, at);
  return (placement.notifications ?? []).flatMap(({ id, recipient }) =>
    recipient === null
      ? []
      : [id, placement.id, ...profiles.map((profile) => profile.id)].map((recordId) => {
          return { recordId, subjectId, organisation: recipient.id, expiresAt };
        }),
  );
}

function expiryOf({ endedOn }: Placed, at: Date): Date {
  if (endedOn === null) return new Date(at.getTime() + CHILDHOOD_DAYS * DAY_MS);
  return new Date(Date.parse(endedOn) + AFTER_THE_END_DAYS * DAY_MS);
}

/** One naming for each record and organisation: the one that holds longest. */
function latest(namings: readonly Naming[]): Naming[] {
  const byKey = new Map<string, Naming>();
  for (const naming of namings) {
    const key = `${naming.organisation} ${naming.recordId}`;
    const known = byKey.get(key);
    if (known === undefined || known.expiresAt < naming.expiresAt) byKey.set(key, naming);
  }
  return [...byKey.values()];
}
