import { wordOf } from '../../words';
import type { Basis, Organisation, RuleText } from './policy-api';

/** What rules refer to. */
export interface References {
  readonly organisations: readonly Pick<Organisation, 'id' | 'name'>[];
  readonly bases: readonly Basis[];
}

/** A rule as somebody reads it. */
export interface RuleWords {
  readonly head: string;
  /** Each of them has to hold. */
  readonly conditions: readonly string[];
}

/** Says a rule in a sentence and its conditions. */
export function wordsOf(rule: RuleText, references: References): RuleWords {
  const what = listOf(
    rule.categories.map((each) => wordOf(each, 'DataCategory')),
    'everything',
  );
  const level = wordOf(rule.level, 'DisclosureLevel').toLowerCase();
  const head =
    rule.kind === 'PERMIT'
      ? `Shares ${what}, up to ${level}, with ${recipients(rule, references)}`
      : `Keeps ${what} at ${level} or less for ${recipients(rule, references)}`;
  return { head, conditions: conditionsOf(rule, references) };
}

function recipients({ agencies, organisations, roles, areas }: RuleText, references: References): string {
  const named = organisations.map((id) => references.organisations.find((each) => each.id === id)?.name ?? id);
  const kinds = agencies.map((each) => AGENCIES[each]);
  const who = named.length > 0 ? listOf(named, '') : listOf(kinds, 'everybody');
  const as =
    roles.length > 0
      ? ` (${listOf(
          roles.map((each) => wordOf(each, 'Role').toLowerCase()),
          '',
        )})`
      : '';
  return `${who}${as}${areas === 'SAME' ? ' of the same area' : ''}`;
}

const AGENCIES = { POLICE: 'police forces', COUNCIL: 'councils', CHARITY: 'charities' } as const;

const CONSENT = {
  REQUIRED: 'the child or a parent gave consent',
  CONSIDER: 'over a refusal only with a justification',
  IGNORE: 'whatever the consent',
} as const;

function conditionsOf(rule: RuleText, { bases }: References): string[] {
  const { purposes, minimumRelationship, minimumConcern, ages, lawfulBasis, obligations } = rule;
  const basis = bases.find(({ id }) => id === lawfulBasis);
  return [
    ...(purposes.length > 0
      ? [
          `for ${listOf(
            purposes.map((each) => wordOf(each, 'Purpose')),
            '',
          )}`,
        ]
      : []),
    ...consentText(rule),
    ...(minimumRelationship === 'NONE'
      ? []
      : [`${wordOf(minimumRelationship, 'Relationship').toLowerCase()} or closer`]),
    ...(minimumConcern === 'NOT_RECORDED'
      ? []
      : [`concern of ${wordOf(minimumConcern, 'ConcernLevel').toLowerCase()} or more`]),
    ...(ages === null ? [] : [agesText(ages)]),
    ...(rule.maximumHandling === 'OPEN'
      ? []
      : [`records marked up to ${wordOf(rule.maximumHandling, 'Handling').toLowerCase()}`]),
    ...(obligations.includes('JUSTIFY') ? ['with a justification'] : []),
    ...(obligations.includes('NOTIFY_OWNER') ? ['we are told'] : []),
    ...daysText(rule),
    ...(lawfulBasis === null ? [] : [`on the basis of ${basis ? `${basis.title} (${basis.id})` : lawfulBasis}`]),
  ];
}

/** A cap is kept to whatever was said, unless it asks for consent: then it is kept to where consent was given. */
function consentText({ kind, consent }: RuleText): string[] {
  return kind === 'CAP' && consent !== 'REQUIRED' ? [] : [CONSENT[consent]];
}

function agesText({ from, to }: NonNullable<RuleText['ages']>): string {
  if (from !== null && to !== null) return `aged ${from} to ${to}`;
  return from === null ? `aged up to ${to}` : `aged ${from} or over`;
}

function daysText({ validFrom, validTo }: RuleText): string[] {
  return [...(validFrom === null ? [] : [`from ${validFrom}`]), ...(validTo === null ? [] : [`until ${validTo}`])];
}

/** `A, B and C` */
export function listOf(words: readonly string[], none: string): string {
  const last = words.at(-1);
  if (last === undefined) return none;
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
