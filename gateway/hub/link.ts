import { type HashMatch } from './ports';

/** What becomes of a registration. */
export type Link =
  | { readonly kind: 'create' }
  | { readonly kind: 'link'; readonly childId: string; readonly band: 'CERTAIN' | 'LIKELY' }
  | { readonly kind: 'contradiction'; readonly at: 'input.reference' | 'input.nhsNumber'; readonly expected: string };

/**
 * Decides to which child of the index a registration belongs.
 * INVARIANT: what cannot be told apart is never merged: two candidates by name make a new child, a contradiction an error.
 */
export function decideLink(input: {
  readonly matches: readonly HashMatch[];
  readonly dateOfBirth: string;
  readonly hasNhsNumber: boolean;
}): Link {
  const { matches, hasNhsNumber } = input;
  const byReference = matches.find((match) => match.matched.includes('REFERENCE'));
  const byNhsNumber = matches.find((match) => match.matched.includes('NHS_NUMBER'));
  if (byReference !== undefined) return linkByReference(byReference, byNhsNumber, hasNhsNumber);
  if (byNhsNumber !== undefined) return linkByNhsNumber(byNhsNumber, input.dateOfBirth);
  const byName = matches.filter((match) => isSamePerson(match, hasNhsNumber));
  const [only] = byName;
  return only !== undefined && byName.length === 1
    ? { kind: 'link', childId: only.childId, band: 'LIKELY' }
    : { kind: 'create' };
}

function linkByReference(match: HashMatch, byNhsNumber: HashMatch | undefined, hasNhsNumber: boolean): Link {
  const agrees = byNhsNumber === undefined ? isSamePerson(match, hasNhsNumber) : byNhsNumber.childId === match.childId;
  if (agrees) return { kind: 'link', childId: match.childId, band: 'CERTAIN' };
  const expected = 'a reference that your organisation has not used for another child';
  return { kind: 'contradiction', at: 'input.reference', expected };
}

function linkByNhsNumber(match: HashMatch, dateOfBirth: string): Link {
  if (match.bornOn === null || match.bornOn === dateOfBirth || match.matched.includes('NAME_AND_BIRTH')) {
    return { kind: 'link', childId: match.childId, band: 'CERTAIN' };
  }
  const expected = 'an NHS number and a date of birth that belong to the same child';
  return { kind: 'contradiction', at: 'input.nhsNumber', expected };
}

/** Exact name and date of birth, unless both NHS numbers are known and therefore differ. */
function isSamePerson(match: HashMatch, hasNhsNumber: boolean): boolean {
  return match.matched.includes('NAME_AND_BIRTH') && !(hasNhsNumber && match.hasNhsNumber);
}
