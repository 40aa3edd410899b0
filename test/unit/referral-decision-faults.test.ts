import 'reflect-metadata';
import { REFUSAL_REASONS } from '../../subgraphs/council/codes/refusal-reasons';
import { decisionFaults } from '../../subgraphs/council/decision-faults';
import type { DecideReferralInput } from '../../subgraphs/council/referral-inputs';

const NORFOLK = 'E10000020';
const KENT = 'E10000016';

type Given = Omit<DecideReferralInput, 'referralId'>;
const aRefusal = (over: Partial<Given> = {}): Given => ({
  decision: 'NO_FURTHER_ACTION',
  reason: 'R02',
  rationale: 'below the threshold, evidenced',
  stepDown: 'early help',
  otherAuthority: null,
  otherAuthorityReceipt: null,
  linkedEpisode: null,
  ...over,
});
const paths = (over: Partial<Given>): string[] => decisionFaults(aRefusal(over), NORFOLK).map(({ at }) => at);

describe('a refusal', () => {
  it.each(['NO_FURTHER_ACTION', 'ADVICE'] as const)('by %s with all that it needs has no fault', (decision) => {
    expect(paths({ decision })).toEqual([]);
  });

  it.each([...REFUSAL_REASONS.keys()])('for %s says what that reason needs, and nothing else', (reason) => {
    const needs = { R08: ['input.otherAuthority'], R10: ['input.linkedEpisode'], R11: ['input.linkedEpisode'] };
    expect(paths({ reason })).toEqual(Object.entries(needs).find(([code]) => code === reason)?.[1] ?? []);
    const offers = reason === 'R12' ? [] : ['input.stepDown'];
    expect(paths({ reason, stepDown: null }).filter((at) => at === 'input.stepDown')).toEqual(offers);
  });

  it.each([
    ['no reason', { reason: null }, ['input.reason']],
    ['an unknown reason', { reason: 'R77' }, ['input.reason']],
    ['a reason in another case', { reason: 'r02' }, ['input.reason']],
    ['the name of a method of objects', { reason: 'constructor' }, ['input.reason']],
    ['one word', { rationale: 'Thresholdnotmet' }, ['input.rationale']],
    ['a few letters', { rationale: 'no no no.' }, ['input.rationale']],
    ['marks alone', { rationale: '... --- ...' }, ['input.rationale']],
    ['a rationale that is too long', { rationale: 'word '.repeat(2001) }, ['input.rationale']],
    ['a blank offer', { stepDown: '  ' }, ['input.stepDown']],
    ['a blank question', { reason: 'R12', stepDown: ' ' }, ['input.stepDown']],
    ['itself for the other authority', { reason: 'R08', otherAuthority: NORFOLK }, ['input.otherAuthority']],
    ['a force for the other authority', { reason: 'R08', otherAuthority: 'E23000024' }, ['input.otherAuthority']],
    ['an authority without R08', { otherAuthority: KENT }, ['input.otherAuthority']],
    ['a receipt without R08', { otherAuthorityReceipt: 'a.b.c' }, ['input.otherAuthorityReceipt']],
    ['an episode without R10 or R11', { linkedEpisode: 'care-1' }, ['input.linkedEpisode']],
    [
      'nothing at all',
      { reason: null, rationale: '', stepDown: null },
      ['input.reason', 'input.rationale', 'input.stepDown'],
    ],
  ])('with %s is at fault', (_title, over, expected) => {
    expect(paths(over)).toEqual(expected);
  });

  it('may name another council, and rest on a record', () => {
    expect(paths({ reason: 'R08', otherAuthority: KENT, otherAuthorityReceipt: 'a.b.c' })).toEqual([]);
    expect(paths({ reason: 'R10', linkedEpisode: 'care-1' })).toEqual([]);
  });
});

describe('an acceptance', () => {
  const decision = 'SECTION_47_ENQUIRY';
  it('needs no reason and takes none', () => {
    expect(paths({ decision, reason: null, stepDown: null, rationale: 'yes' })).toEqual([]);
    expect(paths({ decision, reason: null })).toEqual([]);
    expect(paths({ decision, otherAuthority: KENT, otherAuthorityReceipt: 'x', linkedEpisode: 'y' })).toEqual([
      'input.reason',
      'input.otherAuthority',
      'input.otherAuthorityReceipt',
      'input.linkedEpisode',
    ]);
    expect(paths({ decision, reason: null, rationale: ' ' })).toEqual(['input.rationale']);
  });
});
