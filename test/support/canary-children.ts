import { createHash } from 'node:crypto';
import { AGENCIES, CATEGORIES, type Handling } from '../../schema/vocabulary';
import { KINDS, type Making, type RecordLine } from './canary-records';
import type { AgencySector } from './running-hub';

/** Organisations that hold records of the canary children, two of each sector, with different policies. */
export const OWNERS: Readonly<Record<AgencySector, readonly string[]>> = {
  police: ['E23000024', 'E23000001'],
  council: ['E10000020', 'E09000023'],
  charity: ['harbour-youth-trust', 'open-door-advocacy'],
};

export interface Registration {
  readonly id: string;
  readonly organisation: string;
  readonly handling: Handling;
  readonly since: string;
  readonly allocatedTeam: string | null;
  readonly allocatedSubjects: readonly string[];
  readonly [field: string]: unknown;
}

export interface ConsentLine {
  readonly id: string;
  readonly categories: readonly string[];
  readonly recipients: readonly string[];
  readonly state: 'GIVEN' | 'REFUSED' | 'WITHDRAWN' | 'NOT_SOUGHT';
  readonly recordedBy: string;
  readonly recordedAt: string;
  readonly [field: string]: unknown;
}

export interface CanaryChild {
  readonly id: string;
  readonly bornOn: string | null;
  readonly registrations: readonly Registration[];
  readonly concerns: readonly { organisation: string; level: string; recordedAt: string; reason: string }[];
  readonly consents: readonly ConsentLine[];
  readonly conditions: readonly { recordId: string; organisation: string }[];
  readonly records: readonly RecordLine[];
}

/** Where a canary is at home: the field of the API that may show it, or nowhere. */
export interface Home {
  readonly type: string;
  readonly recordId: string;
  readonly childId: string;
  readonly field: string | null;
}

export interface CanaryData {
  readonly children: readonly CanaryChild[];
  readonly homes: ReadonlyMap<string, Home>;
  readonly lines: Readonly<Record<AgencySector | 'hub', readonly object[]>>;
}

/** A canary as it can be found in any text. */
export const CANARY = /cny[0-9a-z]{4}y/g;

export const SECTORS = ['police', 'council', 'charity'] as const;
const CONCERNS = ['NOT_RECORDED', 'CONCERN', 'LIKELY_SIGNIFICANT_HARM', 'IMMEDIATE_DANGER'] as const;
const HANDLINGS: readonly Handling[] = ['OPEN', 'OPEN', 'OPEN', 'OPEN', 'OPEN', 'CONDITIONAL', 'SEALED', 'HIDDEN'];
const AGES = [13, 15, 17, 19, null];

/** Numbers that look random and are the same in every run. */
export function createRandom(seed: string): { whole(n: number): number; id(): string; pick<T>(from: readonly T[]): T } {
  let counter = 0;
  const next = (): Buffer => createHash('sha256').update(`${seed}/${counter++}`).digest();
  const whole = (n: number): number => next().readUInt32BE(0) % n;
  return {
    whole,
    pick: (from) => from[whole(from.length)]!,
    id: () => {
      const hex = next().toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}

type Random = ReturnType<typeof createRandom>;

interface Maker {
  readonly random: Random;
  readonly now: Date;
  readonly homes: Map<string, Home>;
  readonly moment: () => string;
}

/** Children of whom every text that is kept anywhere occurs only once, marked in every way that there is. */
export function canaryChildren({ count, now, seed }: { count: number; now: Date; seed: string }): CanaryData {
  const random = createRandom(seed);
  let hours = 48;
  const moment = (): string => new Date(now.getTime() - (hours += 25) * 3_600_000).toISOString();
  const maker: Maker = { random, now, homes: new Map(), moment };
  const children = Array.from({ length: count }, (_, number) => {
    hours = 48 + number;
    return childOf(maker, number);
  });
  return { children, homes: maker.homes, lines: linesOf(children, maker) };
}

function canaryAt(maker: Maker, home: Home): string {
  const text = `cny${maker.homes.size.toString(36).padStart(4, '0')}y`;
  maker.homes.set(text, home);
  return text;
}

function childOf(maker: Maker, number: number): CanaryChild {
  const { random, now } = maker;
  const id = random.id();
  const age = AGES[number % AGES.length]!;
  const registrations = SECTORS.flatMap((sector) => {
    const owners = OWNERS[sector].filter(() => random.whole(5) > 1);
    return owners.map((organisation) => registrationOf(maker, id, organisation));
  });
  if (registrations.length === 0) registrations.push(registrationOf(maker, id, 'harbour-youth-trust'));
  const involved = registrations.map(({ organisation }) => organisation);
  const records = SECTORS.flatMap((sector) =>
    OWNERS[sector].filter((owner) => involved.includes(owner)).flatMap((owner) => recordsOf(maker, id, sector, owner)),
  );
  const conditional = records.filter(({ handling }) => handling === 'CONDITIONAL');
  return {
    id,
    bornOn: age === null ? null : `${now.getUTCFullYear() - age - 1}-06-15`,
    registrations,
    concerns: involved
      .filter(() => random.whole(3) === 0)
      .map((organisation) => ({
        organisation,
        level: random.pick(CONCERNS),
        reason: canaryAt(maker, { type: 'Child', recordId: id, childId: id, field: null }),
        recordedBy: 'worker-9',
        recordedAt: maker.moment(),
      })),
    consents: Array.from({ length: random.whole(4) }, () => consentOf(maker, id, random.pick(involved))),
    conditions: conditional.flatMap((record) =>
      random.whole(2) === 0
        ? [{ recordId: record.id, organisation: random.pick(SECTORS.flatMap((s) => OWNERS[s])) }]
        : [],
    ),
    records,
  };
}

function registrationOf(maker: Maker, childId: string, organisation: string): Registration {
  const { random } = maker;
  const id = random.id();
  const canary = (field: string | null) => canaryAt(maker, { type: 'Involvement', recordId: id, childId, field });
  return {
    id,
    organisation,
    reference: canary(null),
    givenName: canary(null),
    familyName: canary(null),
    dateOfBirth: '2010-01-01',
    postcode: canary(null),
    nhsNumber: null,
    since: '2025-03-04',
    handling: random.pick<Handling>(['OPEN', 'OPEN', 'OPEN', 'OPEN', 'OPEN', 'OPEN', 'HIDDEN']),
    allocatedTeam: null,
    allocatedSubjects: random.whole(2) === 0 ? ['advocate-1', 'worker-1'] : [],
    contactName: canary('contact'),
    contactRole: canary('contact'),
    contactEmail: canary('contact'),
    contactTelephone: canary('contact'),
  };
}

function consentOf(maker: Maker, childId: string, recordedBy: string): ConsentLine {
  const { random } = maker;
  const id = random.id();
  const canary = (field: string | null) => canaryAt(maker, { type: 'Consent', recordId: id, childId, field });
  return {
    id,
    categories: CATEGORIES.filter(() => random.whole(3) > 0),
    recipients: AGENCIES.filter(() => random.whole(3) > 0).concat('CHARITY'),
    state: random.pick(['GIVEN', 'GIVEN', 'GIVEN', 'REFUSED', 'WITHDRAWN', 'NOT_SOUGHT'] as const),
    givenBy: 'CHILD',
    capacity: canary('capacity'),
    evidence: canary(null),
    recordedBy,
    recordedAt: maker.moment(),
    validTo: null,
    reason: canary('reason'),
  };
}

function recordsOf(maker: Maker, childId: string, sector: AgencySector, ownerId: string): RecordLine[] {
  const { random, moment } = maker;
  const made: RecordLine[] = [];
  for (const [kind, fields] of Object.entries(KINDS[sector])) {
    for (let copy = 0; copy < 1 + random.whole(2); copy++) {
      const id = random.id();
      const making: Making = {
        canary: (field) => canaryAt(maker, { type: kind, recordId: id, childId, field }),
        moment,
        whole: (n) => random.whole(n),
      };
      const key = { kind, id, subjectId: childId, ownerId, handling: random.pick(HANDLINGS) };
      const parent = parentOf(kind, made);
      if (parent !== null) made.push({ ...key, ...fields(making), ...parent });
    }
  }
  return made;
}

const PARENTS: Readonly<Record<string, { kind: string; by: string; isOnce: boolean }>> = {
  PlacementNotification: { kind: 'Placement', by: 'placementId', isOnce: false },
  ReferralChallenge: { kind: 'Referral', by: 'referralId', isOnce: false },
  MissingPrompt: { kind: 'MissingEpisode', by: 'episodeId', isOnce: true },
  CustodyPrompt: { kind: 'CustodyEvent', by: 'custodyEventId', isOnce: true },
};

function parentOf(kind: string, made: readonly RecordLine[]): Record<string, unknown> | null {
  const link = PARENTS[kind];
  if (link === undefined) return kind === 'ReturnHomeInterview' ? { episodeId: 'unknown' } : {};
  const isTaken = (id: string): boolean => made.some((one) => one.kind === kind && one[link.by] === id);
  const parent = made.findLast((one) => one.kind === link.kind && !(link.isOnce && isTaken(one.id)));
  return parent ? { [link.by]: parent.id } : null;
}

function linesOf(children: readonly CanaryChild[], { now }: Maker): CanaryData['lines'] {
  const lines: Record<AgencySector | 'hub', object[]> = { hub: [], police: [], council: [], charity: [] };
  const expiresAt = new Date(now.getTime() + 86_400_000).toISOString();
  for (const { id, bornOn, registrations, concerns, consents, conditions, records } of children) {
    lines.hub.push({ kind: 'Child', id, bornOn, registrations, concerns });
    for (const consent of consents) lines.hub.push({ kind: 'Consent', childId: id, ...consent });
    for (const each of conditions) lines.hub.push({ kind: 'RecordCondition', subjectId: id, expiresAt, ...each });
    // An interview belongs to an episode of the police: each is given one of the child's, as long as its owner has one left.
    const episodes = records.filter(({ kind }) => kind === 'MissingEpisode');
    const next = new Map<string, number>();
    for (const record of records) {
      const sector = SECTORS.find((each) => record.kind in KINDS[each])!;
      if (record.kind === 'ReturnHomeInterview') {
        const index = next.get(record.ownerId) ?? 0;
        next.set(record.ownerId, index + 1);
        Object.assign(record, { episodeId: episodes[index]?.id ?? `none-${record.id}` });
      }
      lines[sector].push(record);
    }
  }
  return lines;
}
