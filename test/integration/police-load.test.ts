import 'reflect-metadata';
import { POLICE } from '../../subgraphs/police/subgraph';
import { MissingEpisode } from '../../subgraphs/police/missing-episode';
import { anEpisode, aProfile } from '../support/police-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

let police: TestSubgraph;
beforeAll(async () => {
  police = await startSubgraph(POLICE);
});
afterAll(() => police.close());

const count = (): Promise<number> => police.dataSource.getRepository(MissingEpisode).count();
const many = (length: number, from: number): object[] => Array.from({ length }, (_, n) => anEpisode(from + n));

test('keeps every line, in as few statements as there are batches and kinds', async () => {
  await expect(police.load(many(2500, 0))).resolves.toBe(2500);
  expect(await count()).toBe(2500);
});

test.each([
  ['a missing field', { risk: undefined }, 'risk: expected one of NO_APPARENT, LOW, MEDIUM, HIGH, got nothing'],
  [
    'a bad time',
    { missingSince: '2026-02-30T00:00:00Z' },
    'missingSince: expected a time as RFC 3339, got text of 20 characters',
  ],
  ['a field that is none', { narrative: 'canary' }, 'narrative: expected one of id, subjectId,'],
  ['a kind that is none', { kind: 'Placement' }, 'kind: expected one of PoliceProfile, MissingEpisode,'],
  ['an id that exists', { id: 'episode-3' }, 'id: expected a new one, got one that exists'],
  ['an id that an earlier line has', { id: 'episode-10001' }, 'id: expected a new one, got one that exists'],
])('names the line of %s and keeps nothing of its batch', async (_, over, problem) => {
  const before = await count();
  const lines = [...many(5, 10_000), anEpisode(10_010, over), ...many(5, 10_020)];
  await expect(police.load(lines)).rejects.toThrow(`line 6: ${problem}`);
  expect(await count()).toBe(before);
});

test('keeps the batches before the bad one', async () => {
  const before = await count();
  await expect(police.load([...many(1500, 20_000), anEpisode(30_000, { status: 'LOST' })])).rejects.toThrow(
    'line 1501: status: expected one of MISSING, AWAY_WITHOUT_AUTHORISATION, RETURNED, got text of 4 characters',
  );
  expect(await count()).toBe(before + 1000);
});

test('never repeats a value', async () => {
  const bad = aProfile(1, { dateOfBirth: 'canary', indicators: [{ code: 'M1', certainty: 'canary' }] });
  const refusal = await police.load([bad]).catch((error: Error) => error.message);
  expect(refusal).toMatch(/^line 1: dateOfBirth: expected a date/);
  expect(refusal).not.toContain('canary');
});
