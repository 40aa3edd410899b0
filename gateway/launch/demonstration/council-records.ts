import type {
  AssessmentLine,
  MissingEpisodeLine,
  PlacementLine,
  PlacementNotificationLine,
  ProfileLine,
  ReferralChallengeLine,
  ReferralLine,
  ReturnHomeInterviewLine,
  SocialCareEpisodeLine,
} from './record-lines';
import { usualPlacements } from './placements';
import { usualReferral } from './referrals';
import { profileOf, recordOf, usualHandling, type Holding, type Story } from './story';
import { analysisText, interviewText, planText } from './texts';
import { before, dateOf, timeOf } from './times';

const FACTORS = ['2', '3', '4', '10A', '11A', '12A', '13A', '14A', '24A'];
/** 72 elapsed hours from the return, never three days. */
const INTERVIEW_HOURS = 72;

export function councilProfile(story: Story, holding: Holding): ProfileLine<'CouncilProfile'> {
  const { nhsNumber, upn } = story.child;
  return { kind: 'CouncilProfile', ...profileOf(story, holding), nhsNumber, upn };
}

export function socialCareEpisode(
  story: Story,
  council: string,
  facts: { status: SocialCareEpisodeLine['status']; startedOn: Date; endedOn: Date | null },
): SocialCareEpisodeLine {
  const { random } = story;
  const legalStatus = random.weighted([
    ['V2', 45],
    ['C2', 35],
    ['C1', 14],
    ['E1', 2],
    ['J1', 3],
    ['L1', 1],
  ]);
  return {
    kind: 'SocialCareEpisode',
    ...recordOf(story, council),
    status: facts.status,
    startedOn: dateOf(facts.startedOn),
    endedOn: facts.endedOn === null ? null : dateOf(facts.endedOn),
    needCode: random.weighted([
      ['N1', 55],
      ['N2', 6],
      ['N3', 4],
      ['N4', 10],
      ['N5', 14],
      ['N6', 7],
      ['N8', 3],
      ['N0', 1],
    ]),
    legalStatus: facts.status === 'LOOKED_AFTER' ? legalStatus : null,
    plan: planText(random),
  };
}

export function assessment(story: Story, council: string, completedOn: Date): AssessmentLine {
  const { random } = story;
  const factors = new Set(Array.from({ length: random.whole(3) + 1 }, () => random.pick(FACTORS)));
  return {
    kind: 'Assessment',
    ...recordOf(story, council),
    completedOn: dateOf(completedOn),
    // 21 (nothing found) stands alone.
    factors: random.chance(0.05) ? ['21'] : FACTORS.filter((factor) => factors.has(factor)),
    analysis: analysisText(random),
  };
}

/** The interview that a return starts the clock for. `completedAt` null: not held yet. */
export function returnHomeInterview(
  story: Story,
  council: string,
  facts: { episode: MissingEpisodeLine; returnedAt: Date; completedAt: Date | null },
): ReturnHomeInterviewLine {
  const { episode, returnedAt, completedAt } = facts;
  const completed = completedAt === null ? null : timeOf(completedAt);
  return {
    kind: 'ReturnHomeInterview',
    ...recordOf(story, council),
    episodeId: episode.id,
    clockStartedAt: timeOf(returnedAt),
    clockDueAt: timeOf(before(returnedAt, { hours: -INTERVIEW_HOURS })),
    clockStoppedAt: completed,
    offeredAt: completedAt === null ? null : timeOf(new Date((returnedAt.getTime() + completedAt.getTime()) / 2)),
    accepted: completedAt === null ? null : true,
    completedAt: completed,
    notes: completedAt === null ? null : interviewText(story.random),
  };
}

export type CouncilLine =
  | ProfileLine<'CouncilProfile'>
  | SocialCareEpisodeLine
  | AssessmentLine
  | PlacementLine
  | PlacementNotificationLine
  | ReferralLine
  | ReferralChallengeLine
  | ReturnHomeInterviewLine;

/** What a council usually holds of a child: its episode, one to three referrals, placements, and interviews after returns. */
export function usualCouncilRecords(
  story: Story,
  holding: Holding,
  episodes: readonly MissingEpisodeLine[],
): CouncilLine[] {
  const { random, now, child } = story;
  const council = holding.organisation;
  const startedOn = before(now, { days: random.whole(600) + 40 });
  const endedOn = child.careStatus === 'CLOSED' ? before(startedOn, { days: -(random.whole(30) + 5) }) : null;
  const records: CouncilLine[] = [
    socialCareEpisode(story, council, { status: child.careStatus, startedOn, endedOn }),
    ...Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () => usualReferral(story, council)).flat(),
    ...(random.chance(0.5) ? [assessment(story, council, before(startedOn, { days: -30 }))] : []),
  ];
  for (const record of records) record.handling = usualHandling(random);
  if (child.careStatus === 'LOOKED_AFTER') records.push(...usualPlacements(story, council));
  records.push(...episodes.flatMap((episode) => usualInterview(story, council, episode)));
  return [councilProfile(story, holding), ...records];
}

/** Most returns are followed by an interview, two thirds of them in time; the clock of a recent one still runs. */
function usualInterview(story: Story, council: string, episode: MissingEpisodeLine): ReturnHomeInterviewLine[] {
  const { random, now } = story;
  if (episode.returnedAt === null || random.chance(0.15)) return [];
  const returnedAt = new Date(episode.returnedAt);
  const after = random.chance(0.67) ? random.whole(66) + 4 : random.whole(240) + 74;
  const completedAt = before(returnedAt, { hours: -after });
  const held = random.chance(0.85) && completedAt < now ? completedAt : null;
  const interview = returnHomeInterview(story, council, { episode, returnedAt, completedAt: held });
  return [{ ...interview, handling: episode.handling }];
}
