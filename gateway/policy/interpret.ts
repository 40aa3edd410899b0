import {
  CONCERN_LEVELS,
  HANDLINGS,
  PURPOSES,
  RELATIONSHIPS,
  ROLES,
  type DataCategory,
  type DisclosureLevel,
  type WithheldReason,
} from '../../schema/vocabulary';
import { hasReached, highest, isAtLeast, isListed, isOfAge, isWithinDates, lowest, namesNoAge } from './ladder';
import { AGENCY_OF_PURPOSE, PURPOSES_OF_ROLE, ROLES_WITHOUT_CHILD_RECORDS } from './roles';
import { parsePolicyRules, type Decision, type DecisionInput, type PolicyRule, type Situation } from './rule';

/**
 * The meaning of a policy as it is written down, rule by rule and condition by condition: slow, and the second opinion to
 * the compiled table, with which it shares no evaluation.
 */
export function interpret(input: DecisionInput, situation: Situation, category: DataCategory): Decision {
  const refusal = isReadable(input.policy.rules) ? integrityRefusal(input, situation) : 'NOT_AGREED';
  if (refusal !== null) return withheld(refusal);
  return new Reading(input, situation, category).decision();
}

function integrityRefusal(input: DecisionInput, situation: Situation): WithheldReason | null {
  const { role, organisation } = input.recipient;
  if (!ROLES.includes(role) || ROLES_WITHOUT_CHILD_RECORDS.includes(role)) return 'ROLE_NOT_PERMITTED';
  const refusal = organisation === input.policy.owner ? null : purposeRefusal(input);
  if (refusal !== null) return refusal;
  return role === 'ADVOCATE' && situation.relationship !== 'ALLOCATED' ? 'NO_RELATIONSHIP' : null;
}

function purposeRefusal({ purpose, recipient }: DecisionInput): WithheldReason | null {
  if (purpose === null) return 'PURPOSE_MISSING';
  if (!PURPOSES.includes(purpose)) return 'PURPOSE_NOT_PERMITTED';
  const open = recipient.role === 'PARTNER_SYSTEM' ? recipient.purposes : PURPOSES_OF_ROLE[recipient.role];
  if (!open?.includes(purpose)) return 'PURPOSE_NOT_PERMITTED';
  const onlyAgency = AGENCY_OF_PURPOSE[purpose];
  return onlyAgency === undefined || onlyAgency === recipient.agency ? null : 'PURPOSE_NOT_PERMITTED';
}

interface Condition {
  holds: boolean;
  reason: WithheldReason;
}

/** One reading of one policy for one category in one situation. */
class Reading {
  constructor(
    private readonly input: DecisionInput,
    private readonly situation: Situation,
    private readonly category: DataCategory,
  ) {}

  decision(): Decision {
    const level = lowest([this.capOfRules(), this.capOfMarking(), highest([this.minimum(), ...this.permitted()])]);
    const breakGlass = this.situation.breakGlass && level !== 'NONE' && !this.isOwnStaff();
    const duties = new Set<'JUSTIFY' | 'NOTIFY_OWNER'>(breakGlass ? ['NOTIFY_OWNER'] : []);
    for (const duty of ['JUSTIFY', 'NOTIFY_OWNER'] as const) if (this.needs(duty, level)) duties.add(duty);
    return {
      level,
      breakGlass,
      obligations: [...duties],
      reasonFor: (asked) => (isAtLeast(level, asked) ? null : this.reason(asked)),
    };
  }

  private isOwnStaff(): boolean {
    return this.input.recipient.organisation === this.input.policy.owner;
  }

  private rules(kind: PolicyRule['kind']): PolicyRule[] {
    const { recipient, policy, today } = this.input;
    return policy.rules.filter(
      (rule) =>
        rule.kind === kind &&
        isListed(this.category, rule.categories) &&
        isListed(recipient.agency, rule.agencies) &&
        isListed(recipient.organisation, rule.organisations) &&
        (rule.validFrom === null || rule.validFrom <= today),
    );
  }

  private matching(): PolicyRule[] {
    return this.rules('PERMIT').filter((rule) => this.conditions(rule).every((condition) => condition.holds));
  }

  private permitted(): DisclosureLevel[] {
    if (this.isOwnStaff()) return ['FULL'];
    return [...this.matching().map((rule) => rule.level), this.breakGlassPermit()];
  }

  private breakGlassPermit(): DisclosureLevel {
    if (!this.situation.breakGlass) return 'NONE';
    return this.category === 'INTELLIGENCE' ? 'SUMMARY' : 'FULL';
  }

  private minimum(): DisclosureLevel {
    const { minimum, purpose } = this.input;
    if (purpose === null || !minimum.purposes.includes(purpose)) return 'NONE';
    if (CONCERN_LEVELS.indexOf(this.situation.concern) < CONCERN_LEVELS.indexOf(minimum.minimumConcern)) return 'NONE';
    return minimum.levels[this.category] ?? 'NONE';
  }

  /** Whether the level would be lost without the rules that carry a duty. */
  private needs(duty: 'JUSTIFY' | 'NOTIFY_OWNER', level: DisclosureLevel): boolean {
    if (this.isOwnStaff()) return false;
    const isFree = (rule: PolicyRule): boolean =>
      duty === 'JUSTIFY' ? !this.mustJustify(rule) : !rule.obligations.includes('NOTIFY_OWNER');
    const free = this.matching()
      .filter(isFree)
      .map((rule) => rule.level);
    return !isAtLeast(highest([...free, this.minimum(), this.breakGlassPermit()]), level);
  }

  private capOfRules(): DisclosureLevel {
    return lowest(
      this.rules('CAP')
        .filter((rule) => this.isBoundBy(rule))
        .map((rule) => rule.level),
    );
  }

  private isBoundBy(cap: PolicyRule): boolean {
    const { input, situation } = this;
    const isInForce = cap.validTo === null || input.today <= cap.validTo;
    const isAboutRole = isListed(input.recipient.role, cap.roles) && this.isInArea(cap);
    const isAboutConsent = cap.consent !== 'REQUIRED' || situation.consent === 'GIVEN';
    return isInForce && isAboutRole && isAboutConsent && this.isAboutChild(cap) && this.isForPurpose(cap);
  }

  /** A cap that names ages binds a child of unknown age. */
  private isAboutChild(cap: PolicyRule): boolean {
    const { relationship, concern, age } = this.situation;
    const isClose = hasReached(RELATIONSHIPS, relationship, cap.minimumRelationship);
    return isClose && hasReached(CONCERN_LEVELS, concern, cap.minimumConcern) && (age === null || isOfAge(age, cap));
  }

  private isForPurpose({ purposes }: PolicyRule): boolean {
    return purposes.length === 0 || (this.input.purpose !== null && purposes.includes(this.input.purpose));
  }

  private capOfMarking(): DisclosureLevel {
    if (this.isOwnStaff()) return 'FULL';
    const { handling, breakGlass } = this.situation;
    if (handling === 'OPEN' || handling === 'CONDITIONAL_NAMED') return 'FULL';
    if (handling === 'SEALED') return breakGlass ? highest(['EXISTENCE', ...this.agreedOfSealed()]) : 'EXISTENCE';
    return 'NONE';
  }

  /** What the owner permits this caller of sealed records in any situation: as far as break-glass may re-open them. */
  private agreedOfSealed(): DisclosureLevel[] {
    const isAgreed = (rule: PolicyRule): boolean =>
      HANDLINGS.indexOf(rule.maximumHandling) >= HANDLINGS.indexOf('SEALED') &&
      this.agreement(rule).every((condition) => condition.holds);
    return this.rules('PERMIT')
      .filter(isAgreed)
      .map((rule) => rule.level);
  }

  private agreement(rule: PolicyRule): Condition[] {
    const fixed = new Set<WithheldReason>([
      'PURPOSE_NOT_PERMITTED',
      'ROLE_NOT_PERMITTED',
      'OUT_OF_AREA',
      'AGREEMENT_EXPIRED',
    ]);
    return this.conditions(rule).filter((condition) => fixed.has(condition.reason));
  }

  /** The conditions of a PERMIT in the order in which the first failing one is told. */
  private conditions(rule: PolicyRule): Condition[] {
    const { input, situation } = this;
    const { recipient, today } = input;
    const basis = rule.lawfulBasis === null ? undefined : input.bases.get(rule.lawfulBasis);
    return [
      { holds: this.isForPurpose(rule), reason: 'PURPOSE_NOT_PERMITTED' },
      { holds: isListed(recipient.role, rule.roles), reason: 'ROLE_NOT_PERMITTED' },
      { holds: hasReached(RELATIONSHIPS, situation.relationship, rule.minimumRelationship), reason: 'NO_RELATIONSHIP' },
      { holds: this.isInArea(rule), reason: 'OUT_OF_AREA' },
      { holds: namesNoAge(rule) || (situation.age !== null && isOfAge(situation.age, rule)), reason: 'NOT_AGREED' },
      { holds: hasReached(CONCERN_LEVELS, situation.concern, rule.minimumConcern), reason: 'NOT_AGREED' },
      { holds: rule.consent !== 'REQUIRED' || situation.consent === 'GIVEN', reason: this.consentReason() },
      { holds: situation.justified || !this.mustJustify(rule), reason: 'JUSTIFICATION_REQUIRED' },
      { holds: basis !== undefined && isWithinDates(basis, today), reason: 'AGREEMENT_EXPIRED' },
      { holds: isWithinDates(rule, today), reason: 'AGREEMENT_EXPIRED' },
      {
        holds: hasReached(HANDLINGS, rule.maximumHandling, this.marking()),
        reason: situation.handling === 'SEALED' ? 'SEALED' : 'CONDITIONAL',
      },
    ];
  }

  private marking(): (typeof HANDLINGS)[number] {
    const { handling } = this.situation;
    return handling === 'CONDITIONAL_NAMED' ? 'CONDITIONAL' : handling;
  }

  private isInArea(rule: PolicyRule): boolean {
    return rule.areas === 'ANY' || this.input.ownerAreas.some((area) => this.input.recipient.areas.includes(area));
  }

  private mustJustify(rule: PolicyRule): boolean {
    const isAgainstWishes = this.situation.consent === 'REFUSED' || this.situation.consent === 'WITHDRAWN';
    return rule.obligations.includes('JUSTIFY') || (rule.consent === 'CONSIDER' && isAgainstWishes);
  }

  private consentReason(): WithheldReason {
    if (this.situation.consent === 'REFUSED') return 'CONSENT_REFUSED';
    return this.situation.consent === 'WITHDRAWN' ? 'CONSENT_WITHDRAWN' : 'CONSENT_REQUIRED';
  }

  private reason(asked: DisclosureLevel): WithheldReason {
    if (!isAtLeast(this.capOfMarking(), asked)) return this.markingReason();
    if (!isAtLeast(this.capOfRules(), asked)) return 'CAPPED';
    const reason = this.nearestMiss(asked);
    return this.situation.relationship === 'NONE' && reason.startsWith('CONSENT_') ? 'NOT_AGREED' : reason;
  }

  private markingReason(): WithheldReason {
    const { handling } = this.situation;
    return handling === 'SEALED' || handling === 'CONDITIONAL' ? handling : 'NOT_AGREED';
  }

  /** Of the PERMITs that reach the level, the one that fails on the fewest conditions; of equals, the one that got furthest. */
  private nearestMiss(asked: DisclosureLevel): WithheldReason {
    let best: { failures: number; first: number; reason: WithheldReason } | null = null;
    for (const rule of this.rules('PERMIT').filter((each) => isAtLeast(each.level, asked))) {
      const conditions = this.conditions(rule);
      const failures = conditions.filter((condition) => !condition.holds).length;
      const first = conditions.findIndex((condition) => !condition.holds);
      const reason = conditions[first]?.reason ?? 'NOT_AGREED';
      if (best === null || failures < best.failures || (failures === best.failures && first > best.first))
        best = { failures, first, reason };
    }
    return best?.reason ?? 'NOT_AGREED';
  }
}

const readable = new WeakMap<readonly PolicyRule[], boolean>();

function isReadable(rules: readonly PolicyRule[]): boolean {
  let known = readable.get(rules);
  if (known === undefined) {
    known = parses(rules);
    readable.set(rules, known);
  }
  return known;
}

function parses(rules: readonly PolicyRule[]): boolean {
  try {
    parsePolicyRules(rules);
    return true;
  } catch {
    return false;
  }
}

function withheld(reason: WithheldReason): Decision {
  return {
    level: 'NONE',
    obligations: [],
    breakGlass: false,
    reasonFor: (asked) => (asked === 'NONE' ? null : reason),
  };
}
