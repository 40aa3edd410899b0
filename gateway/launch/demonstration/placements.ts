import { AREAS, getArea } from './areas';
import { inventedPostcode } from './identifiers';
import type { PlacementLine, PlacementNotificationLine } from './record-lines';
import { inventedAddress, inventedName } from './people';
import { recordOf, type Story } from './story';
import { before, dateOf, timeOf } from './times';
import { endOfWorkingDay } from './working-days';

const PLACEMENT_TYPES = [
  ['U4', 22],
  ['U6', 30],
  ['U1', 8],
  ['U3', 6],
  ['K2', 16],
  ['K1', 1],
  ['H5', 9],
  ['P1', 5],
  ['S1', 1],
  ['R1', 1],
  ['T4', 1],
] as const;

/** A placement by the council, in its own area or in the child's host area. */
export function placement(
  story: Story,
  council: string,
  facts: { type?: string; hostAreaCode: string; startedOn: Date; endedOn: Date | null },
): PlacementLine {
  const { random } = story;
  const host = getArea(facts.hostAreaCode);
  const { familyName } = inventedName(random);
  return {
    kind: 'Placement',
    ...recordOf(story, council),
    placementType: facts.type ?? random.weighted(PLACEMENT_TYPES),
    startedOn: dateOf(facts.startedOn),
    endedOn: facts.endedOn === null ? null : dateOf(facts.endedOn),
    hostAreaCode: host.code,
    outOfArea: host.code !== council,
    provider: `PR${random.whole(6)} ${familyName} House (demonstration)`,
    address: inventedAddress(host.name, random),
    postcode: inventedPostcode(host.number, random),
  };
}

/** The council tells a host of a placement: one working day to acknowledge. `acknowledgedAt` null: nobody has. */
export function placementNotification(
  story: Story,
  placed: PlacementLine,
  facts: { recipientId: string; sentAt: Date; acknowledgedAt: Date | null },
): PlacementNotificationLine {
  const { givenName, familyName } = inventedName(story.random);
  const acknowledgedAt = facts.acknowledgedAt === null ? null : timeOf(facts.acknowledgedAt);
  return {
    kind: 'PlacementNotification',
    ...recordOf(story, placed.ownerId, placed.handling),
    placementId: placed.id,
    recipientId: facts.recipientId,
    sentAt: timeOf(facts.sentAt),
    clockRule: 'PLACEMENT_ACKNOWLEDGE',
    clockStartedAt: timeOf(facts.sentAt),
    clockDueAt: timeOf(endOfWorkingDay(facts.sentAt, 1)),
    clockStoppedAt: acknowledgedAt,
    acknowledgedAt,
    acknowledgedBy: acknowledgedAt === null ? null : `${givenName} ${familyName} (demonstration)`,
  };
}

/** Where a looked-after child lives now, for some where it lived before, and who was told. */
export function usualPlacements(story: Story, council: string): (PlacementLine | PlacementNotificationLine)[] {
  const { random, now, child } = story;
  const startedAt = before(now, { days: random.whole(400) + 3, hours: random.whole(8) });
  const hostAreaCode = child.hostArea?.code ?? council;
  const current = placement(story, council, { hostAreaCode, startedOn: startedAt, endedOn: null });
  const lines: (PlacementLine | PlacementNotificationLine)[] = [current];
  if (child.hostArea !== null) {
    for (const recipientId of [child.hostArea.code, child.hostArea.forceId]) {
      const hours = random.whole(30) + 1;
      const acknowledgedAt = random.chance(0.7) ? before(startedAt, { hours: -hours }) : null;
      lines.push(placementNotification(story, current, { recipientId, sentAt: startedAt, acknowledgedAt }));
    }
  }
  if (random.chance(0.4)) {
    const earlier = { startedOn: before(startedAt, { days: random.whole(300) + 20 }), endedOn: startedAt };
    lines.push(placement(story, council, { hostAreaCode: council, ...earlier }));
  }
  return lines;
}

/** An area other than the child's own, the acting ones more often than others. */
export function otherArea(story: Pick<Story, 'random'>, home: string, acting: readonly string[]): string {
  const candidates = story.random.chance(0.7) ? acting : AREAS.map(({ code }) => code);
  return story.random.pick(candidates.filter((code) => code !== home));
}
