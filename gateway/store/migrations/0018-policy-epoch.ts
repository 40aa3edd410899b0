import { type Migration } from '../migrate';

/**
 * Gateways keep the versions in force alone, and ask every query anew that was under way when those changed. INVARIANT: what
 * is drafted, submitted or scheduled changes nothing for them, or one officer who drafts on and on would stop every gateway.
 */
const IN_FORCE = `
drop trigger advance on policy_versions;
create trigger advance_begun after insert on policy_versions
  for each row when (new.status = 'ACTIVE') execute function advance_policy_epoch();
create trigger advance_changed after update on policy_versions
  for each row when (old.status = 'ACTIVE' or new.status = 'ACTIVE') execute function advance_policy_epoch();
create trigger advance_removed after delete on policy_versions
  for each row when (old.status = 'ACTIVE') execute function advance_policy_epoch();
`;

export const POLICY_EPOCH: Migration = { id: '0018-policy-epoch', sql: IN_FORCE };
