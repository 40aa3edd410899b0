import type { Random } from './random';

/** Check letters of a unique pupil number by remainder; I, O and S are not used. */
const CHECK_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';
/** Letters of the inward part of a postcode. */
const INWARD = 'ABDEFGHJLNPQRSTUWXYZ';
/** First parts of postcodes that are well formed and that no place has. */
const OUTWARD = ['ZA', 'ZB', 'ZC', 'ZD', 'ZF', 'ZG', 'ZH', 'ZK', 'ZL', 'ZM'];

/** As many NHS numbers as `nhsNumber` can tell apart. */
export const NHS_NUMBERS = 100_000;

/**
 * An NHS number with a valid check digit from the range 999, which is kept for tests and never issued.
 * Different for every index below `NHS_NUMBERS`.
 */
export function nhsNumber(index: number): string {
  const eight = `999${String(index).padStart(5, '0')}`;
  for (let ninth = 0; ; ninth += 1) {
    const check = nhsCheckDigit(`${eight}${ninth}`);
    // 10 is no digit: such a number is skipped.
    if (check !== 10) return `${eight}${ninth}${check}`;
  }
}

function nhsCheckDigit(nine: string): number {
  return (11 - (weighedSum(nine, (at) => 10 - at) % 11)) % 11;
}

function weighedSum(digits: string, weightAt: (at: number) => number): number {
  return digits.split('').reduce((total, digit, at) => total + Number(digit) * weightAt(at), 0);
}

/** A unique pupil number with a valid check letter, of local authority 000, which does not exist. */
export function pupilNumber(index: number): string {
  const digits = `000${String(index).padStart(9, '0')}`;
  return `${CHECK_LETTERS.charAt(weighedSum(digits, (at) => at + 2) % 23)}${digits}`;
}

/** A well-formed postcode in a district that does not exist; one district for each area. */
export function inventedPostcode(areaNumber: number, random: Random): string {
  const district = `${OUTWARD[areaNumber % OUTWARD.length]}${Math.floor(areaNumber / OUTWARD.length) + 1}`;
  const inward = `${random.whole(10)}${INWARD.charAt(random.whole(20))}${INWARD.charAt(random.whole(20))}`;
  return `${district} ${inward}`;
}

/** A telephone number of the block that Ofcom keeps for drama. */
export function inventedTelephone(random: Random): string {
  return `01632 960${String(random.whole(1000)).padStart(3, '0')}`;
}
