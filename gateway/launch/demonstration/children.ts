import { AREAS, getArea, type DemonstrationArea } from './areas';
import { charityIn, KENT, LEWISHAM, NORFOLK } from './directory';
import { inventedPostcode, nhsNumber, pupilNumber } from './identifiers';
import { inventedAddress, inventedName } from './people';
import { otherArea } from './placements';
import { createRandom, type Random } from './random';
import type { AgencySector, DemonstrationChild, Holding } from './story';
import { before, dateOf } from './times';

const ACTING_FORCES = [NORFOLK.force, LEWISHAM.force, KENT.force];
const ACTING_COUNCILS = [NORFOLK.council, LEWISHAM.council, KENT.council];
/** Its multiples modulo 1 are spread evenly, so that shares hold for any number of children, not only for many. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Who a child is and where it lives; who knows it is up to the caller. */
export function personOf(
  random: Random,
  number: number,
  home: DemonstrationArea,
): Omit<DemonstrationChild, 'reference' | 'dateOfBirth' | 'holdings' | 'careStatus' | 'hostArea'> {
  return {
    id: random.id(),
    number,
    ...inventedName(random),
    home,
    address: inventedAddress(home.name, random),
    postcode: inventedPostcode(home.number, random),
    nhsNumber: nhsNumber(number),
    upn: pupilNumber(number),
  };
}

/** The child with a number, known to one sector or more. The same for the same seed, whatever comes before or after it. */
export function usualChild(at: { number: number; now: Date; random: Random }): DemonstrationChild {
  const { number, now, random } = at;
  const home = getArea(homeOf(random));
  const sectors = sectorsOf((number * GOLDEN) % 1, random);
  // Never on the eve of the 18th birthday: that is a story of its own.
  const days = random.weighted([
    [random.whole(1275) + 14 * 365, 70],
    [random.whole(4 * 365) + 10 * 365, 30],
  ]);
  const dateOfBirth = dateOf(before(now, { days }));
  const careStatus = careStatusOf(random, days >= 16.1 * 365);
  const isPlacedElsewhere = sectors.includes('council') && careStatus === 'LOOKED_AFTER' && random.chance(0.45);
  const hostArea = isPlacedElsewhere ? getArea(otherArea({ random }, home.code, ACTING_COUNCILS)) : null;
  const child = { ...personOf(random, number, home), dateOfBirth, careStatus, hostArea };
  return { ...child, reference: referenceOf(number), holdings: holdingsOf(child, sectors, random) };
}

function referenceOf(number: number): string {
  return `INV-${String(number).padStart(6, '0')}`;
}

/** Four in five live where an acting council is; the others anywhere. */
function homeOf(random: Random): string {
  return random.weighted([
    [NORFOLK.council, 34],
    [LEWISHAM.council, 27],
    [KENT.council, 19],
    [random.pick(AREAS).code, 20],
  ]);
}

/** 70 % are known to one sector, 22 % to two, 8 % to all three. */
function sectorsOf(spread: number, random: Random): AgencySector[] {
  if (spread < 0.08) return ['police', 'council', 'charity'];
  if (spread < 0.3) {
    return random.weighted<AgencySector[]>([
      [['police', 'council'], 60],
      [['council', 'charity'], 25],
      [['police', 'charity'], 15],
    ]);
  }
  return random.weighted<AgencySector[]>([
    [['council'], 45],
    [['police'], 35],
    [['charity'], 20],
  ]);
}

function careStatusOf(random: Random, isSixteen: boolean): DemonstrationChild['careStatus'] {
  return random.weighted([
    ['EARLY_HELP', 25],
    ['CHILD_IN_NEED', 32],
    ['CHILD_PROTECTION', 12],
    ['LOOKED_AFTER', 18],
    ['CARE_LEAVER', isSixteen ? 4 : 0],
    ['CLOSED', 13],
  ]);
}

/** The home area's bodies; when the child is placed elsewhere, the host's force, and its council as a host. */
function holdingsOf(
  child: Pick<DemonstrationChild, 'home' | 'hostArea'>,
  sectors: readonly AgencySector[],
  random: Random,
): Holding[] {
  const holdings: Holding[] = [];
  const add = (sector: AgencySector, organisation: string, isHost = false) =>
    holdings.push({ sector, organisation, isHost });
  if (sectors.includes('police')) {
    const force = (child.hostArea ?? child.home).forceId;
    add('police', force);
    // A few are known to a second force, as those who travel are.
    if (random.chance(0.04)) add('police', random.pick(ACTING_FORCES.filter((other) => other !== force)));
  }
  if (sectors.includes('council')) {
    add('council', child.home.code);
    if (child.hostArea !== null) add('council', child.hostArea.code, true);
  }
  if (sectors.includes('charity')) add('charity', charityIn(child.home.code, random));
  return holdings;
}

/** The stream of choices from which everything about one child comes. */
export function randomOfChild(seed: string, number: number): Random {
  return createRandom(seed, `child/${number}`);
}
