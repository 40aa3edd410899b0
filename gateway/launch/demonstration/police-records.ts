import type {
  CustodyEventLine,
  IntelligenceReportLine,
  MissingEpisodeLine,
  NrmReferralLine,
  ProfileLine,
} from './record-lines';
import { profileOf, recordOf, usualHandling, type Holding, type Story } from './story';
import { circumstancesText, custodyText, foundText, intelligenceText, nrmText, safeguardingText } from './texts';
import { before, dateOf, timeOf } from './times';
import { endOfWorkingDay } from './working-days';

export function policeProfile(story: Story, holding: Holding): ProfileLine<'PoliceProfile'> {
  const pncId = `DEMO/${String(story.child.number).padStart(7, '0')}`;
  return { kind: 'PoliceProfile', ...profileOf(story, holding), pncId };
}

/** A missing episode; `returnedAt` null: not found yet. */
export function missingEpisode(
  story: Story,
  force: string,
  at: { missingSince: Date; returnedAt: Date | null },
): MissingEpisodeLine {
  const { random, child } = story;
  const missing = random.chance(0.9) ? 'MISSING' : 'AWAY_WITHOUT_AUTHORISATION';
  return {
    kind: 'MissingEpisode',
    ...recordOf(story, force),
    status: at.returnedAt === null ? missing : 'RETURNED',
    missingSince: timeOf(at.missingSince),
    returnedAt: at.returnedAt === null ? null : timeOf(at.returnedAt),
    risk: random.weighted([
      ['NO_APPARENT', 5],
      ['LOW', 20],
      ['MEDIUM', 55],
      ['HIGH', 20],
    ]),
    circumstances: circumstancesText(random),
    foundAt: at.returnedAt === null ? null : foundText(random),
    areaCode: (child.hostArea ?? child.home).code,
  };
}

export function custodyEvent(story: Story, force: string, occurredAt: Date): CustodyEventLine {
  const { random } = story;
  const subjectCategory = random.weighted([
    ['SUSPECT', 55],
    ['VICTIM', 30],
    ['WITNESS', 12],
    ['CONVICTED', 3],
  ] as const);
  const isSuspected = subjectCategory === 'SUSPECT' || subjectCategory === 'CONVICTED';
  const nrmConsidered = random.chance(0.55);
  return {
    kind: 'CustodyEvent',
    ...recordOf(story, force),
    occurredAt: timeOf(occurredAt),
    subjectCategory,
    nrmConsidered,
    section45Considered: isSuspected && nrmConsidered && random.chance(0.6),
    offenceCode: isSuspected ? random.pick(['DEMO-92D', 'DEMO-08A', 'DEMO-45B']) : null,
    narrative: custodyText(random),
  };
}

export function intelligenceReport(story: Story, force: string, grading: string): IntelligenceReportLine {
  const { random, now } = story;
  return {
    kind: 'IntelligenceReport',
    ...recordOf(story, force),
    // Graded D or E: too weak to be sanitised for anyone.
    safeguardingStatement: /[DE]/.test(grading) ? null : safeguardingText(random),
    reviewOn: dateOf(before(now, { days: -(random.whole(180) + 7) })),
    grading,
    reportText: intelligenceText(random),
  };
}

export function nrmReferral(story: Story, force: string, referredAt: Date): NrmReferralLine {
  const { random } = story;
  const line = {
    kind: 'NrmReferral' as const,
    ...recordOf(story, force),
    stage: random.weighted([
      ['IDENTIFIED', 1],
      ['REFERRED', 2],
      ['REASONABLE_GROUNDS_PENDING', 3],
      ['REASONABLE_GROUNDS_POSITIVE', 2],
      ['REASONABLE_GROUNDS_NEGATIVE', 1],
      ['CONCLUSIVE_GROUNDS_PENDING', 4],
      ['CONCLUSIVE_GROUNDS_POSITIVE', 3],
      ['CONCLUSIVE_GROUNDS_NEGATIVE', 1],
      ['RECONSIDERATION', 1],
    ]),
    competentAuthority: random.pick(['Single Competent Authority', 'Devolved decision-making panel']),
    referredAt: timeOf(referredAt),
    narrative: nrmText(random),
  };
  return { ...line, ...nrmClock(line.stage, referredAt) };
}

/** Runs from the hour after the referral; a decision that was made was made on the third day. */
function nrmClock(
  stage: string,
  referredAt: Date,
): Pick<NrmReferralLine, 'clockStartedAt' | 'clockDueAt' | 'clockStoppedAt'> {
  if (stage === 'IDENTIFIED' || stage === 'REFERRED')
    return { clockStartedAt: null, clockDueAt: null, clockStoppedAt: null };
  const startedAt = before(referredAt, { hours: -1 });
  return {
    clockStartedAt: timeOf(startedAt),
    clockDueAt: timeOf(endOfWorkingDay(startedAt, 5)),
    clockStoppedAt: stage === 'REASONABLE_GROUNDS_PENDING' ? null : timeOf(before(startedAt, { days: -3 })),
  };
}

export type PoliceLine =
  ProfileLine<'PoliceProfile'> | MissingEpisodeLine | CustodyEventLine | IntelligenceReportLine | NrmReferralLine;

/** What a force usually holds of a child: about one missing episode, less of everything else. */
export function usualPoliceRecords(story: Story, holding: Holding): PoliceLine[] {
  const { random, now } = story;
  const force = holding.organisation;
  const some = (chances: readonly number[]) =>
    random.weighted(chances.map((chance, count) => [count, chance] as const));
  const lines: PoliceLine[] = [policeProfile(story, holding)];
  for (let left = some([45, 25, 15, 10, 3, 2]); left > 0; left -= 1) lines.push(usualEpisode(story, force));
  for (let left = some([60, 25, 10, 5]); left > 0; left -= 1) {
    lines.push(custodyEvent(story, force, before(now, { days: random.whole(540), hours: random.whole(24) + 1 })));
  }
  for (let left = some([70, 20, 10]); left > 0; left -= 1) {
    const grading = `${random.whole(3) + 1}${random.pick(['A', 'B', 'C', 'D', 'E'])}${random.pick(['P', 'C'])}`;
    lines.push(intelligenceReport(story, force, grading));
  }
  if (random.chance(0.1)) {
    lines.push(nrmReferral(story, force, before(now, { days: random.whole(400), hours: random.whole(24) + 1 })));
  }
  for (const line of lines) if (line.kind !== 'PoliceProfile') line.handling = usualHandling(random);
  return lines;
}

/** Hours to days away, within the last year and a half; a few are still missing. */
function usualEpisode(story: Story, force: string): MissingEpisodeLine {
  const { random, now } = story;
  if (random.chance(0.03)) {
    return missingEpisode(story, force, {
      missingSince: before(now, { hours: random.whole(60) + 2 }),
      returnedAt: null,
    });
  }
  const returnedAt = before(now, { days: random.whole(540), hours: random.whole(24) + 1 });
  const away = random.weighted([
    [random.whole(12) + 2, 6],
    [random.whole(24) + 12, 3],
    [random.whole(120) + 36, 1],
  ]);
  return missingEpisode(story, force, { missingSince: before(returnedAt, { hours: away }), returnedAt });
}
