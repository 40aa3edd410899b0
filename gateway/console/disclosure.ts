import { REASON_MEANINGS } from '../../schema/meanings';
import type { Contact, Withheld } from './hub-client';
import { wordOf } from './words';

/** A withheld part as a page shows it: whose it is, why it is kept, whom to ask. */
export interface WithheldPart {
  /** Null where even who it is stays unnamed. */
  readonly owner: string | null;
  readonly ownerName: string;
  readonly what: string;
  readonly reason: string;
  readonly advice: string;
  readonly contact: Contact | null;
  /** Whether the glass would open it to this person. */
  readonly breakGlass: boolean;
  readonly count: number;
}

/** Names of organisations by their ids. */
export type OrganisationNames = ReadonlyMap<string, string>;

/** Says what an entry withholds. An owner whose name is not known keeps its id. */
export function partOf(entry: Withheld, names: OrganisationNames): WithheldPart {
  const { owner, category, reason, contact, breakGlass, count } = entry;
  const { label, description } = REASON_MEANINGS[reason];
  const ownerName = owner === null ? 'An organisation that is not named to you' : (names.get(owner) ?? owner);
  return {
    owner,
    ownerName,
    what: wordOf(category, 'DataCategory'),
    reason: label,
    advice: description,
    contact,
    breakGlass,
    count,
  };
}

/** The entries at exactly a place of the answer: names of fields, list positions left out. */
export function withheldAt(withheld: readonly Withheld[], place: readonly string[]): Withheld[] {
  const wanted = place.join('.');
  return withheld.filter(({ path }) => path.filter((step) => step !== '*').join('.') === wanted);
}

/** The entry by which a field of one owner's record is null; undefined when nothing keeps it back: it is not recorded. */
export function findWithheld(
  withheld: readonly Withheld[],
  place: readonly string[],
  owner: string,
): Withheld | undefined {
  const entries = withheldAt(withheld, place);
  return entries.find((entry) => entry.owner === owner) ?? entries.find((entry) => entry.owner === null);
}

/** One part for each owner, category and reason, the first one of each, with their counts added. */
export function summarise(withheld: readonly Withheld[], names: OrganisationNames): WithheldPart[] {
  const parts = new Map<string, WithheldPart>();
  for (const entry of withheld) {
    const part = partOf(entry, names);
    const key = JSON.stringify([entry.owner, entry.category, entry.reason]);
    const known = parts.get(key);
    parts.set(
      key,
      known ? { ...known, count: known.count + part.count, breakGlass: known.breakGlass || part.breakGlass } : part,
    );
  }
  return [...parts.values()];
}

/** What one owner withholds: whom to ask stands once. */
export interface WithheldByOwner {
  readonly ownerName: string;
  readonly contact: Contact | null;
  readonly parts: readonly WithheldPart[];
}

/** Puts the parts of one owner together, in the order in which owners come. */
export function byOwner(parts: readonly WithheldPart[]): WithheldByOwner[] {
  const owners = [...new Set(parts.map(({ owner }) => owner))];
  return owners.map((owner) => {
    const own = parts.filter((part) => part.owner === owner);
    return { ownerName: own[0]?.ownerName ?? '', contact: own[0]?.contact ?? null, parts: own };
  });
}
