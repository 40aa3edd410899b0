import type { ConcernLevel } from '../../../schema/vocabulary';
import { getArea } from './areas';
import { charityProfile } from './charity-records';
import { personOf, randomOfChild } from './children';
import { councilProfile } from './council-records';
import { childLine, concernBy, registration } from './hub-records';
import type { ConsentLine, DemonstrationLine, Destined } from './lines';
import { policeProfile } from './police-records';
import type { DemonstrationChild, Holding, Story } from './story';
import { before, dateOf } from './times';

/** Where and when the cast plays. */
export interface Stage {
  seed: string;
  now: Date;
}

/** What is fixed of one member of the cast. */
export interface Part {
  /** Found as `DEMO-<number>`. */
  number: number;
  homeCode: string;
  holdings: Holding[];
  bornOn?: string;
  hostAreaCode?: string;
}

/** What the hub knows of one member of the cast besides who is involved. */
export interface HubPart {
  concern?: { by: string; level: ConcernLevel };
  consents?: ConsentLine[];
  /** Who of an organisation is allocated, by the subject of the token. */
  allocated?: Readonly<Record<string, string[]>>;
}

export const isKnownTo = (sector: Holding['sector'], organisation: string): Holding => ({
  sector,
  organisation,
  isHost: false,
});

/** Gives the story that the records of a member of the cast are told from. */
export function storyOf(stage: Stage, part: Part): Story {
  const random = randomOfChild(stage.seed, part.number);
  const child: DemonstrationChild = {
    ...personOf(random, part.number, getArea(part.homeCode)),
    reference: `DEMO-${part.number}`,
    dateOfBirth: part.bornOn ?? dateOf(before(stage.now, { days: 15 * 365.25 + 40 * part.number })),
    holdings: part.holdings,
    careStatus: 'CHILD_IN_NEED',
    hostArea: part.hostAreaCode === undefined ? null : getArea(part.hostAreaCode),
  };
  return { ...stage, random, child };
}

export function destined(sector: Destined['sector'], ...lines: DemonstrationLine[]): Destined[] {
  return lines.map((line) => ({ sector, line }));
}

const PROFILES = { police: policeProfile, council: councilProfile, charity: charityProfile };

/** The line with some of its fields told otherwise. */
export function altered<T extends DemonstrationLine>(line: T, fields: Partial<T>): T {
  return { ...line, ...fields };
}

/** One profile at each organisation that knows the child; a host has none. */
export function profilesOf(story: Story): Destined[] {
  return story.child.holdings
    .filter(({ isHost }) => !isHost)
    .map((holding) => ({ sector: holding.sector, line: PROFILES[holding.sector](story, holding) }));
}

/** The child as the hub knows it: its registrations, concern and consents. */
export function hubPartOf(story: Story, { concern, consents = [], allocated = {} }: HubPart): Destined[] {
  const registrations = story.child.holdings.map((holding) =>
    registration(story, holding, { team: null, subjects: allocated[holding.organisation] ?? [] }),
  );
  const concerns = concern === undefined ? [] : [concernBy(story, concern.by, concern.level)];
  return destined('hub', childLine(story, registrations, concerns), ...consents);
}
