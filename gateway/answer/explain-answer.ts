import { GraphQLError } from 'graphql';
import { SightlineError, type ErrorCode } from '../errors';
import type { FetchFault } from '../fetch/faults';
import type { Withheld } from '../policy/ledger';

/** Whom to ask about what was withheld. */
export interface Contact {
  readonly name: string;
  readonly role: string;
  readonly email: string | null;
  readonly telephone: string | null;
}

/** The contact of an organisation; with null, the hub's own. */
export type Contacts = (owner: string | null) => Contact | null;

/** Writes `extensions.disclosure`: what was withheld, by whom, why, and whom to ask. */
export function disclosureExtension(decisionId: string, withheld: readonly Withheld[], contacts: Contacts) {
  return {
    disclosure: {
      decisionId,
      withheld: withheld.map(({ path, owner, category, level, granted, reason, count, breakGlass }) => ({
        path,
        owner,
        category,
        level,
        granted,
        reason,
        contact: contacts(owner),
        breakGlass,
        count,
      })),
    },
  };
}

/** Turns what went wrong at owners into errors: a code of ours and the place, never an owner's words. */
export function faultErrors(faults: readonly FetchFault[]): GraphQLError[] {
  return faults.map((fault) => {
    const error = errorOf(fault);
    if (fault.path.length === 0) return error;
    return new GraphQLError(error.message, { path: fault.path, originalError: error, extensions: error.extensions });
  });
}

function errorOf({ sector, code, at, expected }: FetchFault): SightlineError {
  if (code === 'OWNER_UNAVAILABLE') {
    return new SightlineError('OWNER_UNAVAILABLE', `the records of \`${sector}\` cannot be reached at the moment`, {
      owner: sector,
    });
  }
  const known = code as ErrorCode;
  const text = code === 'BAD_USER_INPUT' && at && expected ? faultsIn(at, expected) : TEXTS[known];
  return new SightlineError(known, text ?? TEXTS.INTERNAL ?? '', {
    ...(at ? { at } : {}),
    ...(expected ? { expected } : {}),
  });
}

/** What an owner found wrong with an input, fault by fault. It never says what came: that may be about a person. */
function faultsIn(at: string, expected: string): string {
  const expectations = expected.split('; ');
  const paths = at.split('; ');
  if (paths.length !== expectations.length) return `\`${at}\`: expected ${expected}`;
  return paths.map((path, index) => `\`${path}\`: expected ${expectations[index]}`).join('; ');
}

const TEXTS: Partial<Record<ErrorCode, string>> = {
  BAD_USER_INPUT: 'the input is not valid',
  FORBIDDEN: 'not permitted to this caller',
  NOT_FOUND: 'there is no such thing, or none that this caller may know of',
  IDEMPOTENCY_CONFLICT: 'this idempotency key was used with another input',
  PURPOSE_REQUIRED: 'declare a purpose',
  INTERNAL: 'internal error',
};
