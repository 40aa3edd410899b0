import { AREAS, type DemonstrationArea } from './areas';
import { CAST } from './cast';
import { usualCharityRecords } from './charity-records';
import { randomOfChild, usualChild } from './children';
import { usualCouncilRecords } from './council-records';
import { HARBOUR, namedId, organisationLines, supportServiceLines } from './directory';
import { usualConditions, usualHubRecords } from './hub-records';
import type { AreaLine, DemonstrationLine, Destined, OrganisationLine, PolicyLine } from './lines';
import type { MissingEpisodeLine } from './record-lines';
import { usualPoliceRecords } from './police-records';
import { promptLines } from './prompts';
import { destined, type Stage } from './stage';
import type { Story } from './story';
import { before, timeOf } from './times';

export interface DemonstrationOptions extends Stage {
  /** How many children, the cast included: it comes first. */
  children: number;
  /** sha256 (hex) of the supergraph that the policies are written for. */
  supergraphHash: string;
  lawfulBases: readonly { id: string }[];
  safeguardingMinimums: readonly { id: string }[];
  policyOf: (owner: { id: string; agency: OrganisationLine['agency'] }) => readonly { id: string }[];
}

/**
 * Every line of the demonstration data, in an order in which each can be stored: what a line refers to came before it.
 * The same options give the same lines; a child is made when it is asked for, so the memory does not grow with their number.
 */
export function* demonstrationLines(options: DemonstrationOptions): Generator<Destined> {
  yield* destined('hub', ...directoryLines(options));
  yield* destined('charity', ...supportServiceLines(options.seed, options.now));
  yield* destined('council', { kind: 'ReferralSource', organisation: HARBOUR, source: '8.V.CL' });
  for (let number = 1; number <= options.children; number += 1) {
    const lines = childLines(options, number);
    yield* lines;
    yield* promptLines(options.seed, lines);
  }
}

/** Areas, organisations, lawful bases, one policy for each organisation, and the supergraph that they are for. */
function directoryLines(options: DemonstrationOptions): DemonstrationLine[] {
  const organisations = organisationLines();
  return [
    ...AREAS.map(areaLine),
    ...organisations,
    ...options.lawfulBases.map((basis) => ({ ...basis, kind: 'LawfulBasis' as const })),
    ...options.safeguardingMinimums.map((minimum) => ({ ...minimum, kind: 'SafeguardingMinimum' as const })),
    ...organisations.map((owner) => policyLine(options, owner)),
    { kind: 'SupergraphHash', hash: options.supergraphHash },
  ];
}

function areaLine({ code, name, region, forceId }: DemonstrationArea): AreaLine {
  return { kind: 'Area', code, name, region, policeForceId: forceId };
}

/** One officer wrote it and another approved it, as the hub demands of every policy. */
function policyLine({ seed, now, policyOf }: DemonstrationOptions, { id, agency }: OrganisationLine): PolicyLine {
  return {
    kind: 'Policy',
    id: namedId(seed, `policy/${id}`),
    owner: id,
    rules: policyOf({ id, agency }),
    author: 'demonstration-data-officer-1',
    approvedBy: 'demonstration-data-officer-2',
    note: 'Demonstration data: the agreement that every organisation starts with.',
    effectiveFrom: timeOf(before(now, { days: 1 })),
  };
}

function childLines({ seed, now }: Stage, number: number): Destined[] {
  const scene = CAST[number - 1];
  if (scene !== undefined) return scene({ seed, now });
  const random = randomOfChild(seed, number);
  const story: Story = { seed, now, random, child: usualChild({ number, now, random }) };
  const holdings = story.child.holdings.filter(({ isHost }) => !isHost);
  const of = (sector: string) => holdings.filter((holding) => holding.sector === sector);
  const police = of('police').flatMap((holding) => usualPoliceRecords(story, holding));
  const episodes = police.filter((line): line is MissingEpisodeLine => line.kind === 'MissingEpisode');
  const council = of('council').flatMap((holding) => usualCouncilRecords(story, holding, episodes));
  const charity = of('charity').flatMap((holding) => usualCharityRecords(story, holding));
  return [
    ...destined('hub', ...usualHubRecords(story)),
    ...destined('police', ...police),
    ...destined('council', ...council),
    ...destined('charity', ...charity),
    ...destined('hub', ...usualConditions(story, [...police, ...council, ...charity])),
  ];
}
