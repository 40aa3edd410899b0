import 'reflect-metadata';
import { CouncilProfile } from '../../subgraphs/council/council-profile';
import { Referral } from '../../subgraphs/council/referral';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import {
  aCareEpisode,
  aChallenge,
  aCouncilProfile,
  anAssessment,
  aNotification,
  aPlacement,
  aReferral,
  oneOfEach,
  REFUSED,
} from '../support/council-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

let council: TestSubgraph;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL);
});
afterAll(() => council.close());

const count = (): Promise<number> => council.dataSource.getRepository(CouncilProfile).count();

test('takes the lines of a batch in any order, across kinds', async () => {
  const lines = Array.from({ length: 300 }, (_, n) => oneOfEach(n).toReversed()).flat();
  await expect(council.load(lines)).resolves.toBe(2400);
  expect(await count()).toBe(300);
});

const many = (from: number): object[] => Array.from({ length: 3 }, (_, n) => aCouncilProfile(from + n));
const REASON = 'a value, since the decision is a refusal, got null';

test.each([
  [
    'an NHS number whose check digit is wrong',
    aCouncilProfile(900, { nhsNumber: '9434765918' }),
    'nhsNumber: expected an NHS number: ten digits, the last a check digit, got text of 10 characters',
  ],
  [
    'a pupil number that is none',
    aCouncilProfile(900, { upn: 'canary' }),
    'upn: expected a unique pupil number: a check letter and twelve digits, got text of 6 characters',
  ],
  ['an unknown need', aCareEpisode(900, { needCode: 'N10' }), 'needCode: expected one of N1, N2, N3,'],
  ['an unknown legal status', aCareEpisode(900, { legalStatus: 'X1' }), 'legalStatus: expected one of C1, C2,'],
  [
    'an end before the start',
    aCareEpisode(900, { endedOn: '2025-08-31' }),
    'endedOn: expected a date not before startedOn, got text of 10 characters',
  ],
  [
    'an assessment without and with factors at once',
    anAssessment(900, { factors: ['21', '10A'] }),
    'factors: expected 21 alone, got an array',
  ],
  ['an unknown factor', anAssessment(900, { factors: ['10A', '99'] }), 'factors[1]: expected one of 2, 3, 4, 10A,'],
  ['an unknown placement type', aPlacement(900, { placementType: 'K9' }), 'placementType: expected one of U1, U2,'],
  [
    'a notification of a placement that is not there',
    aNotification(900),
    'line: expected a reference to a row that exists, got another',
  ],
  ['an unknown source', aReferral(900, { source: '11' }), 'source: expected one of 1A, 1B,'],
  ['an unknown reason', aReferral(900, { reasonCode: 'R17' }), 'reasonCode: expected one of R01, R02,'],
  ['a refusal without a reason', aReferral(900, { ...REFUSED, reasonCode: null }), `reasonCode: expected ${REASON}`],
  ['a refusal by nobody', aReferral(900, { ...REFUSED, decidedBy: undefined }), `decidedBy: expected ${REASON}`],
  ['a refusal without rationale', aReferral(900, { ...REFUSED, rationale: null }), `rationale: expected ${REASON}`],
  ['resistance off the scale', aReferral(900, { resistance: 5 }), 'resistance: expected a number from 0 to 4, got'],
  ['a fourth step', aChallenge(1, { id: 'fourth', step: 4 }), 'step: expected a number from 1 to 3, got a number'],
  ['a challenge to no referral', aChallenge(900), 'line: expected a reference to a row that exists, got another'],
  ['a mark that is none', aPlacement(900, { handling: 'SECRET' }), 'handling: expected one of OPEN, CONDITIONAL,'],
  ['a kind of another sector', { kind: 'Wish', id: 'wish-1' }, 'kind: expected one of CouncilProfile,'],
])('names the line of %s and keeps nothing of its batch', async (_, bad, problem) => {
  const before = await count();
  await expect(council.load([...many(1000), bad, ...many(2000)])).rejects.toThrow(`line 4: ${problem}`);
  expect(await count()).toBe(before);
});

test('the database itself refuses a refusal without reason, whoever writes it', async () => {
  const rows = council.dataSource.getRepository(Referral);
  await expect(rows.update('referral-1', { rationale: null })).rejects.toThrow('referrals_refusal');
});
