import {
  CONCERN_LEVELS,
  CONSENT_STATES,
  HANDLINGS,
  PURPOSES,
  RELATIONSHIPS,
  ROLES,
  type Role,
} from '../../../../schema/vocabulary';
import { textOf, type Fields } from '../../site';
import type { Supposed } from './policy-api';

/** Who reads records of children at all. */
const READERS: readonly Role[] = ROLES.filter((role) => role !== 'ANALYST' && role !== 'DATA_OFFICER');

/** What can be supposed, for the form. */
export const SUPPOSABLE = {
  roles: READERS,
  purposes: PURPOSES,
  relationships: RELATIONSHIPS,
  concerns: CONCERN_LEVELS,
  consents: CONSENT_STATES,
  handlings: HANDLINGS.filter((handling) => handling !== 'HIDDEN'),
};

const OLDEST = 25;
/** Rules that name ages say nothing of a child whose age is not known. */
const USUAL_AGE = 15;

/** What the form supposes; where it says nothing, a practitioner of an involved organisation and a child of 15 who consented. */
export function supposedIn(query: Fields): Supposed {
  const oneOf = <T extends string>(name: string, words: readonly T[], otherwise: T): T =>
    words.find((word) => word === textOf(query, name)) ?? otherwise;
  return {
    role: oneOf('role', READERS, 'PRACTITIONER'),
    purpose: oneOf('purpose', PURPOSES, 'SUPPORT_SERVICE'),
    relationship: oneOf('relationship', RELATIONSHIPS, 'INVOLVED'),
    concern: oneOf('concern', CONCERN_LEVELS, 'NOT_RECORDED'),
    consent: oneOf('consent', CONSENT_STATES, 'GIVEN'),
    handling: oneOf('handling', SUPPOSABLE.handlings, 'OPEN'),
    age: query['age'] === undefined ? USUAL_AGE : ageIn(textOf(query, 'age')),
    justified: textOf(query, 'justified') === 'yes',
  };
}

function ageIn(text: string): number | null {
  const age = Number(text);
  return /^\d{1,2}$/.test(text) && age <= OLDEST ? age : null;
}

/** What is supposed as the query of an address, for links that keep it. */
export function addressOf(supposed: Supposed, more: Readonly<Record<string, string>> = {}): string {
  const { age, justified, ...words } = supposed;
  const all = { ...words, age: age === null ? 'unknown' : String(age), justified: justified ? 'yes' : '', ...more };
  return new URLSearchParams(Object.entries(all).filter(([, text]) => text !== '')).toString();
}
