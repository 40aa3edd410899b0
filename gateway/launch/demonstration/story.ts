import type { Handling, Sector } from '../../../schema/vocabulary';
import type { DemonstrationArea } from './areas';
import type { ProfileLine, RecordLine, SocialCareEpisodeLine } from './record-lines';
import { inventedWorker, type Name } from './people';
import type { Random } from './random';
import { indicatorsOf } from './texts';
import { before, timeOf } from './times';

export type AgencySector = Exclude<Sector, 'hub'>;

/** One organisation's knowledge of the child. A host has been told of a placement and holds no records of its own. */
export interface Holding {
  sector: AgencySector;
  organisation: string;
  isHost: boolean;
}

/** An invented child and who knows it. */
export interface DemonstrationChild extends Name {
  id: string;
  number: number;
  /** What each organisation files the child under is made of this. */
  reference: string;
  dateOfBirth: string;
  home: DemonstrationArea;
  address: string;
  postcode: string;
  nhsNumber: string;
  upn: string;
  holdings: Holding[];
  careStatus: SocialCareEpisodeLine['status'];
  /** Where the child is placed, when that is outside its own council's area. */
  hostArea: DemonstrationArea | null;
}

/** What every record of a child is told from. */
export interface Story {
  seed: string;
  now: Date;
  random: Random;
  child: DemonstrationChild;
}

/** The fields that all records share. */
export function recordOf(story: Story, ownerId: string, handling: Handling = 'OPEN'): Omit<RecordLine, 'kind'> {
  return { id: story.random.id(), subjectId: story.child.id, ownerId, handling };
}

/** Few records are marked; the marks are there to be met with. */
export function usualHandling(random: Random): Handling {
  return random.weighted([
    ['OPEN', 965],
    ['CONDITIONAL', 15],
    ['SEALED', 15],
    ['HIDDEN', 5],
  ]);
}

const LEAD_ROLES: Readonly<Record<AgencySector, string>> = {
  police: 'Child exploitation officer',
  council: 'Social worker',
  charity: 'Caseworker',
};

/** What one organisation keeps of who the child is. Everybody's names and birthday agree; what they observed does not. */
export function profileOf(story: Story, holding: Holding): Omit<ProfileLine, 'kind'> {
  const { child, random, now } = story;
  const lead = inventedWorker(LEAD_ROLES[holding.sector], holding.organisation, random);
  return {
    ...recordOf(story, holding.organisation),
    leadWorkerName: lead.name,
    leadWorkerRole: lead.role,
    leadWorkerEmail: lead.email,
    leadWorkerTelephone: lead.telephone,
    givenName: child.givenName,
    familyName: child.familyName,
    dateOfBirth: child.dateOfBirth,
    areaCode: child.home.code,
    address: child.address,
    postcode: child.postcode,
    indicators: indicatorsOf(random, now),
    updatedAt: timeOf(before(now, { days: random.whole(90), hours: random.whole(24) + 1 })),
  };
}
