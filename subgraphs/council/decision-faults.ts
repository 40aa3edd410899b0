import { ifGiven, textUpTo, type Check, type Fault } from '../kit/mutation-faults';
import { HOST_AREAS } from './codes/host-areas';
import { REFUSAL_REASONS } from './codes/refusal-reasons';
import { isRefusal } from './referral';
import { INFORMATION_REQUESTED } from './referral-course';
import type { DecideReferralInput } from './referral-inputs';

type Given = Omit<DecideReferralInput, 'referralId'>;

/** What a referrer or a council has to say at length. */
export const longText = textUpTo(10_000);
const shortText = textUpTo(2_000);
const aReceipt = textUpTo(2_000);

const LEAST_WORDS = 2;
const LEAST_CHARACTERS = 8;

/** Text that says something: one word, or marks alone, is no reason that anybody could weigh or challenge. */
export const anExplanation: Check<string> = (at, value) => {
  const words = value.match(/[\p{L}\p{N}]+/gu) ?? [];
  const isEnough = words.length >= LEAST_WORDS && words.join('').length >= LEAST_CHARACTERS;
  const faults = longText(at, value);
  if (faults.length > 0 || isEnough) return faults;
  return [{ at, expected: `an explanation of at least ${LEAST_WORDS} words and ${LEAST_CHARACTERS} letters` }];
};

const LINKED: ReadonlySet<string> = new Set(['R10', 'R11']);
const OTHER_AUTHORITY = 'R08';

const aCode: Check<string> = (at, value) =>
  REFUSAL_REASONS.has(value) ? [] : [{ at, expected: `one of ${[...REFUSAL_REASONS.keys()].join(', ')}` }];

/** What is wrong with a decision on its face: no refusal without a coded reason, an explanation and a step-down offer. */
export function decisionFaults(input: Given, council: string): Fault[] {
  return isRefusal(input.decision) ? refusalFaults(input, council) : acceptanceFaults(input);
}

function acceptanceFaults(input: Given): Fault[] {
  const nothing = (name: keyof Given): Fault[] =>
    input[name] == null ? [] : [{ at: `input.${name}`, expected: `nothing: ${input.decision} is no refusal` }];
  return [
    ...nothing('reason'),
    ...longText('input.rationale', input.rationale),
    ...ifGiven(shortText)('input.stepDown', input.stepDown),
    ...nothing('otherAuthority'),
    ...nothing('otherAuthorityReceipt'),
    ...nothing('linkedEpisode'),
  ];
}

function refusalFaults(input: Given, council: string): Fault[] {
  const { reason, rationale } = input;
  return [
    ...aCode('input.reason', reason ?? ''),
    ...anExplanation('input.rationale', rationale),
    ...stepDownFaults(input),
    ...authorityFaults(input, council),
    ...linkFaults(input),
  ];
}

function stepDownFaults({ reason, stepDown }: Given): Fault[] {
  const at = 'input.stepDown';
  if (stepDown != null) return shortText(at, stepDown);
  return reason === INFORMATION_REQUESTED ? [] : [{ at, expected: 'what is offered to the child instead' }];
}

function authorityFaults({ reason, otherAuthority, otherAuthorityReceipt }: Given, council: string): Fault[] {
  if (reason !== OTHER_AUTHORITY) {
    return [
      ...onlyWith('input.otherAuthority', otherAuthority, OTHER_AUTHORITY),
      ...onlyWith('input.otherAuthorityReceipt', otherAuthorityReceipt, OTHER_AUTHORITY),
    ];
  }
  const isOther = otherAuthority != null && otherAuthority !== council && HOST_AREAS.has(otherAuthority);
  const unnamed = { at: 'input.otherAuthority', expected: 'the id of the other council that is responsible' };
  return [...(isOther ? [] : [unnamed]), ...ifGiven(aReceipt)('input.otherAuthorityReceipt', otherAuthorityReceipt)];
}

function linkFaults({ reason, linkedEpisode }: Given): Fault[] {
  const at = 'input.linkedEpisode';
  if (reason == null || !LINKED.has(reason)) return onlyWith(at, linkedEpisode, [...LINKED].join(' or '));
  return linkedEpisode == null ? [{ at, expected: expectedLink(reason) }] : [];
}

/** What a reason that rests on another record has to name. */
export function expectedLink(reason: string): string {
  return reason === 'R11'
    ? 'the id of the other referral of this child that waits for a decision or was accepted'
    : 'the id of an open episode, or of another open referral, of this child at this council';
}

function onlyWith(at: string, value: string | null | undefined, reason: string): Fault[] {
  return value == null ? [] : [{ at, expected: `nothing: it goes with ${reason}` }];
}
