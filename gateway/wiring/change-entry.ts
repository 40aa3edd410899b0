import { createHash, randomUUID } from 'node:crypto';
import type { AuditEntry } from '../audit/entry';
import type { Principal } from '../auth/principal';
import type { PolicyChange } from '../hub/context';

/** A change of what is shared by, as the audit log keeps it: about no child. */
export function changeEntry(principal: Principal, { deed, subject, owner }: PolicyChange): AuditEntry {
  const { subject: person, organisation, agency, role } = principal;
  return {
    decisionId: randomUUID(),
    principal: { subject: person, organisation, agency, role },
    purpose: null,
    justification: null,
    operation: createHash('sha256').update(deed).digest('hex'),
    lines: [],
    change: { deed, subject, owner },
  };
}
