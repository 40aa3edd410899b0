import 'reflect-metadata';
import {
  isOpen,
  nextStep,
  resistanceMet,
  statusAfterChallenge,
  statusAfterRefusal,
  type ReferralHistory,
} from '../../subgraphs/council/referral-course';
import type { Referral } from '../../subgraphs/council/referral';
import type { ReferralChallenge } from '../../subgraphs/council/referral-challenge';
import { resistanceOf, type ReferralCourse } from '../../subgraphs/council/resistance';

const SMOOTH: ReferralCourse = {
  refusals: 0,
  isAccepted: true,
  isLate: false,
  informationLoops: 0,
  isUnanswered: false,
};

describe('resistance', () => {
  it.each([
    ['accepted in time', {}, 0],
    ['accepted in time, asked once', { informationLoops: 1 }, 0],
    ['accepted late', { isLate: true }, 1],
    ['refused late', { isLate: true, isAccepted: false, refusals: 1 }, 1],
    ['asked twice', { informationLoops: 2 }, 2],
    ['asked three times and late', { informationLoops: 3, isLate: true }, 2],
    ['asked twice and still waiting', { informationLoops: 2, isAccepted: false }, 2],
    ['refused, then accepted on challenge', { refusals: 1 }, 3],
    ['refused, asked twice, then accepted', { refusals: 1, informationLoops: 2, isLate: true }, 3],
    ['refused twice', { refusals: 2, isAccepted: false }, 4],
    ['refused twice, then accepted', { refusals: 2 }, 4],
    ['a challenge left unanswered', { refusals: 1, isAccepted: false, isUnanswered: true }, 4],
    ['a challenge left unanswered, then accepted', { refusals: 1, isUnanswered: true }, 4],
    ['waiting', { isAccepted: false }, null],
    ['refused once, in time', { isAccepted: false, refusals: 1 }, null],
  ] as const)('of a referral that was %s', (_title, over, level) => {
    expect(resistanceOf({ ...SMOOTH, ...over })).toBe(level);
  });
});

const DUE = new Date('2026-03-03T23:59:59Z');
const IN_TIME = new Date('2026-03-03T10:00:00Z');
const LATE = new Date('2026-03-04T10:00:00Z');

type Row = Parameters<typeof resistanceMet>[0];
const aRow = (over: Partial<Row> = {}): Row => ({
  status: 'DECIDED',
  decision: 'NO_FURTHER_ACTION',
  reasonCode: 'R02',
  clockDueAt: DUE,
  clockStoppedAt: IN_TIME,
  ...over,
});
const history = (outcomes: readonly ReferralChallenge['outcome'][], over: Partial<ReferralHistory> = {}) => ({
  challenges: outcomes.map((outcome, index) => ({ step: index + 1, outcome })),
  earlier: [],
  ...over,
});

describe('the resistance that rows tell of', () => {
  const accepted = { decision: 'EARLY_HELP', reasonCode: null } as const;
  const waiting = { status: 'RECEIVED', decision: null, reasonCode: null, clockStoppedAt: null } as const;
  it.each([
    ['a refusal', aRow(), history([]), null],
    ['a refusal under challenge', aRow({ status: 'CHALLENGED' }), history(['PENDING']), null],
    ['a refusal upheld', aRow(), history(['UPHELD']), 4],
    ['a refusal whose challenge ran out', aRow({ status: 'CHALLENGED' }), history(['ESCALATED', 'PENDING']), 4],
    ['a refusal overturned, undecided', aRow(waiting), history(['OVERTURNED']), null],
    ['a refusal overturned, accepted', aRow(accepted), history(['OVERTURNED']), 3],
    ['a refusal overturned, refused again', aRow(), history(['OVERTURNED']), 4],
    ['upheld, then overturned and accepted', aRow(accepted), history(['UPHELD', 'OVERTURNED']), 4],
    ['an acceptance', aRow(accepted), history([]), 0],
    ['a late acceptance', aRow({ ...accepted, clockStoppedAt: LATE }), history([]), 1],
    [
      'an acceptance after a late refusal',
      aRow(accepted),
      history([], { earlier: [{ reasonCode: 'R02', isLate: true }] }),
      1,
    ],
    [
      'a second request for information',
      aRow({ ...waiting, status: 'INFORMATION_REQUESTED', reasonCode: 'R12' }),
      history([], { earlier: [{ reasonCode: 'R12', isLate: false }] }),
      2,
    ],
  ] as const)('of %s', (_title, row, past, level) => {
    expect(resistanceMet(row, past)).toBe(level);
  });
});

describe('the ladder', () => {
  const at = (status: Referral['status'], decision: Referral['decision'] = 'ADVICE') => ({ status, decision });

  it.each([
    ['a refusal', at('DECIDED'), [], 1],
    ['a refusal upheld once', at('DECIDED'), ['UPHELD'], 2],
    ['a refusal given again', at('DECIDED'), ['UPHELD', 'OVERTURNED'], 3],
    ['a refusal with no step left', at('DECIDED'), ['UPHELD', 'UPHELD', 'OVERTURNED'], null],
    ['a refusal under challenge', at('CHALLENGED'), ['PENDING'], null],
    ['an acceptance', at('DECIDED', 'EARLY_HELP'), [], null],
    ['one that waits', at('RECEIVED', null), [], null],
    ['one that is asked about', at('INFORMATION_REQUESTED', null), [], null],
    ['one that has escalated', at('ESCALATED'), ['ESCALATED', 'ESCALATED', 'ESCALATED'], null],
    ['one that is closed', at('CLOSED'), ['UPHELD'], null],
  ] as const)('of %s goes on at the step %#', (_title, referral, outcomes, step) => {
    expect(nextStep(referral, history(outcomes))).toBe(step);
  });

  it.each([
    [1, 'UPHELD', 'DECIDED'],
    [2, 'UPHELD', 'DECIDED'],
    [3, 'UPHELD', 'CLOSED'],
    [1, 'OVERTURNED', 'RECEIVED'],
    [3, 'OVERTURNED', 'RECEIVED'],
    [1, 'ESCALATED', 'CHALLENGED'],
    [2, 'ESCALATED', 'CHALLENGED'],
    [3, 'ESCALATED', 'ESCALATED'],
  ] as const)('after step %i, %s, stands at %s', (step, outcome, status) => {
    expect(statusAfterChallenge(step, outcome)).toBe(status);
  });

  it('ends with the last step: refused again after it, a referral has escalated for good', () => {
    expect(statusAfterRefusal(history(['UPHELD', 'OVERTURNED']))).toBe('DECIDED');
    expect(statusAfterRefusal(history(['UPHELD', 'UPHELD', 'OVERTURNED']))).toBe('ESCALATED');
  });

  it('lets a refusal rest on what is open alone', () => {
    expect(isOpen(at('RECEIVED', null))).toBe(true);
    expect(isOpen(at('INFORMATION_REQUESTED', null))).toBe(true);
    expect(isOpen(at('DECIDED', 'SECTION_47_ENQUIRY'))).toBe(true);
    for (const status of ['DECIDED', 'CHALLENGED', 'ESCALATED', 'CLOSED'] as const)
      expect(isOpen(at(status))).toBe(false);
  });
});
