import { createHash } from 'node:crypto';
import type { Agency } from '../../../schema/vocabulary';
import { AREAS, type DemonstrationArea } from './areas';
import type { OrganisationLine, SupportServiceLine } from './lines';
import { createRandom, type Random } from './random';
import { before, timeOf } from './times';

export const NORFOLK = { force: 'E23000024', council: 'E10000020' };
export const LEWISHAM = { force: 'E23000001', council: 'E09000023' };
export const KENT = { force: 'E23000032', council: 'E10000016' };
export const HARBOUR = 'harbour-youth-trust';
export const OPEN_DOOR = 'open-door-advocacy';

interface Charity {
  id: string;
  name: string;
  areaCodes: readonly string[];
}

const ACTING_COUNCILS = [NORFOLK.council, LEWISHAM.council, KENT.council];
const areasOf = (...regions: string[]) =>
  AREAS.filter(({ region }) => regions.includes(region)).map(({ code }) => code);

/** Every charity is invented, and between them every area has one. The first two act in the demonstration. */
export const CHARITIES: readonly Charity[] = [
  { id: HARBOUR, name: 'Harbour Youth Trust', areaCodes: [...ACTING_COUNCILS, 'E10000012', 'E10000029'] },
  { id: OPEN_DOOR, name: 'Open Door Advocacy', areaCodes: ACTING_COUNCILS },
  {
    id: 'quillmoor-family-line',
    name: 'Quillmoor Family Line',
    areaCodes: areasOf('North East', 'Yorkshire and The Humber'),
  },
  { id: 'ashfell-youth-bridge', name: 'Ashfell Youth Bridge', areaCodes: areasOf('North West', 'West Midlands') },
  {
    id: 'tarnbeck-young-voices',
    name: 'Tarnbeck Young Voices',
    areaCodes: areasOf('East Midlands', 'East of England'),
  },
  {
    id: 'fablecoast-young-people',
    name: 'Fablecoast Young People',
    areaCodes: areasOf('South East', 'South West', 'London'),
  },
  { id: 'cwmfable-youth-support', name: 'Cwmfable Youth Support', areaCodes: areasOf('Wales') },
];

/** A charity that works in the area; the acting ones come first where they work. */
export function charityIn(areaCode: string, random: Random): string {
  const there = CHARITIES.filter(({ areaCodes }) => areaCodes.includes(areaCode)).map(({ id }) => id);
  if (ACTING_COUNCILS.includes(areaCode)) return random.chance(0.65) ? HARBOUR : OPEN_DOOR;
  return random.pick(there);
}

/** An id that depends on the seed and the name alone. */
export function namedId(seed: string, name: string): string {
  return createRandom(seed, `id/${name}`).id();
}

/** Every council, force and charity with its areas and contact point. */
export function organisationLines(): OrganisationLine[] {
  const forces = new Map<string, DemonstrationArea[]>();
  for (const area of AREAS) forces.set(area.forceId, [...(forces.get(area.forceId) ?? []), area]);
  return [
    ...[...forces].map(([id, areas]) =>
      organisation({ id, name: areas[0]?.forceName ?? id, areaCodes: areas.map(({ code }) => code) }, 'POLICE'),
    ),
    ...AREAS.map((area) => organisation({ id: area.code, name: councilName(area), areaCodes: [area.code] }, 'COUNCIL')),
    // A charity is the one kind of body here that does not exist, so its name says so.
    ...CHARITIES.map((charity) => organisation({ ...charity, name: `${charity.name} (demonstration)` }, 'CHARITY')),
  ];
}

/** Councils that call themselves otherwise than by their area's name. */
const COUNCIL_NAMES: Readonly<Record<string, string>> = {
  'City of Bristol': 'Bristol City Council',
  'City of London': 'City of London Corporation',
  'County Durham': 'Durham County Council',
  'Kingston upon Hull': 'Hull City Council',
  'The Vale of Glamorgan': 'Vale of Glamorgan Council',
};

function councilName({ code, name }: DemonstrationArea): string {
  // GSS codes of counties begin with E10.
  return COUNCIL_NAMES[name] ?? `${name} ${code.startsWith('E10') ? 'County Council' : 'Council'}`;
}

const DESKS: Readonly<Record<Agency, string>> = {
  POLICE: 'Public protection desk (demonstration)',
  COUNCIL: 'Multi-agency safeguarding hub (demonstration)',
  CHARITY: 'Designated safeguarding lead (demonstration)',
};

function organisation(body: Charity, agency: Agency): OrganisationLine {
  const slug = body.name
    .toLowerCase()
    .replaceAll(/\(.*\)/g, '')
    .trim()
    .replaceAll(/[^a-z]+/g, '-');
  const line = createHash('sha256').update(body.id).digest().readUInt16BE(0) % 1000;
  return {
    kind: 'Organisation',
    id: body.id,
    name: body.name,
    agency,
    areaCodes: [...body.areaCodes],
    contactName: DESKS[agency],
    contactRole: 'Information sharing contact point',
    contactEmail: `sharing@${slug}.demonstration.invalid`,
    contactTelephone: `01632 960${String(line).padStart(3, '0')}`,
  };
}

const SERVICES: readonly { name: string; kinds: string[]; ages: [number, number]; capacity: number }[] = [
  { name: 'county-lines casework', kinds: ['COUNTY_LINES', 'EXPLOITATION'], ages: [10, 18], capacity: 24 },
  { name: 'mentoring', kinds: ['MENTORING'], ages: [11, 18], capacity: 40 },
  { name: 'independent advocacy', kinds: ['ADVOCACY'], ages: [8, 21], capacity: 30 },
];

/** The services of every charity, with their places. */
export function supportServiceLines(seed: string, now: Date): SupportServiceLine[] {
  return CHARITIES.flatMap((charity) =>
    servicesOf(charity.id).map((service) => {
      const random = createRandom(seed, `service/${charity.id}/${service.name}`);
      const available = random.weighted([
        [0, 4],
        [1, 3],
        [random.whole(6) + 2, 3],
      ]);
      return {
        kind: 'SupportService' as const,
        id: serviceId(seed, charity.id, service.name),
        ownerId: charity.id,
        name: `${charity.name}: ${service.name} (demonstration)`,
        areaCodes: [...charity.areaCodes],
        kinds: service.kinds,
        minimumAge: service.ages[0],
        maximumAge: service.ages[1],
        capacity: service.capacity,
        available,
        waitingDays: available === 0 ? 14 + random.whole(60) : 0,
        updatedAt: timeOf(before(now, { hours: random.whole(72) + 1 })),
      };
    }),
  );
}

/** The services that a charity runs: advocates advocate, the others work with the child. */
export function servicesOf(charity: string): typeof SERVICES {
  return SERVICES.filter(({ kinds }) => kinds.includes('ADVOCACY') === (charity === OPEN_DOOR));
}

export function serviceId(seed: string, charity: string, service: string): string {
  return namedId(seed, `service/${charity}/${service}`);
}
