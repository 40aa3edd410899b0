import { OPEN_DOOR, serviceId, servicesOf } from './directory';
import type { AdvocacyRequestLine, ProfileLine, SupportEpisodeLine, WishLine } from './record-lines';
import { inventedWorker } from './people';
import { profileOf, recordOf, usualHandling, type Holding, type Story } from './story';
import { supportText, wishText } from './texts';
import { before, dateOf, timeOf } from './times';
import { endOfWorkingDay } from './working-days';

export function charityProfile(story: Story, holding: Holding): ProfileLine<'CharityProfile'> {
  return { kind: 'CharityProfile', ...profileOf(story, holding) };
}

export function supportEpisode(
  story: Story,
  charity: string,
  facts: { status: SupportEpisodeLine['status']; requestedAt: Date },
): SupportEpisodeLine {
  const { random, seed } = story;
  const hasStarted = facts.status === 'ACTIVE' || facts.status === 'ENDED';
  const startedAt = before(facts.requestedAt, { days: -5 });
  return {
    kind: 'SupportEpisode',
    ...recordOf(story, charity),
    serviceId: serviceId(seed, charity, random.pick(servicesOf(charity)).name),
    status: facts.status,
    requestedAt: timeOf(facts.requestedAt),
    startedOn: hasStarted ? dateOf(startedAt) : null,
    endedOn: facts.status === 'ENDED' ? dateOf(before(startedAt, { days: -(random.whole(20) + 5) })) : null,
    notes: supportText(random),
  };
}

export function wish(story: Story, charity: string, heardOn: Date): WishLine {
  return { kind: 'Wish', ...recordOf(story, charity), heardOn: dateOf(heardOn), words: wishText(story.random) };
}

function namedAdvocate(advocate: ReturnType<typeof inventedWorker> | null) {
  return {
    advocateName: advocate?.name ?? null,
    advocateRole: advocate?.role ?? null,
    advocateEmail: advocate?.email ?? null,
    advocateTelephone: advocate?.telephone ?? null,
  };
}

/** The rule ADVOCATE_RESPONSE. */
const ANSWER_WITHIN_DAYS = 2;
const ANSWERED_AFTER_HOURS = 20;

export function advocacyRequest(
  story: Story,
  charity: string,
  { requestedAt, status: given }: { requestedAt: Date; status?: AdvocacyRequestLine['status'] },
): AdvocacyRequestLine {
  const { random } = story;
  const drawn = random.pick(['REQUESTED', 'OFFERED', 'ACTIVE', 'ENDED'] as const);
  const status = given ?? drawn;
  const advocate = status === 'REQUESTED' ? null : inventedWorker('Independent advocate', charity, random);
  const answeredAt = advocate === null ? null : timeOf(before(requestedAt, { hours: -ANSWERED_AFTER_HOURS }));
  return {
    kind: 'AdvocacyRequest',
    ...recordOf(story, charity),
    requestedAt: timeOf(requestedAt),
    ...namedAdvocate(advocate),
    answeredAt,
    clockDueAt: timeOf(endOfWorkingDay(requestedAt, ANSWER_WITHIN_DAYS)),
    clockStoppedAt: answeredAt,
    status,
  };
}

export type CharityLine = ProfileLine<'CharityProfile'> | SupportEpisodeLine | WishLine | AdvocacyRequestLine;

/** What a charity usually holds of a child: an episode of support, what the child said, and advocacy where it is offered. */
export function usualCharityRecords(story: Story, holding: Holding): CharityLine[] {
  const { random, now } = story;
  const charity = holding.organisation;
  const lines: CharityLine[] = [charityProfile(story, holding)];
  for (let left = 1 + random.whole(2); left > 0; left -= 1) {
    const status = random.weighted([
      ['REQUESTED', 12],
      ['OFFERED', 8],
      ['DECLINED_NO_CAPACITY', 15],
      ['DECLINED_NOT_ELIGIBLE', 5],
      ['ACTIVE', 35],
      ['ENDED', 25],
    ] as const);
    lines.push(supportEpisode(story, charity, { status, requestedAt: before(now, { days: random.whole(400) + 30 }) }));
  }
  for (let left = random.whole(3); left > 0; left -= 1) {
    lines.push(wish(story, charity, before(now, { days: random.whole(300) + 1 })));
  }
  if (random.chance(charity === OPEN_DOOR ? 0.8 : 0.1)) {
    lines.push(advocacyRequest(story, charity, { requestedAt: before(now, { days: random.whole(120) + 1 }) }));
  }
  for (const line of lines) if (line.kind !== 'CharityProfile') line.handling = usualHandling(random);
  return lines;
}
