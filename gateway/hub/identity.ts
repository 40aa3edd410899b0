import { createHmac } from 'node:crypto';

/** What a keyed hash was made of. REFERENCE hashes hold the organisation, so that they match within it alone. */
export type HashKind = 'REFERENCE' | 'NHS_NUMBER' | 'NAME_AND_BIRTH';

/** A keyed hash in the child index: the index finds a child again by it, and cannot be read back into a name. */
export interface IdentityHash {
  readonly kind: HashKind;
  readonly hash: Buffer;
}

/** A hash under which an organisation registered a child. */
export interface RegisteredHash extends IdentityHash {
  readonly organisation: string;
}

/** Who a child is, as an organisation that registers it says. */
export interface Identity {
  readonly organisation: string;
  readonly reference: string;
  readonly givenName: string;
  readonly familyName: string;
  /** `YYYY-MM-DD` */
  readonly dateOfBirth: string;
  readonly nhsNumber: string | null;
}

/** Makes keyed hashes. Whoever lacks the key can neither make nor test one, even with the whole database in hand. */
export interface IdentityHasher {
  reference(organisation: string, reference: string): IdentityHash;
  nhsNumber(nhsNumber: string): IdentityHash;
  nameAndBirth(name: Pick<Identity, 'givenName' | 'familyName' | 'dateOfBirth'>): IdentityHash;
  /** For comparing a repeated call with the first one without keeping what it said. */
  fingerprint(text: string): Buffer;
}

const SHORTEST_KEY = 32;

/** Creates the hasher of an index. @throws Error when the key is shorter than 32 characters. */
export function createIdentityHasher(key: string): IdentityHasher {
  if (key.length < SHORTEST_KEY) {
    throw new Error(`HUB_INDEX_KEY: expected at least ${SHORTEST_KEY} characters, got ${key.length}`);
  }
  // INVARIANT: the parts are joined by a character that no part can hold, so that `a|bc` and `ab|c` differ.
  const keyed = (...parts: string[]): Buffer => createHmac('sha256', key).update(parts.join('\u0000')).digest();
  return {
    reference: (organisation, reference) => ({
      kind: 'REFERENCE',
      hash: keyed('REFERENCE', organisation, reference.trim()),
    }),
    nhsNumber: (nhsNumber) => ({ kind: 'NHS_NUMBER', hash: keyed('NHS_NUMBER', compactNhsNumber(nhsNumber)) }),
    nameAndBirth: ({ givenName, familyName, dateOfBirth }) => ({
      kind: 'NAME_AND_BIRTH',
      hash: keyed('NAME_AND_BIRTH', normaliseName(givenName), normaliseName(familyName), dateOfBirth),
    }),
    fingerprint: (text) => keyed('FINGERPRINT', text),
  };
}

/** All hashes by which a registered child can be found again. */
export function hashesOf(hasher: IdentityHasher, identity: Identity): RegisteredHash[] {
  const { organisation } = identity;
  const hashes = [
    hasher.reference(identity.organisation, identity.reference),
    hasher.nameAndBirth(identity),
    ...(identity.nhsNumber === null ? [] : [hasher.nhsNumber(identity.nhsNumber)]),
  ];
  return hashes.map((one) => ({ ...one, organisation }));
}

/** Letters that carry a stroke or join two letters have no decomposition in Unicode. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ß: 'ss',
};

/** A name without case, diacritics, spaces, hyphens, apostrophes or any other sign that is not a letter or a digit. */
export function normaliseName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/[łøđðħıæœþß]/g, (letter) => BASE_LETTERS[letter] ?? letter);
}

/** An NHS number's digits without the spaces or hyphens that people write between them. */
export function compactNhsNumber(nhsNumber: string): string {
  return nhsNumber.replace(/[\s-]/g, '');
}

/** Whether these are ten digits whose last is the check digit: weights 10 to 2, 11 minus the sum modulo 11. */
export function isNhsNumber(nhsNumber: string): boolean {
  const digits = compactNhsNumber(nhsNumber);
  if (!/^\d{10}$/.test(digits)) return false;
  const sum = Array.from(digits.slice(0, 9), Number).reduce((total, digit, index) => total + digit * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits[9]); // 10 is no digit, so a number that would need it is never valid
}
