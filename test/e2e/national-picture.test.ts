import { ADVOCATE, DATA_OFFICER, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const ANALYST: Person = { organisation: NORFOLK_FORCE, role: 'ANALYST', purpose: 'OVERSIGHT' };
const FIGURES = [
  'referrals',
  'referralsRefused',
  'refusedAsOutsideTheHome',
  'decidedInTime',
  'missingEpisodes',
  'interviewsInTime',
  'placementsOutOfArea',
  'placementsAcknowledgedInTime',
  'arrestsWithoutNrmConsideration',
  'supportRequested',
  'supportOffered',
] as const;
type Pictured = Record<(typeof FIGURES)[number], { value: number | null; suppressed: boolean }>;
const PICTURE = `query($area: ID, $from: Date!, $to: Date!) { areaPicture(area: $area, from: $from, to: $to) {
  area { code name } region from to ${FIGURES.map((figure) => `${figure} { value suppressed }`).join(' ')} } }`;

describe('the picture of an area', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startHub({ children: 200 });
  }, 60_000);
  afterAll(() => hub.stop());

  const ask = (area: string | null, person = ANALYST, days: object = {}): Promise<HubAnswer> =>
    hub.ask(person, PICTURE, { area, from: '2000-01-01', to: '2099-12-31', ...days });
  const picture = async (area: string | null): Promise<Pictured & Record<string, unknown>> => {
    const { data, errors } = await ask(area);
    expect(errors).toEqual([]);
    return data.areaPicture;
  };

  it('has every figure, of the nation, a region and an area, by three sectors', async () => {
    const nation = await picture(null);
    expect(nation).toMatchObject({ area: null, region: null, from: '2000-01-01', to: '2099-12-31' });
    for (const figure of FIGURES) {
      const { value, suppressed } = nation[figure];
      expect({ figure, suppressed: value === null }).toEqual({ figure, suppressed });
      expect((value ?? 0) % 5).toBe(0);
    }
    expect(nation.referrals.value).toBeGreaterThan(0);
    expect(nation.missingEpisodes.value).toBeGreaterThan(0);
    expect(nation.supportRequested.value).toBeGreaterThan(0);
    expect(await picture('east of england')).toMatchObject({ area: null, region: 'East of England' });
    expect(await picture(NORFOLK_COUNCIL)).toMatchObject({
      area: { code: NORFOLK_COUNCIL, name: 'Norfolk' },
      region: null,
    });
  });

  it('is the same whenever it is asked for', async () => {
    expect(await picture(null)).toEqual(await picture(null));
  });

  it('is of whole quarters, and says which', async () => {
    const { data } = await ask(null, ANALYST, { from: '2026-02-14', to: '2026-04-01' });
    expect(data.areaPicture).toMatchObject({ from: '2026-01-01', to: '2026-06-30' });
  });

  it('is open to everybody who is known, and shows an analyst no child', async () => {
    for (const person of [
      ANALYST,
      DATA_OFFICER,
      ADVOCATE,
      worker(NORFOLK_COUNCIL),
      worker(NORFOLK_FORCE, 'MISSING_CHILD'),
    ])
      expect((await ask(null, person)).errors).toEqual([]);
    const child = await hub.findChild(worker(NORFOLK_FORCE, 'MISSING_CHILD'), 'DEMO-1');
    const { data } = await hub.ask(ANALYST, 'query($id: ID!) { child(id: $id) { missingEpisodes { id } } }', {
      id: child,
    });
    expect(data.child.missingEpisodes).toBeNull();
  });

  it('names what is wrong with the place and the time', async () => {
    for (const [variables, at] of [
      [{ area: 'Atlantis' }, 'area'],
      [{ from: '2026-05-01', to: '2026-04-30' }, 'to'],
    ] as const) {
      const { errors } = await ask(null, ANALYST, variables);
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', at });
    }
  });
});
