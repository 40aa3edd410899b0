import { type HubContext } from './context';
import { getOrganisation } from './directory-view';
import { type KeptPolicyVersion } from './policy-ports';
import { type PolicyVersion } from './types/policies';

/** A version as its owner's data officers see it. */
export function versionOf(context: HubContext, row: KeptPolicyVersion): PolicyVersion {
  return { ...row, owner: getOrganisation(context, row.owner) };
}
