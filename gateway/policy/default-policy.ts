import type { Agency } from '../../schema/vocabulary';
import { charityRules } from './default-charity';
import { councilRules } from './default-council';
import { policeRules } from './default-police';
import type { PolicyRule } from './rule';

const RULES_OF_AGENCY: Readonly<Record<Agency, (owner: string) => PolicyRule[]>> = {
  POLICE: policeRules,
  COUNCIL: councilRules,
  CHARITY: charityRules,
};

/**
 * The policy that an organisation of the demonstration starts with. Organisations of one agency share one text, but for
 * those whose own decision is part of the demonstration.
 */
export function demonstrationPolicy(owner: { id: string; agency: Agency }): PolicyRule[] {
  return RULES_OF_AGENCY[owner.agency](owner.id);
}
