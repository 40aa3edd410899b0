import { demonstrationLines } from '../../gateway/launch/demonstration/generate';
import type { DemonstrationLine } from '../../gateway/launch/demonstration/lines';
import { AGENCIES, CATEGORIES } from '../../schema/vocabulary';

const now = new Date('2026-11-22T10:00:00.000Z');
const HOUR_MS = 3_600_000;
const lines = [
  ...demonstrationLines({
    seed: 'sightline',
    now,
    children: 8,
    supergraphHash: '0'.repeat(64),
    lawfulBases: [],
    safeguardingMinimums: [],
    policyOf: () => [],
  }),
].map(({ line }) => line);

type OfKind<K> = Extract<DemonstrationLine, { kind: K }>;
const of = <K extends DemonstrationLine['kind']>(kind: K) =>
  lines.filter((line): line is OfKind<K> => line.kind === kind);
const child = (reference: string) =>
  of('Child').find(({ registrations }) => registrations.every((each) => each.reference === reference))!;
const records = <K extends DemonstrationLine['kind']>(reference: string, kind: K) =>
  of(kind).filter((line: object) => {
    const { subjectId, childId } = { subjectId: null, childId: null, ...line };
    return [subjectId, childId].includes(child(reference).id as never);
  });
const knownTo = (reference: string) => child(reference).registrations.map(({ organisation }) => organisation);
const hoursSince = (time: string | null) => (now.getTime() - Date.parse(time!)) / HOUR_MS;

describe('the cast', () => {
  it('DEMO-1 is known to three sectors, with consent for everything to everyone', () => {
    expect(knownTo('DEMO-1')).toEqual(['E23000024', 'E10000020', 'harbour-youth-trust']);
    expect(records('DEMO-1', 'Consent')).toMatchObject([
      { state: 'GIVEN', categories: [...CATEGORIES], recipients: [...AGENCIES], validTo: null },
    ]);
    const [first, second, ...more] = records('DEMO-1', 'MissingEpisode');
    expect(more).toEqual([]);
    expect(hoursSince(first!.returnedAt)).toBeGreaterThan(24 * 30);
    expect(hoursSince(second!.returnedAt)).toBe(30);
    const interviews = records('DEMO-1', 'ReturnHomeInterview');
    expect(interviews.map(({ episodeId, completedAt }) => [episodeId, completedAt === null])).toEqual([
      [first!.id, false],
      [second!.id, true],
    ]);
    expect(records('DEMO-1', 'SupportEpisode')).toMatchObject([{ status: 'ACTIVE', ownerId: 'harbour-youth-trust' }]);
    expect(records('DEMO-1', 'Referral')).toMatchObject([
      { reasonCode: 'R01', decision: 'NO_FURTHER_ACTION', status: 'DECIDED', referrerId: 'harbour-youth-trust' },
    ]);
  });

  it('DEMO-2 is the same with two categories withdrawn from charities', () => {
    expect(knownTo('DEMO-2')).toEqual(knownTo('DEMO-1'));
    const [given, withdrawn] = records('DEMO-2', 'Consent');
    expect(withdrawn).toMatchObject({
      state: 'WITHDRAWN',
      categories: ['MISSING', 'SUPPORT'],
      recipients: ['CHARITY'],
    });
    expect(withdrawn!.recordedAt > given!.recordedAt).toBe(true);
    expect(records('DEMO-2', 'MissingEpisode')).toHaveLength(2);
  });

  it('DEMO-3 is placed in Kent by Lewisham, whose notice the force has not acknowledged in time', () => {
    expect(new Set(knownTo('DEMO-3'))).toEqual(new Set(['E09000023', 'E23000032', 'E10000016']));
    const [placement] = records('DEMO-3', 'Placement');
    expect(placement).toMatchObject({
      ownerId: 'E09000023',
      hostAreaCode: 'E10000016',
      outOfArea: true,
      endedOn: null,
    });
    const [council, force] = records('DEMO-3', 'PlacementNotification');
    expect(council).toMatchObject({ recipientId: 'E10000016', placementId: placement!.id });
    expect(council!.acknowledgedAt! < council!.clockDueAt).toBe(true);
    expect(force).toMatchObject({ recipientId: 'E23000032', acknowledgedAt: null, clockStoppedAt: null });
    expect(hoursSince(force!.clockDueAt)).toBeGreaterThan(0);
    const intelligence = records('DEMO-3', 'IntelligenceReport');
    expect(intelligence.map(({ handling }) => handling)).toEqual(['CONDITIONAL', 'HIDDEN']);
    const [condition] = records('DEMO-3', 'RecordCondition');
    expect(condition).toMatchObject({ recordId: intelligence[0]!['id'], organisation: 'E09000023' });
    expect(hoursSince(condition!.expiresAt)).toBeLessThan(0);
  });

  it('DEMO-4 is in likely significant harm, with consent refused for everything', () => {
    expect(knownTo('DEMO-4')).toEqual(['E23000001', 'E09000023']);
    expect(child('DEMO-4').concerns).toMatchObject([{ level: 'LIKELY_SIGNIFICANT_HARM' }]);
    expect(records('DEMO-4', 'Consent')).toMatchObject([{ state: 'REFUSED', categories: [...CATEGORIES] }]);
    expect(records('DEMO-4', 'MissingEpisode')).toHaveLength(1);
  });

  it('DEMO-5 is known to one charity alone', () => {
    expect(knownTo('DEMO-5')).toEqual(['harbour-youth-trust']);
    const owners = lines.flatMap((line) =>
      'subjectId' in line && 'ownerId' in line && line.subjectId === child('DEMO-5').id ? [line.ownerId] : [],
    );
    expect(new Set(owners)).toEqual(new Set(['harbour-youth-trust']));
  });

  it('DEMO-6 has missing episodes of two forces', () => {
    expect(records('DEMO-6', 'MissingEpisode').map(({ ownerId }) => ownerId)).toEqual(['E23000024', 'E23000001']);
  });

  it('DEMO-7 has a sealed placement and DEMO-8 turns 18 within 30 days', () => {
    expect(records('DEMO-7', 'Placement')).toMatchObject([{ handling: 'SEALED' }]);
    const born = child('DEMO-8').bornOn;
    const birthday = Date.parse(`${Number(born.slice(0, 4)) + 18}${born.slice(4)}T00:00:00Z`);
    expect((birthday - now.getTime()) / HOUR_MS / 24).toBeGreaterThan(0);
    expect((birthday - now.getTime()) / HOUR_MS / 24).toBeLessThan(30);
  });

  it('is the only part of the data with references of its kind', () => {
    const references = of('Child').flatMap(({ registrations }) => registrations.map(({ reference }) => reference));
    expect(new Set(references)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8].map((number) => `DEMO-${number}`)));
  });
});
