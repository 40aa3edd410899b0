import { SightlineError } from '../errors';

/** The log did not take an entry: the answer that it was about must not be given. Code AUDIT_UNAVAILABLE, HTTP 503. */
export class AuditUnavailableError extends SightlineError {
  constructor(reason: string) {
    super('AUDIT_UNAVAILABLE', `the audit log is unavailable: ${reason}; nothing was disclosed`);
    this.name = 'AuditUnavailableError';
  }
}
