/** Check letters of a unique pupil number, by remainder: I, O and S are left out because they read as digits. */
const PUPIL_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/**
 * Tells whether a text is an NHS number: ten digits, of which the last is the check digit
 * (weights 10 to 2 over the first nine; 11 minus the sum modulo 11; 11 counts as 0, 10 is never issued).
 */
export function isNhsNumber(text: string): boolean {
  if (!/^\d{10}$/.test(text)) return false;
  const sum = Array.from(text.slice(0, 9)).reduce(
    (total, digit, position) => total + Number(digit) * (10 - position),
    0,
  );
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(text[9]);
}

/**
 * Tells whether a text is a unique pupil number: a check letter and twelve digits (weights 2 to 13, modulo 23).
 * A temporary number has a letter in the last place.
 */
export function isPupilNumber(text: string): boolean {
  if (!/^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$/.test(text)) return false;
  const sum = Array.from(text.slice(1)).reduce((total, mark, position) => total + pupilValue(mark) * (position + 2), 0);
  return PUPIL_LETTERS[sum % 23] === text[0];
}

function pupilValue(mark: string): number {
  return /\d/.test(mark) ? Number(mark) : PUPIL_LETTERS.indexOf(mark);
}
