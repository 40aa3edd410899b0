import { AREAS } from '../../gateway/launch/demonstration/areas';
import { demonstrationLines, type DemonstrationOptions } from '../../gateway/launch/demonstration/generate';
import type { DemonstrationLine } from '../../gateway/launch/demonstration/lines';
import { AGENCIES, CATEGORIES, HANDLINGS, SECTOR_OF_AGENCY, type Agency } from '../../schema/vocabulary';

const now = new Date('2026-11-22T10:00:00.000Z');
const options = (children: number, seed = 'test'): DemonstrationOptions => ({
  seed,
  now,
  children,
  supergraphHash: 'f'.repeat(64),
  lawfulBases: [{ id: 'basis-1' }],
  safeguardingMinimums: [{ id: 'minimum-1' }],
  policyOf: ({ id }) => [{ id: `rule-of-${id}` }],
});
const all = (children: number, seed?: string) => [...demonstrationLines(options(children, seed))];

const destined = all(1500);
const lines = destined.map(({ line }) => line);
type OfKind<K> = Extract<DemonstrationLine, { kind: K }>;
const of = <K extends DemonstrationLine['kind']>(kind: K) =>
  lines.filter((line): line is OfKind<K> => line.kind === kind);
const fieldsOf = (line: object) => ({ ...line }) as Record<string, string | null | undefined>;
const registrations = of('Child').flatMap((child) => child.registrations);
const organisations = new Map(of('Organisation').map(({ id, agency }) => [id, agency]));
const sectorOf = (organisation: string) => SECTOR_OF_AGENCY[organisations.get(organisation)!];

describe('demonstration data', () => {
  it('is the same for the same seed, and a child is the same however many there are', () => {
    expect(all(60)).toEqual(destined.slice(0, all(60).length));
    expect(all(20, 'other')).not.toEqual(all(20));
  });

  it('holds every area, force, council and some charities, each with a contact point and one policy', () => {
    expect(of('Area')).toHaveLength(175);
    const count = (agency: Agency) => [...organisations.values()].filter((each) => each === agency).length;
    expect([count('POLICE'), count('COUNCIL')]).toEqual([43, 175]);
    const names = new Map(of('Organisation').map(({ id, name }) => [id, name]));
    expect(names.get('E10000020')).toBe('Norfolk County Council');
    expect(names.get('E09000023')).toBe('Lewisham Council');
    expect(names.get('E06000023')).toBe('Bristol City Council');
    expect(names.get('E23000024')).toBe('Norfolk Constabulary');
    expect(organisations.get('harbour-youth-trust')).toBe('CHARITY');
    expect(organisations.get('open-door-advocacy')).toBe('CHARITY');
    for (const each of of('Organisation')) expect(each.contactEmail).toMatch(/@[a-z-]+\.demonstration\.invalid$/);
    expect(of('Policy').map(({ owner }) => owner)).toEqual([...organisations.keys()]);
    for (const policy of of('Policy')) expect(policy.author).not.toBe(policy.approvedBy);
    expect(of('SupergraphHash')).toEqual([{ kind: 'SupergraphHash', hash: 'f'.repeat(64) }]);
  });

  it('refers to nothing that is not there, in an order in which it can be stored', () => {
    const seen = new Set<unknown>(AREAS.map(({ code }) => code));
    const names =
      'subjectId ownerId childId serviceId placementId referralId episodeId recordId referrerId recipientId ' +
      'organisation recordedBy areaCode hostAreaCode';
    for (const line of lines) {
      const fields = fieldsOf(line);
      seen.add(fields['id'] ?? fields['code']);
      for (const name of names.split(' ')) if (fields[name] != null) expect(seen).toContain(fields[name]);
      if (line.kind === 'Child')
        for (const { organisation } of line.registrations) expect(seen).toContain(organisation);
    }
    for (const area of of('Area')) expect(organisations.get(area.policeForceId)).toBe('POLICE');
  });

  it('uses no id twice', () => {
    const ids = [...lines, ...registrations].map((each) => fieldsOf(each)['id']).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps each record with its owner’s sector, and only of children whom the owner knows', () => {
    const knowers = new Map(
      of('Child').map((child) => [child.id, new Set(child.registrations.map(({ organisation }) => organisation))]),
    );
    for (const { sector, line } of destined) {
      if (!('subjectId' in line && 'ownerId' in line)) continue;
      expect(sectorOf(line.ownerId)).toBe(sector);
      expect(knowers.get(line.subjectId)).toContain(line.ownerId);
      expect(HANDLINGS).toContain(line.handling);
    }
  });

  it('has 70 % of the children known to one sector, 22 % to two, 8 % to all three', () => {
    const counts = [0, 0, 0, 0];
    for (const child of of('Child')) {
      const sectors = new Set(child.registrations.map(({ organisation }) => sectorOf(organisation)));
      counts[sectors.size]! += 1;
    }
    const shares = counts.map((count) => count / 1500);
    expect(shares[0]).toBe(0);
    expect(Math.abs(shares[1]! - 0.7)).toBeLessThan(0.01);
    expect(Math.abs(shares[2]! - 0.22)).toBeLessThan(0.01);
    expect(Math.abs(shares[3]! - 0.08)).toBeLessThan(0.01);
  });

  it('lets the acting organisations hold most of the children', () => {
    const acting = ['E23000024', 'E23000001', 'E23000032', 'E10000020', 'E09000023', 'E10000016'];
    const actors = new Set<unknown>([...acting, 'harbour-youth-trust', 'open-door-advocacy']);
    const share = registrations.filter(({ organisation }) => actors.has(organisation)).length / registrations.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.95);
    expect(new Set(registrations.map(({ organisation }) => organisation)).size).toBeGreaterThan(80);
  });

  it('uses each reference once within an organisation, and each NHS number for one child', () => {
    const references = registrations.map(({ organisation, reference }) => `${organisation}/${reference}`);
    expect(new Set(references).size).toBe(references.length);
    const children = of('Child').map((child) => {
      const numbers = child.registrations.map(({ nhsNumber }) => nhsNumber).filter((each) => each != null);
      return new Set(numbers);
    });
    const numbers = children.flatMap((each) => [...each]);
    expect(children.every(({ size }) => size <= 1)).toBe(true);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

const CODES = [
  ['Referral', 'source', '1A 1D 2A 3A 3E 4 5A 5C 6 8.V 8.V.CL 9 10'],
  ['Placement', 'placementType', 'U1 U3 U4 U6 K1 K2 H5 P1 S1 R1 T4'],
  ['SocialCareEpisode', 'needCode', 'N1 N2 N3 N4 N5 N6 N8 N0'],
] as const;

describe('demonstration records', () => {
  it.each(CODES)('of type %s use codes of the domain', (kind, field, codes) => {
    for (const record of of(kind)) expect(codes.split(' ')).toContain(fieldsOf(record)[field]);
  });

  it('use refusal reasons for refusals only, assessment factors with 21 alone, and gradings of the 3x5x2 scheme', () => {
    for (const referral of of('Referral')) {
      expect(referral.reasonCode !== null).toBe(referral.decision === 'NO_FURTHER_ACTION');
      if (referral.reasonCode !== null) expect(referral.reasonCode).toMatch(/^R(0[1-9]|1[0-6]|99)$/);
      expect(referral.clockStoppedAt).toBe(referral.decidedAt);
    }
    for (const { factors } of of('Assessment')) {
      const codes = factors;
      expect(codes.length).toBeGreaterThan(0);
      expect(codes.includes('21')).toBe(codes.length === 1 && codes[0] === '21');
      for (const code of codes) expect('2 3 4 10A 11A 12A 13A 14A 24A 21'.split(' ')).toContain(code);
    }
    for (const { grading, safeguardingStatement } of of('IntelligenceReport')) {
      expect(grading).toMatch(/^[1-3][A-E][PC]$/);
      if (/[DE]/.test(grading)) expect(safeguardingStatement).toBeNull();
    }
  });

  it('tell of the past only, and of ends after beginnings', () => {
    const happened =
      'missingSince returnedAt occurredAt referredAt sentAt acknowledgedAt receivedAt decidedAt raisedAt ' +
      'clockStoppedAt offeredAt completedAt requestedAt recordedAt updatedAt startedOn endedOn completedOn heardOn since';
    for (const each of [...lines, ...registrations]) {
      const fields = fieldsOf(each);
      for (const name of happened.split(' ')) {
        if (fields[name] != null) expect(fields[name] <= now.toISOString()).toBe(true);
      }
      if (fields['endedOn'] != null) expect(fields['endedOn'] >= fields['startedOn']!).toBe(true);
      if (fields['returnedAt'] != null) {
        expect(fields['returnedAt'] > fields['missingSince']!).toBe(true);
      }
    }
  });

  it('start the 72 hours of a return home interview at the return itself', () => {
    const returns = new Map(of('MissingEpisode').map(({ id, returnedAt }) => [id, returnedAt]));
    expect(of('ReturnHomeInterview').length).toBeGreaterThan(100);
    for (const interview of of('ReturnHomeInterview')) {
      expect(interview.clockStartedAt).toBe(returns.get(interview.episodeId));
      const hours = Date.parse(interview.clockDueAt) - Date.parse(interview.clockStartedAt);
      expect(hours).toBe(72 * 3_600_000);
    }
  });

  it('tell the host council and the host force of every placement outside the area', () => {
    const forceOf = new Map<unknown, unknown>(of('Area').map(({ code, policeForceId }) => [code, policeForceId]));
    const current = of('Placement').filter(({ outOfArea, endedOn }) => outOfArea && endedOn === null);
    expect(current.length).toBeGreaterThan(20);
    for (const placement of current) {
      const told = of('PlacementNotification').filter(({ placementId }) => placementId === placement.id);
      expect(told.map(({ recipientId }) => recipientId)).toEqual([
        placement.hostAreaCode,
        forceOf.get(placement.hostAreaCode),
      ]);
    }
  });

  it('follow the volumes: 28 % of referrals from the police, about 45 % of placed children out of area', () => {
    const police = of('Referral').filter(({ source }) => source === '6').length / of('Referral').length;
    expect(police).toBeGreaterThan(0.22);
    expect(police).toBeLessThan(0.34);
    const current = of('Placement').filter(({ endedOn }) => endedOn === null);
    const away = current.filter(({ outOfArea }) => outOfArea).length / current.length;
    expect(away).toBeGreaterThan(0.3);
    expect(away).toBeLessThan(0.6);
  });

  it('say in every text that they are invented', () => {
    const texts = 'circumstances narrative reportText plan analysis rationale notes words'.split(' ');
    for (const fields of lines.map(fieldsOf)) {
      for (const name of texts) if (fields[name] != null) expect(fields[name]).toMatch(/^Demonstration data: /);
    }
    for (const { concerns } of of('Referral')) expect(concerns).toMatch(/^Demonstration data: /);
    for (const { familyName, address } of [...of('PoliceProfile'), ...of('CharityProfile')]) {
      expect(familyName).toMatch(/^(Demo|Sample|Figment|Fable|Invent|Specimen|Mock|Pretend|Placehold|Imagin)/);
      expect(address).toMatch(/\(invented\)$/);
    }
  });

  it('give consents to agencies and categories that exist', () => {
    for (const consent of of('Consent')) {
      expect(CATEGORIES).toEqual(expect.arrayContaining(consent.categories));
      expect(AGENCIES).toEqual(expect.arrayContaining(consent.recipients));
    }
  });
});
