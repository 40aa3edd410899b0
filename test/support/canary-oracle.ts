import { organisationLines } from '../../gateway/launch/demonstration/directory';
import { ageOn } from '../../gateway/policy/age';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { interpret } from '../../gateway/policy/interpret';
import { LAWFUL_BASES } from '../../gateway/policy/lawful-bases';
import { SAFEGUARDING_MINIMUM } from '../../gateway/policy/minimum';
import type { EffectiveHandling, Situation } from '../../gateway/policy/rule';
import {
  CONCERN_LEVELS,
  LEVELS,
  SECTOR_OF_AGENCY,
  type ConcernLevel,
  type ConsentState,
  type DataCategory,
  type DisclosureLevel,
  type Relationship,
} from '../../schema/vocabulary';
import type { CanaryChild } from './canary-children';
import type { Person } from './client';

export interface Key {
  readonly id: string;
  readonly subjectId: string;
  readonly ownerId: string;
  readonly handling: string;
}

interface Label {
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
}

/** What one person may see, by the plain reading of the policies. */
export interface Oracle {
  readonly person: Person;
  /** Whether a record's fields with this label may be seen. */
  may(key: Key, label: Label): boolean;
  /** Whether anybody of the sector who is involved would let fields of the child with this label be asked for. */
  anyOf(childId: string, sector: string, label: Label): boolean;
  /** Whether nobody of the sector is involved with the child, and the person may know that. */
  mayKnowOfNobody(childId: string, sector: string, label: Label): boolean;
  /** Whether the person may know that this organisation is involved. */
  told(childId: string, owner: string): boolean;
}

/** What a decision is about; `isNamed`: a record in which its owner names the person's organisation. */
interface About {
  readonly category: DataCategory;
  readonly handling: EffectiveHandling;
  readonly isNamed?: boolean;
}

const BASES = new Map(LAWFUL_BASES.map((basis) => [basis.id, basis]));
export const ORGANISATIONS = new Map(organisationLines().map((line) => [line.id, line]));
const POLICIES = new Map(
  [...ORGANISATIONS.values()].map(({ id, agency }) => [
    id,
    { id, owner: id, rules: demonstrationPolicy({ id, agency }) },
  ]),
);
const rank = (level: DisclosureLevel): number => LEVELS.indexOf(level);

export const sectorOf = (owner: string): string => SECTOR_OF_AGENCY[ORGANISATIONS.get(owner)!.agency];

/** Reads the policies rule by rule for one person; decisions that were made once are kept. */
export function createOracle(children: ReadonlyMap<string, CanaryChild>, person: Person, today: string): Oracle {
  const known = new Map<string, DisclosureLevel>();
  const levelOf = (child: CanaryChild, owner: string, at: About) => {
    const key = `${child.id} ${owner} ${at.category} ${at.handling} ${at.isNamed ?? false}`;
    let level = known.get(key);
    if (level === undefined) known.set(key, (level = decide(child, owner, at)));
    return level;
  };
  const decide = (child: CanaryChild, owner: string, at: About) => {
    const { agency, areaCodes } = ORGANISATIONS.get(owner)!;
    const self = ORGANISATIONS.get(person.organisation)!;
    const { organisation, role, purposes } = person;
    return interpret(
      {
        policy: POLICIES.get(owner)!,
        ownerAgency: agency,
        ownerAreas: areaCodes,
        recipient: { organisation, agency: self.agency, role, areas: self.areaCodes, purposes: purposes ?? null },
        purpose: person.purpose ?? null,
        bases: BASES,
        minimum: SAFEGUARDING_MINIMUM,
        today,
      },
      situationOf(child, person, { ...at, today }),
      at.category,
    ).level;
  };
  const isSecret = (child: CanaryChild, owner: string): boolean =>
    owner !== person.organisation &&
    child.registrations.some(({ organisation, handling }) => organisation === owner && handling === 'HIDDEN');
  const ownersOf = (child: CanaryChild, sector: string, { category, level }: Label): string[] => {
    const involved = child.registrations
      .map(({ organisation }) => organisation)
      .filter((owner) => !isSecret(child, owner));
    if (sector !== 'hub') return involved.filter((owner) => sectorOf(owner) === sector);
    const of = (list: readonly string[]) => [...new Set(list)].filter((owner) => !isSecret(child, owner));
    if (category === 'CONSENT') return of(child.consents.map(({ recordedBy }) => recordedBy));
    return level === 'SUMMARY' ? of(judgesOf(child).map(([owner]) => owner)) : involved;
  };
  const toldInGeneral = (child: CanaryChild, sector: string): boolean =>
    [...ORGANISATIONS.keys()]
      .filter((owner) => sector === 'hub' || sectorOf(owner) === sector)
      .every((owner) => rank(levelOf(child, owner, { category: 'INVOLVEMENT', handling: 'OPEN' })) >= 1);
  return {
    person,
    may(key, { category, level }) {
      const child = children.get(key.subjectId);
      if (!child) return false;
      const handling = isSecret(child, key.ownerId) ? 'HIDDEN' : effectiveHandling(child, person, key);
      return (
        rank(levelOf(child, key.ownerId, { category, handling, isNamed: isNamed(child, person, key) })) >= rank(level)
      );
    },
    anyOf(childId, sector, label) {
      const child = children.get(childId)!;
      const { category, level } = label;
      return ownersOf(child, sector, label).some(
        (owner) => rank(levelOf(child, owner, { category, handling: 'OPEN' })) >= rank(level),
      );
    },
    mayKnowOfNobody(childId, sector, label) {
      const child = children.get(childId)!;
      return ownersOf(child, sector, label).length === 0 && toldInGeneral(child, sector);
    },
    told(childId, owner) {
      const child = children.get(childId)!;
      return !isSecret(child, owner) && rank(levelOf(child, owner, { category: 'INVOLVEMENT', handling: 'OPEN' })) >= 1;
    },
  };
}

function effectiveHandling(child: CanaryChild, person: Person, key: Key): EffectiveHandling {
  if (key.handling !== 'CONDITIONAL') return key.handling as EffectiveHandling;
  return isNamed(child, person, key) ? 'CONDITIONAL_NAMED' : 'CONDITIONAL';
}

function isNamed(child: CanaryChild, { organisation }: Person, { id }: Pick<Key, 'id'>): boolean {
  return child.conditions.some((each) => each.recordId === id && each.organisation === organisation);
}

function situationOf(child: CanaryChild, person: Person, at: About & { today: string }): Situation {
  return {
    consent: consentOf(child, person, at.category),
    relationship: relationshipOf(child, person, at),
    concern: judgesOf(child).reduce<ConcernLevel>(
      (highest, [, level]) => (CONCERN_LEVELS.indexOf(level) > CONCERN_LEVELS.indexOf(highest) ? level : highest),
      'NOT_RECORDED',
    ),
    handling: at.handling,
    age: child.bornOn === null ? null : ageOn(child.bornOn, at.today),
    breakGlass: false,
    justified: person.justification !== undefined,
  };
}

function relationshipOf(child: CanaryChild, person: Person, { isNamed: named = false }: About): Relationship {
  const { organisation, subject = 'person-1', team } = person;
  const own = child.registrations.find((each) => each.organisation === organisation);
  if (!own) return named ? 'INVOLVED' : 'NONE';
  const byTeam = team !== undefined && own.allocatedTeam === team;
  return byTeam || own.allocatedSubjects.includes(subject) ? 'ALLOCATED' : 'INVOLVED';
}

function consentOf(child: CanaryChild, { organisation }: Person, category: DataCategory): ConsentState {
  const { agency } = ORGANISATIONS.get(organisation)!;
  const about = child.consents.filter((one) => one.categories.includes(category) && one.recipients.includes(agency));
  return about.sort((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1))[0]?.state ?? 'NOT_SOUGHT';
}

/** Each organisation's latest judgement about a child, where it judged. */
export function judgesOf(child: CanaryChild): [string, ConcernLevel][] {
  const latest = new Map<string, { level: string; recordedAt: string }>();
  for (const one of child.concerns) {
    if ((latest.get(one.organisation)?.recordedAt ?? '') < one.recordedAt) latest.set(one.organisation, one);
  }
  const all = [...latest].map(([owner, { level }]): [string, ConcernLevel] => [owner, level as ConcernLevel]);
  return all.filter(([, level]) => level !== 'NOT_RECORDED');
}
