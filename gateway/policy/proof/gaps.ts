import { PURPOSES, ROLES, type DataCategory } from '../../../schema/vocabulary';
import { refusalOf } from '../decider';
import { isListed } from '../ladder';
import type { PolicyRule } from '../rule';
import type { Findings } from './finding';

const WORKING_ROLES = ROLES.filter(
  (role) => role !== 'ANALYST' && role !== 'DATA_OFFICER' && role !== 'PARTNER_SYSTEM',
);

/** The gap report: for each category, the purposes and roles about which no rule says anything. */
export function reportGaps(
  rules: readonly PolicyRule[],
  categories: readonly DataCategory[],
  findings: Findings,
): void {
  for (const category of categories) {
    const about = rules.filter((rule) => isListed(category, rule.categories));
    const silent = PURPOSES.flatMap((purpose) => {
      const roles = WORKING_ROLES.filter(
        (role) =>
          isOpen(role, purpose) &&
          !about.some((rule) => isListed(purpose, rule.purposes) && isListed(role, rule.roles)),
      );
      return roles.length === 0 ? [] : [`${purpose} (${roles.join(', ')})`];
    });
    if (silent.length === 0) continue;
    const message = `no rule says anything of ${category} for ${silent.join(', ')}: nothing beyond the safeguarding minimum is given`;
    findings.add({ property: 'GAP', severity: 'INFORMATION', message, rules: [] }, () => null);
  }
}

/** Whether anybody of this role may declare the purpose; one that is open to a single agency is open to that. */
function isOpen(role: (typeof WORKING_ROLES)[number], purpose: (typeof PURPOSES)[number]): boolean {
  const anybody = { organisation: '', agency: 'POLICE', role, areas: [], purposes: null } as const;
  return refusalOf(anybody, purpose) === null;
}
