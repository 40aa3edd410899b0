import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import {
  CONCERN_LEVELS,
  HANDLINGS,
  LEVELS,
  RELATIONSHIPS,
  type DataCategory,
  type DisclosureLevel,
} from '../../schema/vocabulary';
import type { DecisionInput, PolicyRule, SafeguardingMinimum, Situation } from '../../gateway/policy/rule';

/**
 * The sharing policy in Cedar, a language of authorisation that others wrote and proved: what may be seen is the highest
 * level that is an allowed action. Reasons and duties have no words in it, and neither has how far break-glass re-opens a
 * SEALED record, which asks what other situations would give.
 */
export function canBeSaidInCedar({ handling, breakGlass }: Situation): boolean {
  return handling !== 'SEALED' || !breakGlass;
}

const NEVER_OWN = '!context.own';

/** policy.md, "Roles and purposes" and "Meaning", but for the rules: the same for every owner. */
const FRAME = [
  'permit (principal, action, resource) when { context.own };',
  forbid(0, 'context.role == "ANALYST" || context.role == "DATA_OFFICER"'),
  forbid(0, 'context.role == "ADVOCATE" && context.relationship < 2'),
  forbid(0, `${NEVER_OWN} && context.purpose == ""`),
  forbid(0, `${NEVER_OWN} && context.role == "PRACTITIONER" && context.purpose == "OVERSIGHT"`),
  forbid(
    0,
    `${NEVER_OWN} && context.role == "ADVOCATE" && !["SUPPORT_SERVICE", "CHILD_IN_NEED", "OVERSIGHT"].contains(context.purpose)`,
  ),
  forbid(0, `${NEVER_OWN} && context.role == "PARTNER_SYSTEM" && !context.inToken.contains(context.purpose)`),
  forbid(0, `${NEVER_OWN} && context.purpose == "CRIME_PREVENTION" && context.agency != "POLICE"`),
  forbid(0, `${NEVER_OWN} && (context.handling == "HIDDEN" || context.handling == "CONDITIONAL")`),
  forbid(1, `${NEVER_OWN} && context.handling == "SEALED"`),
  permit(3, 'context.breakGlass && context.category != "INTELLIGENCE"'),
  permit(2, 'context.breakGlass'),
];

/** Allows the levels up to one. */
function permit(level: number, when: string): string {
  const actions = LEVELS.slice(1, level + 1).map((name) => `Action::"${name}"`);
  return actions.length === 0
    ? ''
    : `permit (principal, action in [${actions.join(', ')}], resource) when { ${when} };`;
}

/** Forbids the levels above one, whatever is allowed. */
function forbid(level: number, when: string): string {
  const actions = LEVELS.slice(level + 1).map((name) => `Action::"${name}"`);
  return actions.length === 0
    ? ''
    : `forbid (principal, action in [${actions.join(', ')}], resource) when { ${when} };`;
}

function within(name: string, list: readonly string[]): string[] {
  return list.length === 0
    ? []
    : [`[${list.map((each) => JSON.stringify(each)).join(', ')}].contains(context.${name})`];
}

const numberOf = (day: string): number => Number(day.replaceAll('-', ''));

function dated({ validFrom, validTo }: { validFrom: string | null; validTo: string | null }): string[] {
  return [
    ...(validFrom === null ? [] : [`context.today >= ${numberOf(validFrom)}`]),
    ...(validTo === null ? [] : [`context.today <= ${numberOf(validTo)}`]),
  ];
}

/** What a rule of either kind asks of the caller, the purpose, the day and the child. */
function common(rule: PolicyRule): string[] {
  return [
    ...within('category', rule.categories),
    ...within('agency', rule.agencies),
    ...within('organisation', rule.organisations),
    ...within('role', rule.roles),
    ...within('purpose', rule.purposes),
    ...(rule.areas === 'SAME' ? ['context.near'] : []),
    ...(rule.consent === 'REQUIRED' ? ['context.consent == "GIVEN"'] : []),
    `context.relationship >= ${RELATIONSHIPS.indexOf(rule.minimumRelationship)}`,
    `context.concern >= ${CONCERN_LEVELS.indexOf(rule.minimumConcern)}`,
    ...dated(rule),
  ];
}

function ageOf({ ages }: PolicyRule): string[] {
  const ends = [
    ...(ages?.from == null ? [] : [`context.age >= ${ages.from}`]),
    ...(ages?.to == null ? [] : [`context.age <= ${ages.to}`]),
  ];
  return ends.length === 0 ? [] : [ends.join(' && ')];
}

function permitOf(rule: PolicyRule, { bases }: DecisionInput): string {
  const basis = rule.lawfulBasis === null ? undefined : bases.get(rule.lawfulBasis);
  if (basis === undefined) return '';
  const conditions = [
    ...common(rule),
    ...ageOf(rule).map((age) => `context.knowsAge && ${age}`),
    ...(rule.consent === 'CONSIDER'
      ? ['(!["REFUSED", "WITHDRAWN"].contains(context.consent) || context.justified)']
      : []),
    ...(rule.obligations.includes('JUSTIFY') ? ['context.justified'] : []),
    `context.marking <= ${HANDLINGS.indexOf(rule.maximumHandling)}`,
    ...dated(basis),
  ];
  return permit(LEVELS.indexOf(rule.level), conditions.join(' && '));
}

function capOf(rule: PolicyRule): string {
  const conditions = [...common(rule), ...ageOf(rule).map((age) => `(!context.knowsAge || (${age}))`)];
  return forbid(LEVELS.indexOf(rule.level), conditions.join(' && '));
}

function minimumOf({ levels, purposes, minimumConcern }: SafeguardingMinimum): string[] {
  return Object.entries(levels).map(([category, level]) =>
    permit(
      LEVELS.indexOf(level),
      [
        `context.category == "${category}"`,
        ...within('purpose', purposes),
        `context.concern >= ${CONCERN_LEVELS.indexOf(minimumConcern)}`,
      ].join(' && '),
    ),
  );
}

const MARKING = { OPEN: 0, CONDITIONAL_NAMED: 1, CONDITIONAL: 1, SEALED: 2, HIDDEN: 3 } as const;
let policySets = 0;

/** Makes what asks Cedar for the level of a category in a situation. @throws Error when Cedar does not accept the policy. */
export function askCedar(input: DecisionInput): (situation: Situation, category: DataCategory) => DisclosureLevel {
  const preparsedPolicySetId = `set-${(policySets += 1)}`;
  const rules = input.policy.rules.map((rule) => (rule.kind === 'PERMIT' ? permitOf(rule, input) : capOf(rule)));
  const texts = [...FRAME, ...minimumOf(input.minimum), ...rules].filter((text) => text !== '');
  const parsed = cedar.preparsePolicySet(preparsedPolicySetId, { staticPolicies: texts.join('\n') });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors));
  return (situation, category) => {
    const context = contextOf(input, situation, category);
    const isAllowed = (level: DisclosureLevel): boolean => {
      const answer = cedar.statefulIsAuthorized({
        preparsedPolicySetId,
        principal: { type: 'Caller', id: 'caller' },
        action: { type: 'Action', id: level },
        resource: { type: 'Record', id: 'record' },
        context,
        entities: [],
        validateRequest: false,
      });
      if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0)
        throw new Error(JSON.stringify(answer));
      return answer.response.decision === 'allow';
    };
    return LEVELS.findLast((level) => level !== 'NONE' && isAllowed(level)) ?? 'NONE';
  };
}

function contextOf(
  { recipient, purpose, policy, ownerAreas, today }: DecisionInput,
  about: Situation,
  category: string,
) {
  return {
    category,
    own: recipient.organisation === policy.owner,
    organisation: recipient.organisation,
    agency: recipient.agency,
    role: recipient.role,
    inToken: [...(recipient.purposes ?? [])],
    near: recipient.areas.some((area) => ownerAreas.includes(area)),
    purpose: purpose ?? '',
    today: numberOf(today),
    consent: about.consent,
    relationship: RELATIONSHIPS.indexOf(about.relationship),
    concern: CONCERN_LEVELS.indexOf(about.concern),
    handling: about.handling,
    marking: MARKING[about.handling],
    knowsAge: about.age !== null,
    age: about.age ?? 0,
    breakGlass: about.breakGlass,
    justified: about.justified,
  };
}
