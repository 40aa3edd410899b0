import { dayOf, isCalendarDay, yearsBefore } from './calendar';
import { calendarDay, shape, textUpTo, type Check, type Fault } from './faults';
import { isNhsNumber, normaliseName } from './identity';

/** The oldest that a registered person can be: past 18, for care leavers and for records that follow them. */
const OLDEST_YEARS = 25;
const POSTCODE = /^(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})$/i;

const shortText = textUpTo(200);

/** Who a child is, as a caller writes it. */
export interface IdentityInput {
  readonly reference?: string | null;
  readonly givenName?: string | null;
  readonly familyName?: string | null;
  readonly dateOfBirth?: string | null;
  readonly postcode?: string | null;
  readonly nhsNumber?: string | null;
}

/** Every fault of the values that are there; which of them must be there is for the caller to say. */
export function identityFaults(input: IdentityInput, now: Date): Fault[] {
  const check = (name: keyof IdentityInput, ...checks: Check[]): Fault[] => {
    const value = input[name];
    return value == null ? [] : checks.flatMap((one) => one(`input.${name}`, value)).slice(0, 1);
  };
  return [
    ...check('reference', shortText),
    ...check('givenName', shortText, personName),
    ...check('familyName', shortText, personName),
    ...check('dateOfBirth', calendarDay, bornWithin(now)),
    ...check('postcode', postcode),
    ...check('nhsNumber', nhsNumber),
  ];
}

const personName: Check = (at, value) =>
  normaliseName(value) === '' ? [{ at, expected: 'a name with at least one letter', got: 'none' }] : [];

const postcode: Check = (at, value) =>
  POSTCODE.test(value.trim()) ? [] : [{ at, expected: 'a UK postcode, such as NR1 3JU', got: shape(value) }];

const nhsNumber: Check = (at, value) =>
  isNhsNumber(value)
    ? []
    : [{ at, expected: 'an NHS number: ten digits of which the last is the check digit', got: 'another number' }];

function bornWithin(now: Date): Check {
  const today = dayOf(now);
  const oldest = yearsBefore(today, OLDEST_YEARS);
  return (at, value) => {
    if (!isCalendarDay(value)) return [];
    if (value > today) return [{ at, expected: `a day not after ${today}`, got: 'a day in the future' }];
    return value < oldest ? [{ at, expected: `a day not before ${oldest}`, got: 'an earlier day' }] : [];
  };
}
