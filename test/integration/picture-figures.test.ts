import 'reflect-metadata';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { POLICE } from '../../subgraphs/police/subgraph';
import { aCharityProfile, aService, aSupportEpisode } from '../support/charity-lines';
import { aNotification, aPlacement, aReferral, anInterview } from '../support/council-lines';
import { aCustodyEvent, anEpisode, aProfile } from '../support/police-lines';
import { startSubgraph, type Answer, type TestSubgraph } from '../support/subgraph';

type Line = Record<string, unknown>;
type Make = (n: number, over?: Line) => Line;

let made = 1000;
/** So many lines, each with a number of its own. */
const lines = (count: number, make: Make, over: Line = {}): Line[] =>
  Array.from({ length: count }, () => make((made += 1), over));

const ask = (subgraph: TestSubgraph, cells: unknown, figures: readonly string[]): Promise<Answer> => {
  const selection = figures.map((figure) => `${figure} { value suppressed }`).join(' ');
  const query = `query($r: [_Any!]!) { found: _entities(representations: $r) { ... on AreaPicture { ${selection} } } }`;
  return subgraph.ask(query, { r: [{ __typename: 'AreaPicture', cells }] });
};
async function valuesOf(subgraph: TestSubgraph, cells: string, figures: readonly string[]): Promise<unknown[]> {
  const { data, errors } = await ask(subgraph, cells, figures);
  expect(errors).toBeUndefined();
  return figures.map((figure) => data.found[0][figure].value);
}

const NORFOLK = 'E10000020';
const KENT = 'E10000016';
const FIRST_QUARTER = '2026-01-01/2026-03-31';
const HALF_YEAR = '2026-01-01/2026-06-30';

describe('the police', () => {
  let police: TestSubgraph;
  beforeAll(async () => {
    police = await startSubgraph(POLICE);
    const profiles = [aProfile(1, { areaCode: NORFOLK }), aProfile(2, { areaCode: KENT })];
    const suspect = { subjectCategory: 'SUSPECT', nrmConsidered: false, occurredAt: '2026-02-01T10:00:00Z' };
    await police.load([
      ...profiles,
      // In London the year is an hour old, and the second quarter has begun, though not in UTC.
      ...lines(7, anEpisode, { areaCode: NORFOLK, missingSince: '2026-01-01T00:30:00Z' }),
      ...lines(4, anEpisode, { areaCode: NORFOLK, missingSince: '2026-03-31T22:59:00Z' }),
      ...lines(8, anEpisode, { areaCode: NORFOLK, missingSince: '2026-03-31T23:30:00Z' }),
      ...lines(4, anEpisode, { areaCode: KENT, missingSince: '2026-02-01T10:00:00Z' }),
      ...lines(20, anEpisode, { areaCode: null, missingSince: '2026-02-01T10:00:00Z' }),
      ...lines(6, anEpisode, { areaCode: NORFOLK, missingSince: '2025-12-31T23:59:00Z' }),
      ...lines(6, aCustodyEvent, { ...suspect, subjectId: 'child-1' }),
      ...lines(9, aCustodyEvent, { ...suspect, subjectId: 'child-1', nrmConsidered: true }),
      ...lines(9, aCustodyEvent, { ...suspect, subjectId: 'child-1', subjectCategory: 'VICTIM' }),
      ...lines(3, aCustodyEvent, { ...suspect, subjectId: 'child-2' }),
    ]);
  });
  afterAll(() => police.close());

  test('count missing episodes by the quarter in London and the area; where none is known, in the nation', async () => {
    expect(await valuesOf(police, `${NORFOLK}/${FIRST_QUARTER}`, ['missingEpisodes'])).toEqual([10]);
    expect(await valuesOf(police, `${NORFOLK}/${HALF_YEAR}`, ['missingEpisodes'])).toEqual([20]);
    expect(await valuesOf(police, `${KENT}/${FIRST_QUARTER}`, ['missingEpisodes'])).toEqual([null]);
    const [both] = await valuesOf(police, `${NORFOLK}+${KENT}/${FIRST_QUARTER}`, ['missingEpisodes']);
    expect([10, 15]).toContain(both);
    const [nation] = await valuesOf(police, `*/${FIRST_QUARTER}`, ['missingEpisodes']);
    expect(nation).toBe((both as number) + 20);
  });

  test('count children held as suspects of whom nobody asked, where they live', async () => {
    const figures = ['arrestsWithoutNrmConsideration'];
    expect(await valuesOf(police, `${NORFOLK}/${FIRST_QUARTER}`, figures)).toEqual([5]);
    expect(await valuesOf(police, `${KENT}/${FIRST_QUARTER}`, figures)).toEqual([null]);
  });

  test('answer for whole quarters and codes of areas only', async () => {
    for (const cells of [
      `${NORFOLK}/2026-01-02/2026-03-31`,
      `${NORFOLK}/2026-01-01/2026-03-30`,
      `${NORFOLK}/2026-01-01/2026-04-30`,
      `${NORFOLK}+/${FIRST_QUARTER}`,
      `/${FIRST_QUARTER}`,
      `*+${NORFOLK}/${FIRST_QUARTER}`,
      'nothing',
      '',
    ]) {
      const { data } = await ask(police, cells, ['missingEpisodes']);
      expect({ cells, picture: data?.found[0] ?? null }).toEqual({ cells, picture: null });
    }
  });

  test('read once for all figures of a statement, and load no record', async () => {
    const figures = ['missingEpisodes', 'arrestsWithoutNrmConsideration'];
    await ask(police, `*/${HALF_YEAR}`, figures);
    expect((await ask(police, `*/${HALF_YEAR}`, figures)).statements).toBe(6);
  });
});

describe('the councils', () => {
  let council: TestSubgraph;
  const figures = ['referrals', 'referralsRefused', 'refusedAsOutsideTheHome', 'decidedInTime'];
  beforeAll(async () => {
    council = await startSubgraph(COUNCIL);
    const referral = { ownerId: NORFOLK, receivedAt: '2026-02-02T10:00:00Z', clockDueAt: '2026-02-03T23:59:59Z' };
    const refused = {
      decision: 'NO_FURTHER_ACTION',
      rationale: 'r',
      decidedBy: 'd',
      decidedAt: '2026-02-03T10:00:00Z',
    };
    const inTime = { clockStoppedAt: '2026-02-03T10:00:00Z' };
    const late = { clockStoppedAt: '2026-02-04T10:00:00Z' };
    const open = { decision: null, reasonCode: null, clockStoppedAt: null, status: 'RECEIVED' };
    await council.load([
      ...lines(6, aReferral, { ...referral, ...refused, ...inTime, reasonCode: 'R01' }),
      ...lines(7, aReferral, { ...referral, ...refused, ...late, reasonCode: 'R05' }),
      ...lines(10, aReferral, { ...referral, ...inTime, decision: 'CHILD_IN_NEED_ASSESSMENT', reasonCode: null }),
      ...lines(5, aReferral, { ...referral, ...open }),
      ...lines(6, aReferral, { ...referral, ...open, ownerId: KENT }),
      ...lines(8, anInterview, {
        ownerId: NORFOLK,
        clockStartedAt: '2026-02-01T10:00:00Z',
        clockDueAt: '2026-02-04T10:00:00Z',
        clockStoppedAt: '2026-02-04T10:00:00Z',
      }),
      ...lines(9, anInterview, {
        ownerId: NORFOLK,
        clockStartedAt: '2026-02-01T10:00:00Z',
        clockDueAt: '2026-02-04T10:00:00Z',
        clockStoppedAt: null,
      }),
      ...lines(5, aPlacement, { ownerId: NORFOLK, startedOn: '2026-03-31', endedOn: null, outOfArea: true }),
      ...lines(9, aPlacement, { ownerId: NORFOLK, startedOn: '2026-03-31', endedOn: null, outOfArea: false }),
    ]);
    const placementId = `placement-${made}`;
    const sent = {
      ownerId: NORFOLK,
      placementId,
      sentAt: '2026-01-05T10:00:00Z',
      clockStartedAt: '2026-01-05T10:00:00Z',
      clockDueAt: '2026-01-06T23:59:59Z',
    };
    await council.load([
      ...lines(11, aNotification, { ...sent, clockStoppedAt: '2026-01-06T10:00:00Z' }),
      ...lines(6, aNotification, { ...sent, clockStoppedAt: '2026-01-09T10:00:00Z' }),
    ]);
  });
  afterAll(() => council.close());

  test('count referrals, refusals and their reasons, and what was decided in time', async () => {
    expect(await valuesOf(council, `${NORFOLK}/${FIRST_QUARTER}`, figures)).toEqual([30, 15, 5, 15]);
    expect(await valuesOf(council, `${KENT}/${FIRST_QUARTER}`, figures)).toEqual([5, null, null, null]);
    expect(await valuesOf(council, `${NORFOLK}/2026-04-01/2026-06-30`, figures)).toEqual([null, null, null, null]);
  });

  test('count a refusal that was overturned as the refusal that it was', async () => {
    await council.dataSource.query('delete from picture_cells; delete from picture_quarters');
    await council.dataSource.query(
      `insert into referral_earlier_decisions (referral_id, replaced_at, clock_started_at, clock_due_at, clock_stopped_at,
         decision, reason_code)
       select id, received_at, received_at, clock_due_at, clock_due_at, 'ADVICE', 'R01' from referrals where owner_id = $1`,
      [KENT],
    );
    expect(await valuesOf(council, `${KENT}/${FIRST_QUARTER}`, figures)).toEqual([5, 5, 5, 5]);
  });

  test('count interviews, placements out of the area and notifications', async () => {
    const others = ['interviewsInTime', 'placementsOutOfArea', 'placementsAcknowledgedInTime'];
    expect(await valuesOf(council, `${NORFOLK}/${FIRST_QUARTER}`, others)).toEqual([10, 5, 10]);
  });
});

describe('the charities', () => {
  let charity: TestSubgraph;
  beforeAll(async () => {
    charity = await startSubgraph(CHARITY);
    const requested = { serviceId: 'service-1', requestedAt: '2026-02-02T10:00:00Z', startedOn: null };
    await charity.load([
      aService(1),
      aCharityProfile(1, { areaCode: KENT }),
      ...lines(7, aSupportEpisode, { ...requested, areaCode: NORFOLK, status: 'ACTIVE' }),
      ...lines(6, aSupportEpisode, { ...requested, areaCode: NORFOLK, status: 'DECLINED_NO_CAPACITY' }),
      ...lines(5, aSupportEpisode, { ...requested, subjectId: 'child-1', status: 'REQUESTED' }),
    ]);
  });
  afterAll(() => charity.close());

  test('count what was asked for and what was offered, where the need is', async () => {
    const figures = ['supportRequested', 'supportOffered'];
    expect(await valuesOf(charity, `${NORFOLK}/${FIRST_QUARTER}`, figures)).toEqual([15, 5]);
    expect(await valuesOf(charity, `${KENT}/${FIRST_QUARTER}`, figures)).toEqual([5, null]);
  });
});
