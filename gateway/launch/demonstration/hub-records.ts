import {
  AGENCIES,
  CATEGORIES,
  type Agency,
  type ConcernLevel,
  type ConsentState,
  type DataCategory,
} from '../../../schema/vocabulary';
import type { ChildLine, ConcernValue, ConsentLine, RecordConditionLine, RegistrationValue } from './lines';
import type { RecordLine } from './record-lines';
import { inventedWorker } from './people';
import type { AgencySector, Holding, Story } from './story';
import { concernReason } from './texts';
import { before, dateOf, timeOf } from './times';

/** Who of an organisation is allocated to the child: a team, and named workers of it. */
export interface Allocation {
  team: string | null;
  subjects: string[];
}

const TEAMS: Readonly<Record<AgencySector, string>> = {
  police: 'exploitation-team',
  council: 'assessment-team',
  charity: 'casework-team',
};

export function registration(story: Story, holding: Holding, allocation: Allocation): RegistrationValue {
  const { child, random, now } = story;
  const contact = inventedWorker('Named contact for this child', holding.organisation, random);
  return {
    id: random.id(),
    organisation: holding.organisation,
    reference: child.reference,
    givenName: child.givenName,
    familyName: child.familyName,
    dateOfBirth: child.dateOfBirth,
    postcode: child.postcode,
    nhsNumber: holding.sector === 'council' ? child.nhsNumber : null,
    since: dateOf(before(now, { days: random.whole(700) + 20 })),
    handling: 'OPEN',
    allocatedTeam: allocation.team,
    allocatedSubjects: allocation.subjects,
    contactName: contact.name,
    contactRole: contact.role,
    contactEmail: contact.email,
    contactTelephone: contact.telephone,
  };
}

export function childLine(story: Story, registrations: RegistrationValue[], concerns: ConcernValue[]): ChildLine {
  return { kind: 'Child', id: story.child.id, bornOn: story.child.dateOfBirth, registrations, concerns };
}

export function concernBy(story: Story, organisation: string, level: ConcernLevel): ConcernValue {
  const { random, now } = story;
  const recordedBy = inventedWorker('', organisation, random).name;
  const recordedAt = timeOf(before(now, { days: random.whole(120) + 1 }));
  return {
    organisation,
    level,
    reason: concernReason(random),
    recordedBy: `${recordedBy} (demonstration)`,
    recordedAt,
  };
}

/** A consent as one organisation recorded it; empty lists stand for every category and every agency. */
export function consentBy(
  story: Story,
  recordedBy: string,
  facts: {
    state: ConsentState;
    recordedAt: Date;
    categories?: readonly DataCategory[];
    recipients?: readonly Agency[];
  },
): ConsentLine {
  const { random, child } = story;
  const isSixteen = child.dateOfBirth <= dateOf(before(facts.recordedAt, { days: 16 * 365.25 }));
  const givenBy = isSixteen || random.chance(0.5) ? 'CHILD' : 'PARENT';
  const capacity = isSixteen ? 'AGED_16_OR_17' : 'GILLICK_ASSESSED';
  return {
    kind: 'Consent',
    id: random.id(),
    childId: child.id,
    categories: [...(facts.categories ?? CATEGORIES)],
    recipients: [...(facts.recipients ?? AGENCIES)],
    state: facts.state,
    givenBy,
    capacity: givenBy === 'PARENT' ? 'PARENTAL_RESPONSIBILITY' : capacity,
    evidence: 'Demonstration data: form signed at a meeting.',
    recordedBy,
    recordedAt: timeOf(facts.recordedAt),
    validTo: null,
    reason: facts.state === 'GIVEN' ? null : 'Demonstration data: said so when asked.',
  };
}

/** A child's line and consents of the usual kind: most have a team, a third a consent, some a recorded concern. */
export function usualHubRecords(story: Story): (ChildLine | ConsentLine)[] {
  const { random, child } = story;
  const registrations = child.holdings.map((holding) => {
    const team = !holding.isHost && random.chance(0.6) ? TEAMS[holding.sector] : null;
    const worker = `${holding.sector}-worker-${random.whole(5) + 1}`;
    return registration(story, holding, { team, subjects: team === null ? [] : [worker] });
  });
  const level = random.weighted<ConcernLevel>([
    ['NOT_RECORDED', 60],
    ['CONCERN', 28],
    ['LIKELY_SIGNIFICANT_HARM', 10],
    ['IMMEDIATE_DANGER', 2],
  ]);
  const recorder = random.pick(child.holdings).organisation;
  const concerns = level === 'NOT_RECORDED' ? [] : [concernBy(story, recorder, level)];
  return [childLine(story, registrations, concerns), ...usualConsents(story)];
}

const ASKED_FOR: readonly (readonly DataCategory[])[] = [
  CATEGORIES,
  ['MISSING', 'SUPPORT', 'INVOLVEMENT'],
  ['IDENTITY', 'WHEREABOUTS', 'MISSING', 'SUPPORT', 'CHILD_VOICE'],
];

function usualConsents(story: Story): ConsentLine[] {
  const { random, now, child } = story;
  const state = random.weighted<ConsentState>([
    ['NOT_SOUGHT', 30],
    ['GIVEN', 45],
    ['REFUSED', 15],
    ['WITHDRAWN', 10],
  ]);
  if (state === 'NOT_SOUGHT') return [];
  const recordedBy = random.pick(child.holdings).organisation;
  const categories = random.pick(ASKED_FOR);
  const askedAt = before(now, { days: random.whole(200) + 30 });
  if (state !== 'WITHDRAWN') return [consentBy(story, recordedBy, { state, recordedAt: askedAt, categories })];
  const recordedAt = before(now, { days: random.whole(25) + 1 });
  return [
    consentBy(story, recordedBy, { state: 'GIVEN', recordedAt: askedAt, categories }),
    consentBy(story, recordedBy, { state, recordedAt, categories: categories.slice(0, 3), recipients: ['CHARITY'] }),
  ];
}

/** Names an organisation that may have a CONDITIONAL record, until a day. */
export function recordCondition(record: RecordLine, organisation: string, expiresAt: Date): RecordConditionLine {
  const { id, subjectId } = record;
  return { kind: 'RecordCondition', recordId: id, subjectId, organisation, expiresAt: timeOf(expiresAt) };
}

/** Some CONDITIONAL records name another organisation that knows the child; for a few the naming has run out. */
export function usualConditions({ random, now, child }: Story, records: readonly RecordLine[]): RecordConditionLine[] {
  return records
    .filter(({ handling }) => handling === 'CONDITIONAL')
    .flatMap((record) => {
      const others = child.holdings.filter(({ organisation }) => organisation !== record.ownerId);
      if (others.length === 0 || random.chance(0.3)) return [];
      const expiresAt = before(now, { days: random.chance(0.8) ? -60 : 10 });
      return [recordCondition(record, random.pick(others).organisation, expiresAt)];
    });
}
