import 'reflect-metadata';
import { SupportService } from '../../subgraphs/charity/support-service';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import {
  aCharityProfile,
  anAdvocacyRequest,
  aService,
  aSupportEpisode,
  aWish,
  oneOfEach,
} from '../support/charity-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

let charity: TestSubgraph;
beforeAll(async () => {
  charity = await startSubgraph(CHARITY);
});
afterAll(() => charity.close());

const count = (): Promise<number> => charity.dataSource.getRepository(SupportService).count();

test('takes the lines of a batch in any order, services after the episodes that name them', async () => {
  const lines = [...oneOfEach(1), ...oneOfEach(2), aService(1), aService(2)];
  await expect(charity.load(lines)).resolves.toBe(10);
  expect(await count()).toBe(2);
});

test.each([
  [
    'more free places than there are',
    aService(900, { available: 13 }),
    'available: expected a number not above capacity',
  ],
  ['a negative capacity', aService(900, { capacity: -1 }), 'capacity: expected a number that is not negative, got'],
  ['ages upside down', aService(900, { maximumAge: 9 }), 'maximumAge: expected a number not below minimumAge, got'],
  ['a service with a subject', aService(900, { subjectId: 'child-1' }), 'subjectId: expected one of id, ownerId,'],
  ['a profile with a number of the police', aCharityProfile(900, { pncId: 'x' }), 'pncId: expected one of id,'],
  ['an episode of no service', aSupportEpisode(909), 'line: expected a reference to a row that exists, got another'],
  ['an episode that ends first', aSupportEpisode(1, { endedOn: '2026-02-01' }), 'endedOn: expected a date not before'],
  ['an unknown status', anAdvocacyRequest(900, { status: 'LOST' }), 'status: expected one of REQUESTED, OFFERED,'],
  ['a wish without words', aWish(900, { words: '' }), 'words: expected text, got text of 0 characters'],
  ['a day that is none', aWish(900, { heardOn: '2026-02-30' }), 'heardOn: expected a date as YYYY-MM-DD, got text'],
  ['a kind of another sector', { kind: 'Placement', id: 'x' }, 'kind: expected one of SupportService, CharityProfile,'],
])('names the line of %s and keeps nothing of its batch', async (_, bad, problem) => {
  const before = await count();
  await expect(charity.load([aService(10), aService(11), bad, aService(12)])).rejects.toThrow(`line 3: ${problem}`);
  expect(await count()).toBe(before);
});
