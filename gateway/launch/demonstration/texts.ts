import type { IndicatorValue } from './record-lines';
import type { Random } from './random';
import { before, dateOf } from './times';

const INDICATORS = 'M1 M2 M3 T1 E1 P1 P2 A1 D1 D2 D3 D4 W1 V1 V2 S1 H1 X1 O1 L1 L2 C1 C2 N1'.split(' ');
const REPORTERS = ['School', 'Parent', 'Youth worker', 'Neighbourhood team', "Children's home", 'The child'];

/** Two or so indicators, each dated, with who reported it. No code twice. */
export function indicatorsOf(random: Random, now: Date): IndicatorValue[] {
  const codes = new Set(Array.from({ length: random.whole(4) }, () => random.pick(INDICATORS)));
  return [...codes].map((code) => ({
    code,
    certainty: random.pick(['OBSERVED', 'SUSPECTED', 'REPORTED'] as const),
    observedOn: dateOf(before(now, { days: random.whole(300) + 1 })),
    reportedBy: `${random.pick(REPORTERS)} (demonstration)`,
  }));
}

/** Every text says what it is, so that none can be taken for a real child's record. */
function invented(sentence: string): string {
  return `Demonstration data: ${sentence}`;
}

const listed = (sentences: readonly string[]) => (random: Random) => invented(random.pick(sentences));

export const circumstancesText = listed([
  'left after tea to meet older friends and did not come home that night.',
  'got into a car outside school; phone switched off within the hour.',
  'was dropped at the station by a taxi that nobody in the family had ordered.',
  "went out of the window of the children's home after a call late in the evening.",
  'said they would be back by nine; a second phone was found in the bedroom.',
]);

export const foundText = listed([
  'at a coastal railway station, with cash that could not be explained.',
  'in a flat whose tenant is known to be exploited by others.',
  'walking along the main road two towns away, tired and hungry.',
  'came home alone and would not say where they had been.',
]);

export const custodyText = listed([
  'stopped in a vehicle with two adults; a small amount of class A drugs was found.',
  'found in an address 90 miles from home during a warrant.',
  'reported an assault by older people whose names were not given.',
  'was present at a disturbance and gave an account of what was seen.',
]);

export const intelligenceText = listed([
  'a source states that an older group pays for trains and phones.',
  'a number used to advertise drugs was active near the address on three evenings.',
  'an adult has been seen to wait near the school gates.',
]);

export const safeguardingText = listed([
  'believed to be at risk of criminal exploitation by older people; approach with care and offer support.',
  'may be travelling to another county at weekends; treat as missing without delay.',
]);

export const nrmText = listed([
  'first responder referral: moved between counties to hold and sell drugs, in debt to others.',
  'first responder referral: threatened after a staged robbery and told to work it off.',
]);

export const planText = listed([
  'weekly visits, a safety plan agreed with the family, review in six weeks.',
  'joint work with school and youth service; missing protocol in place.',
  'core group every month; the child is to be seen alone at each visit.',
]);

export const analysisText = listed([
  'the harm comes from outside the home; the parents protect and need help to do so.',
  'debt bondage is likely; the child plays down the danger.',
  'school attendance has fallen since new and older peers appeared.',
]);

export const concernsText = listed([
  'unexplained money, new clothes and two phones; away for nights at a time.',
  'threats were made to the family over a debt; the child is afraid to go out.',
  'found in another county in the house of a vulnerable adult.',
]);

export const rationaleText = listed([
  'decision recorded with the test that was applied and what was weighed.',
  'information from the referrer and the police was considered together.',
]);

export const argumentText = listed([
  'the harm is likely and significant; the law does not ask where it comes from.',
  'the refusal does not deal with the three missing episodes that were reported.',
]);

export const interviewText = listed([
  'spoke of pressure to travel; wishes to be contacted by the youth worker only.',
  'was reluctant at first; a second talk is agreed.',
]);

export const supportText = listed([
  'meets the caseworker every week; goals are school and safe journeys.',
  'asked for help after a friend was hurt; contact by message works best.',
]);

export const wishText = listed([
  'I want one person to talk to, not six.',
  'I want to be asked before you tell my mum.',
  'I would like to go back to my old school.',
]);

export const concernReason = listed([
  'repeated missing episodes with signs of criminal exploitation.',
  'practitioner’s judgement after a multi-agency discussion.',
]);
