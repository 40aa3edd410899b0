import { createRandom, OWNERS, SECTORS, type CanaryChild, type Registration } from './canary-children';
import { createOracle, sectorOf } from './canary-oracle';
import { KINDS, type RecordLine } from './canary-records';
import type { Person } from './client';
import type { AgencySector } from './running-hub';

type Random = ReturnType<typeof createRandom>;

/** Two children with the same facts, of whom one is known to an organisation of which the person must not learn. */
export interface Pair {
  readonly person: Person;
  readonly sector: AgencySector;
  readonly plain: CanaryChild;
  readonly known: CanaryChild;
  /** What only the organisation that must not be learned of registered. */
  readonly secret: { readonly nhsNumber: string; readonly familyName: string };
  readonly shared: { readonly familyName: string; readonly reference: string };
}

/** A number with a valid check digit. */
function nhsNumber(random: Random): string {
  for (;;) {
    const digits = Array.from({ length: 9 }, (_, index) => (index === 0 ? 9 : random.whole(10)));
    const check = 11 - (digits.reduce((sum, digit, index) => sum + digit * (10 - index), 0) % 11);
    if (check !== 10) return [...digits, check === 11 ? 0 : check].join('');
  }
}

interface Facts {
  readonly random: Random;
  readonly now: Date;
  readonly number: number;
  readonly bornOn: string;
}

/** Makes pairs until there are so many; each is tried with one person, and kept when that person must not learn of the other. */
export function involvementPairs(people: readonly Person[], { count, now }: { count: number; now: Date }): Pair[] {
  const random = createRandom('pairs');
  const pairs: Pair[] = [];
  for (let number = 0; pairs.length < count; number++) {
    const person = random.pick(people);
    const sector = random.pick(SECTORS);
    const others = OWNERS[sector].filter((owner) => owner !== person.organisation);
    const pair = pairOf(
      { random, now, number, bornOn: `20${10 + (number % 5)}-05-17` },
      { person, sector, owner: random.pick(others) },
    );
    const oracle = createOracle(new Map([[pair.known.id, pair.known]]), person, now.toISOString().slice(0, 10));
    const added = pair.known.registrations.at(-1)!.organisation;
    if (!oracle.told(pair.known.id, added) || sectorOf(added) !== sector) pairs.push(pair);
  }
  return pairs;
}

function pairOf(facts: Facts, about: { person: Person; sector: AgencySector; owner: string }): Pair {
  const { random, number } = facts;
  const base = SECTORS.flatMap((sector) => OWNERS[sector]).filter(
    (owner) => owner !== about.owner && random.whole(4) === 0,
  );
  if (random.whole(2) === 0 && !base.includes(about.person.organisation)) base.push(about.person.organisation);
  if (base.length === 0) base.push(SECTORS.filter((each) => each !== about.sector).flatMap((each) => OWNERS[each])[0]!);
  const level = random.pick(['NOT_RECORDED', 'CONCERN', 'LIKELY_SIGNIFICANT_HARM']);
  const consents = random.whole(3);
  const secret = { nhsNumber: nhsNumber(random), familyName: `Secret${number}` };
  const shared = { familyName: `Pair${number}`, reference: `PAIR-${number}` };
  const seed = `pair/${number}`;
  const make = (which: string, owners: readonly string[]): CanaryChild => {
    const facet = createRandom(seed);
    const ids = createRandom(`${seed}/${which}`);
    let hours = 24;
    const moment = () => new Date(facts.now.getTime() - (hours += 25) * 3_600_000).toISOString();
    const id = ids.id();
    const registrations = owners.map((owner, index) => {
      const isSecret = owner === about.owner;
      const names = isSecret
        ? { ...secret, reference: `${which}-${shared.reference}` }
        : { ...shared, nhsNumber: null };
      return registrationOf(ids.id(), owner, { ...names, bornOn: facts.bornOn, which, since: `2025-03-${10 + index}` });
    });
    const records = owners.flatMap((owner) => recordsOf({ facet, ids, moment }, id, owner));
    return {
      id,
      bornOn: facts.bornOn,
      registrations,
      concerns: [owners[0]!, ...owners.filter((owner) => owner === about.owner)].map((organisation) => ({
        organisation,
        level,
        reason: 'seen at the station',
        recordedBy: 'worker-1',
        recordedAt: moment(),
      })),
      consents: Array.from({ length: consents }, (_, index) => ({
        id: ids.id(),
        categories: ['MISSING', 'IDENTITY', 'SUPPORT', 'SOCIAL_CARE'],
        recipients: ['POLICE', 'COUNCIL', 'CHARITY'],
        state: index === 0 ? ('GIVEN' as const) : ('WITHDRAWN' as const),
        givenBy: 'CHILD',
        capacity: 'Gillick-assessed',
        evidence: null,
        recordedBy: owners[0]!,
        recordedAt: moment(),
        validTo: null,
        reason: null,
      })),
      conditions: [],
      records,
    };
  };
  const plain = make('plain', base);
  return { ...about, plain, known: make('known', [...base, about.owner]), secret, shared };
}

function registrationOf(
  id: string,
  organisation: string,
  names: {
    familyName: string;
    reference: string;
    nhsNumber: string | null;
    bornOn: string;
    which: string;
    since: string;
  },
): Registration {
  return {
    id,
    organisation,
    reference: `${names.reference}-${names.which}`,
    // The two children of a pair are two people to the hub.
    givenName: names.which,
    familyName: names.familyName,
    dateOfBirth: names.bornOn,
    nhsNumber: names.nhsNumber,
    since: names.since,
    handling: 'OPEN',
    allocatedTeam: null,
    allocatedSubjects: [],
  };
}

interface Making {
  readonly facet: Random;
  readonly ids: Random;
  readonly moment: () => string;
}

const HUNG_ON_OTHERS: readonly string[] = [
  'PlacementNotification',
  'ReferralChallenge',
  'ReturnHomeInterview',
  'MissingPrompt',
  'CustodyPrompt',
];

/** One record of some kinds; equal for both children but for the ids. */
function recordsOf({ facet, ids, moment }: Making, subjectId: string, ownerId: string): RecordLine[] {
  const kinds = Object.entries(KINDS[sectorOf(ownerId) as AgencySector]);
  return kinds.flatMap(([kind, fields]) => {
    if (HUNG_ON_OTHERS.includes(kind)) return [];
    if (facet.whole(3) > 0) return [];
    const values = fields({ canary: (field) => `the ${field}`, moment, whole: (n) => facet.whole(n) });
    return [{ kind, id: ids.id(), subjectId, ownerId, handling: 'OPEN' as const, ...values }];
  });
}

/** The lines that load both children of every pair. */
export function linesOfPairs(pairs: readonly Pair[]): Record<AgencySector | 'hub', object[]> {
  const lines: Record<AgencySector | 'hub', object[]> = { hub: [], police: [], council: [], charity: [] };
  for (const { id, bornOn, registrations, concerns, consents, records } of pairs.flatMap((one) => [
    one.plain,
    one.known,
  ])) {
    lines.hub.push({ kind: 'Child', id, bornOn, registrations, concerns });
    for (const consent of consents) lines.hub.push({ kind: 'Consent', childId: id, ...consent });
    for (const record of records) lines[sectorOf(record.ownerId) as AgencySector].push(record);
  }
  return lines;
}

/** An answer with the ids of a child's own things, of the request and of its errors taken out. */
export function withoutIds(text: string, { id, registrations, consents, records }: CanaryChild): string {
  const names = new Map([[id, 'child']]);
  for (const [kind, list] of Object.entries({ registrations, consents, records })) {
    list.forEach((one, index) => names.set(one.id, `${kind}-${index}`));
  }
  return text
    .replaceAll(/"(decisionId|id)":"[0-9a-f-]{36}"/g, (whole, field: string) => {
      const given = whole.slice(field.length + 4, -1);
      return `"${field}":"${names.get(given) ?? (field === 'decisionId' ? 'decision' : given)}"`;
    })
    .replaceAll(/("code":"[A-Z_]+","id":)"[0-9a-f-]{36}"/g, '$1"error"');
}
