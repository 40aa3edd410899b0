import { AGENCIES, PURPOSES, ROLES, type Agency, type Purpose } from '../../../schema/vocabulary';
import { refusalOf } from '../decider';
import { isPossible } from '../match';
import { minimumOn, type DatedMinimum } from '../minimum';
import { mayBreakGlass, ROLES_WITHOUT_CHILD_RECORDS } from '../roles';
import type { DecisionInput, LawfulBasis, PolicyRule, Recipient, Situation } from '../rule';

/** A policy with everything that its meaning depends on, but for who asks and on which day. */
export interface PolicyUnderProof {
  readonly owner: string;
  readonly ownerAgency: Agency;
  readonly ownerAreas: readonly string[];
  readonly rules: readonly PolicyRule[];
  readonly bases: ReadonlyMap<string, LawfulBasis>;
  /** The safeguarding minimums that were agreed, the newest first. */
  readonly minimums: readonly DatedMinimum[];
  readonly organisations: ReadonlyMap<string, { readonly agency: Agency }>;
}

/** One class of callers with one purpose on one day. */
export interface Request {
  readonly input: DecisionInput;
  readonly isOwn: boolean;
  /** Its role or its purpose is not in order, whatever the rules say. */
  readonly refused: boolean;
  /** Whether a grant can hold in it: no case under break-glass can come about otherwise. */
  readonly mayBreakGlass: boolean;
  /** The rules that can hold in it. */
  readonly possible: readonly PolicyRule[];
  /** Requests with the same key have tables of the same levels and duties. */
  readonly key: string;
}

/** Whether a case can come about in a request at all. */
export function isReachable({ mayBreakGlass: isGlass }: Request, { breakGlass }: Situation): boolean {
  return isGlass || !breakGlass;
}

/** Stands for every organisation that no rule names. */
export const ANY_OTHER = 'any-other-organisation';

/** Every class of callers, every purpose and none, on one day. */
export function requestsOn(policy: PolicyUnderProof, today: string): Request[] {
  return recipientsOf(policy).flatMap((recipient) =>
    [...PURPOSES, null].map((purpose) => requestOf(policy, { recipient, purpose, today })),
  );
}

/** The days on which what is given can differ from the day before: today, and those to come that rules, bases or minimums name. */
export function daysOf(
  policies: readonly Pick<PolicyUnderProof, 'rules' | 'bases' | 'minimums'>[],
  today: string,
): string[] {
  const days = new Set([today]);
  for (const { rules, bases, minimums } of policies) {
    const named = new Set(rules.flatMap(({ lawfulBasis }) => lawfulBasis ?? []));
    for (const dated of [...rules, ...minimums, ...[...named].flatMap((id) => bases.get(id) ?? [])]) {
      if (dated.validFrom !== null) days.add(dated.validFrom);
      if (dated.validTo !== null) days.add(dayAfter(dated.validTo));
    }
  }
  return [...days].filter((day) => day >= today).sort();
}

function dayAfter(day: string): string {
  if (day >= '9999-12-31') return day;
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

interface Asking {
  readonly recipient: Recipient;
  readonly purpose: Purpose | null;
  readonly today: string;
}

export function requestOf(policy: PolicyUnderProof, { recipient, purpose, today }: Asking): Request {
  const { owner, ownerAgency, ownerAreas, rules, bases } = policy;
  const minimum = minimumOn(policy.minimums, today);
  const input: DecisionInput = {
    policy: { id: 'under-proof', owner, rules },
    ownerAgency,
    ownerAreas,
    recipient,
    purpose,
    bases,
    minimum,
    today,
  };
  const isOwn = recipient.organisation === owner;
  const ofRole = ROLES_WITHOUT_CHILD_RECORDS.includes(recipient.role) ? 'ROLE_NOT_PERMITTED' : null;
  const refusal = isOwn ? ofRole : refusalOf(recipient, purpose);
  const possible = refusal === null ? rules.filter((rule) => isPossible(rule, input)) : [];
  const { minimumConcern, purposes, levels } = minimum;
  const agreed = purpose !== null && purposes.includes(purpose) ? JSON.stringify([minimumConcern, levels]) : null;
  const isGlass = !isOwn && mayBreakGlass(recipient.role, purpose);
  const ofCaller = [isOwn, refusal, recipient.role === 'ADVOCATE', agreed, isGlass];
  const key = [...ofCaller, ...possible.map(({ id }) => id)].join('|');
  return {
    input: { ...input, policy: { ...input.policy, rules: possible } },
    isOwn,
    refused: refusal !== null,
    mayBreakGlass: isGlass,
    possible,
    key,
  };
}

function recipientsOf(policy: PolicyUnderProof): Recipient[] {
  const places = policy.ownerAreas.length > 0 ? [policy.ownerAreas, []] : [[]];
  return organisationsOf(policy).flatMap(({ organisation, agency }) =>
    ROLES.flatMap((role) =>
      places.map((areas) => {
        const purposes = role === 'PARTNER_SYSTEM' ? [...PURPOSES] : null;
        return { organisation, agency, role, areas, purposes };
      }),
    ),
  );
}

/** One organisation for all that no rule names, and one for each set of rules that name some; the owner itself last. */
function organisationsOf({ owner, ownerAgency, rules, organisations }: PolicyUnderProof) {
  const found = new Map<string, { organisation: string; agency: Agency }>(
    AGENCIES.map((agency) => [agency, { organisation: ANY_OTHER, agency }]),
  );
  const named = new Map<string, number[]>();
  rules.forEach((rule, index) => {
    for (const id of rule.organisations) named.set(id, [...(named.get(id) ?? []), index]);
  });
  for (const [organisation, indices] of named) {
    const agency = organisations.get(organisation)?.agency;
    if (agency === undefined || organisation === owner) continue;
    found.set(`${agency} ${indices.join(' ')}`, { organisation, agency });
  }
  return [...found.values(), { organisation: owner, agency: ownerAgency }];
}
