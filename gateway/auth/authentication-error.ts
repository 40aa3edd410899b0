import { SightlineError, type ErrorFields } from '../errors';

/** The caller is not known: no token, or one that cannot be accepted. Code UNAUTHENTICATED, HTTP 401. */
export class AuthenticationError extends SightlineError {
  constructor(message: string, fields: ErrorFields = {}) {
    super('UNAUTHENTICATED', message, fields);
    this.name = 'AuthenticationError';
  }
}
