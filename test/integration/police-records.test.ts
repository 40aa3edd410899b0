import 'reflect-metadata';
import { POLICE } from '../../subgraphs/police/subgraph';
import { aCustodyEvent, anEpisode, anNrmReferral, aProfile, aReport, referenceTo } from '../support/police-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const THOUSAND = Array.from({ length: 1000 }, (_, n) => n);
const ENTITIES = 'query($r: [_Any!]!) { found: _entities(representations: $r)';

/** What the lines of child 1 read as through every field of theirs. */
const EVERY_FIELD = [
  {
    id: 'profile-1',
    owner: { id: 'E23000024' },
    leadWorker: {
      name: 'Olive Marsh',
      role: 'Detective constable',
      email: 'olive.marsh@police.invalid',
      telephone: null,
    },
    initials: 'R.A.',
    ageBand: expect.stringMatching(/^(16-17|18\+)$/),
    givenName: 'Rowan',
    familyName: 'Ashdown',
    dateOfBirth: '2010-03-15',
    area: { code: 'E10000020' },
    postcodeDistrict: 'NR2',
    address: '1 Invented Row',
    postcode: 'NR2 1AB',
    indicators: [{ code: 'M1', certainty: 'OBSERVED', observedOn: '2026-01-05', reportedBy: 'School' }],
    updatedAt: '2026-02-01T08:00:00.000Z',
    pncId: 'PNC-0000',
  },
  {
    occurredAt: '2026-02-03T22:10:00.000Z',
    subjectCategory: 'VICTIM',
    nrmConsidered: true,
    section45Considered: false,
    offenceCode: 'X-1',
    custodyNarrative: 'invented narrative',
  },
  {
    safeguardingStatement: 'invented statement',
    reviewOn: '2026-06-30',
    grading: '2BP',
    reportText: 'invented report',
  },
  {
    stage: 'REASONABLE_GROUNDS_POSITIVE',
    competentAuthority: 'Single Competent Authority',
    referredAt: '2026-02-04T09:00:00.000Z',
    narrative: 'invented narrative',
  },
];

let police: TestSubgraph;
beforeAll(async () => {
  police = await startSubgraph(POLICE);
  await police.load(THOUSAND.flatMap((n) => [anEpisode(n), aProfile(n)]));
  await police.load([aCustodyEvent(1), aReport(1), anNrmReferral(1)]);
});
afterAll(() => police.close());

describe('references', () => {
  const references = THOUSAND.map((n) => referenceTo(anEpisode(n)));

  test('take one statement for 1,000 records, also under two aliases', async () => {
    const { data, errors, statements } = await police.ask(
      `query($r: [_Any!]!) {
        summary: _entities(representations: $r) { ... on MissingEpisode { id status missingSince owner { id } } }
        full: _entities(representations: $r) { ... on MissingEpisode { circumstances foundAt } }
      }`,
      { r: references },
    );
    expect(errors).toBeUndefined();
    expect(data.summary).toHaveLength(1000);
    expect(data.summary[7]).toEqual({
      id: 'episode-7',
      status: 'MISSING',
      missingSince: '2026-01-01T00:07:00.000Z',
      owner: { id: 'E23000024' },
    });
    expect(data.full[999]).toEqual({ circumstances: 'invented circumstances 999', foundAt: null });
    expect(statements).toBe(1);
  });

  test('take one statement for each type that they name', async () => {
    const { data, statements } = await police.ask(
      `${ENTITIES} { ... on MissingEpisode { risk } ... on PoliceProfile { pncId } } }`,
      { r: [...references, ...THOUSAND.map((n) => referenceTo(aProfile(n)))] },
    );
    expect(data.found).toHaveLength(2000);
    expect(data.found[1000]).toEqual({ pncId: 'PNC-0000' });
    expect(statements).toBe(2);
  });

  test.each([
    ['another child', { subjectId: 'child-2' }],
    ['another owner', { ownerId: 'E23000001' }],
    ['another handling', { handling: 'SEALED' }],
    ['no child', { subjectId: undefined }],
    ['no handling', { handling: null }],
    ['no such row', { id: 'episode-none' }],
    ['no id', { id: undefined }],
    ['an id that is no text', { id: 1 }],
  ])('give null when the key says %s', async (_, over) => {
    const { data, errors } = await police.ask(`${ENTITIES} { ... on MissingEpisode { status } } }`, {
      r: [referenceTo(anEpisode(1)), referenceTo(anEpisode(1), over)],
    });
    expect(errors).toBeUndefined();
    expect(data.found).toEqual([{ status: 'MISSING' }, null]);
  });
});

describe('a child', () => {
  test('lists its records with their whole keys', async () => {
    const key = '{ id subjectId ownerId handling }';
    const { data, statements } = await police.ask(
      `${ENTITIES} { ... on Child {
        policeProfiles ${key} missingEpisodes ${key} custodyEvents ${key} intelligence ${key} nrmReferrals ${key} } } }`,
      { r: [{ __typename: 'Child', id: 'child-1' }] },
    );
    const record = { subjectId: 'child-1', ownerId: 'E23000024', handling: 'OPEN' };
    expect(data.found).toEqual([
      {
        policeProfiles: [{ id: 'profile-1', ...record }],
        missingEpisodes: [{ id: 'episode-1', ...record }],
        custodyEvents: [{ id: 'custody-1', ...record }],
        intelligence: [{ id: 'report-1', ...record }],
        nrmReferrals: [{ id: 'nrm-1', ...record }],
      },
    ]);
    expect(statements).toBe(5);
  });

  test('that the police do not know has empty lists', async () => {
    const { data } = await police.ask(`${ENTITIES} { ... on Child { id missingEpisodes { id } } } }`, {
      r: [{ __typename: 'Child', id: 'child-unknown' }],
    });
    expect(data.found).toEqual([{ id: 'child-unknown', missingEpisodes: [] }]);
  });

  test('takes one statement for the episodes of 1,000 children', async () => {
    await police.load([anEpisode(5000, { subjectId: 'child-3', missingSince: '2026-05-01T00:00:00Z' })]);
    const { data, statements } = await police.ask(`${ENTITIES} { ... on Child { missingEpisodes { id } } } }`, {
      r: THOUSAND.map((n) => ({ __typename: 'Child', id: `child-${n}` })),
    });
    expect(data.found[3].missingEpisodes).toEqual([{ id: 'episode-5000' }, { id: 'episode-3' }]);
    expect(data.found[4].missingEpisodes).toEqual([{ id: 'episode-4' }]);
    expect(statements).toBe(1);
  });
});

describe('the types', () => {
  test('serve every field that the police own', async () => {
    const lines = [aProfile(1), aCustodyEvent(1), aReport(1), anNrmReferral(1)];
    const { data, errors } = await police.ask(
      `${ENTITIES} {
        ... on PoliceProfile { id owner { id } leadWorker { name role email telephone } initials ageBand givenName familyName
          dateOfBirth area { code } postcodeDistrict address postcode indicators { code certainty observedOn reportedBy } updatedAt pncId }
        ... on CustodyEvent { occurredAt subjectCategory nrmConsidered section45Considered offenceCode custodyNarrative: narrative }
        ... on IntelligenceReport { safeguardingStatement reviewOn grading reportText }
        ... on NrmReferral { stage competentAuthority referredAt narrative } } }`,
      { r: lines.map((line) => referenceTo(line)) },
    );
    expect(errors).toBeUndefined();
    expect(data.found).toEqual(EVERY_FIELD);
  });

  test('keep initials that were recorded, and give null for what is not known', async () => {
    const bare = { kind: 'PoliceProfile', id: 'profile-bare', subjectId: 'child-bare', ownerId: 'E23000024' };
    const line = { ...bare, handling: 'SEALED', initials: 'Q.', updatedAt: '2026-02-01T08:00:00Z' };
    await police.load([line]);
    const { data } = await police.ask(
      `${ENTITIES} { ... on PoliceProfile { initials ageBand leadWorker { name } area { code } postcodeDistrict indicators { code } } } }`,
      { r: [referenceTo(line)] },
    );
    const nothing = { ageBand: null, leadWorker: null, area: null, postcodeDistrict: null, indicators: null };
    expect(data.found).toEqual([{ initials: 'Q.', ...nothing }]);
  });
});
