import { inventedTelephone } from './identifiers';
import type { Random } from './random';

/** Names that nobody is likely to have: made of syllables, and surnames that say that they are made up. */
const GIVEN_STARTS = [
  'Al',
  'Bri',
  'Cor',
  'Del',
  'Es',
  'Fen',
  'Gal',
  'Hes',
  'Il',
  'Jor',
  'Kel',
  'Lum',
  'Mar',
  'Nev',
  'Ost',
];
const GIVEN_ENDS = [
  'adwy',
  'binto',
  'drila',
  'essimo',
  'ferra',
  'gandi',
  'hilva',
  'intho',
  'jessto',
  'kuvia',
  'lombry',
];
const FAMILY_STARTS = [
  'Demo',
  'Sample',
  'Figment',
  'Fable',
  'Invent',
  'Specimen',
  'Mock',
  'Pretend',
  'Placehold',
  'Imagin',
];
const FAMILY_ENDS = [
  'ton',
  'by',
  'wick',
  'ford',
  'worth',
  'ham',
  'field',
  'croft',
  'stead',
  'combe',
  'den',
  'ridge',
  'holt',
];
const STREETS = [
  'Imaginary Lane',
  'Example Terrace',
  'Sample Street',
  'Placeholder Road',
  'Figment Close',
  'Specimen Way',
];

export interface Name {
  givenName: string;
  familyName: string;
}

export function inventedName(random: Random): Name {
  return {
    givenName: random.pick(GIVEN_STARTS) + random.pick(GIVEN_ENDS),
    familyName: random.pick(FAMILY_STARTS) + random.pick(FAMILY_ENDS),
  };
}

export function inventedAddress(areaName: string, random: Random): string {
  return `${random.whole(180) + 1} ${random.pick(STREETS)}, ${areaName} (invented)`;
}

/** A person to be reached at an organisation. */
export interface Worker {
  name: string;
  role: string;
  email: string;
  telephone: string;
}

export function inventedWorker(role: string, organisation: string, random: Random): Worker {
  const { givenName, familyName } = inventedName(random);
  return {
    name: `${givenName} ${familyName}`,
    role,
    email: `${givenName}.${familyName}@${organisation}.demonstration.invalid`.toLowerCase(),
    telephone: inventedTelephone(random),
  };
}
