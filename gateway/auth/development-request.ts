import { PURPOSES, ROLES, type Purpose, type Role } from '../../schema/vocabulary';
import { badInput } from '../errors';
import type { DevelopmentClaims } from './development-issuer';
import type { Directory, DirectoryOrganisation } from './directory';

const TEXT_LIMIT = 100;
const LONGEST_SECONDS = 86_400;
const USUAL_SECONDS = 28_800;
const FIELDS = new Set(['organisation', 'role', 'subject', 'name', 'team', 'purposes', 'seconds']);
/** What a partner's system may ask for when the request does not say. */
const USUAL_PARTNER_PURPOSES: readonly Purpose[] = ['MISSING_CHILD', 'SUPPORT_SERVICE'];

/** What POST /dev/token was asked for. */
export interface DevelopmentRequest {
  claims: DevelopmentClaims;
  seconds: number;
}

/**
 * Reads the body of POST /dev/token. Agency and areas are those of the directory, so that a token cannot claim others.
 * Throws BAD_USER_INPUT with path and expectation.
 */
export function parseDevelopmentRequest(body: unknown, directory: Directory): DevelopmentRequest {
  if (!isRecord(body)) throw refuse('body', 'a JSON object', body);
  const stranger = Object.keys(body).find((name) => !FIELDS.has(name));
  if (stranger !== undefined) throw refuse(stranger, `one of ${[...FIELDS].join(', ')}`, stranger);
  const organisation = parseOrganisation(body['organisation'], directory);
  const role = parseRole(body['role']);
  return {
    claims: {
      subject: parseText(body['subject'], 'subject'),
      name: parseOptionalText(body['name'], 'name'),
      organisation: organisation.id,
      agency: organisation.agency,
      role,
      areas: organisation.areas,
      team: parseOptionalText(body['team'], 'team'),
      purposes: role === 'PARTNER_SYSTEM' ? parsePurposes(body['purposes']) : null,
    },
    seconds: parseSeconds(body['seconds']),
  };
}

function parseOrganisation(value: unknown, directory: Directory): DirectoryOrganisation {
  const organisation = typeof value === 'string' ? directory.findOrganisation(value) : undefined;
  if (organisation === undefined) throw refuse('organisation', 'the id of an organisation of the directory', value);
  return organisation;
}

function parseRole(value: unknown): Role {
  const role = ROLES.find((candidate) => candidate === value);
  if (role === undefined) throw refuse('role', `one of ${ROLES.join(', ')}`, value);
  return role;
}

function parseText(value: unknown, at: string): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= TEXT_LIMIT) return value;
  throw refuse(at, `a text of 1 to ${TEXT_LIMIT} characters`, value);
}

function parseOptionalText(value: unknown, at: string): string | null {
  return value == null ? null : parseText(value, at);
}

function parsePurposes(value: unknown): readonly Purpose[] {
  if (value == null) return USUAL_PARTNER_PURPOSES;
  const purposes = Array.isArray(value) ? PURPOSES.filter((purpose) => value.includes(purpose)) : [];
  if (Array.isArray(value) && value.length > 0 && purposes.length === new Set(value).size) return purposes;
  throw refuse('purposes', `a list of at least one of ${PURPOSES.join(', ')}`, value);
}

function parseSeconds(value: unknown): number {
  if (value == null) return USUAL_SECONDS;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LONGEST_SECONDS) return value;
  throw refuse('seconds', `a whole number from 1 to ${LONGEST_SECONDS}`, value);
}

function refuse(at: string, expected: string, got: unknown): ReturnType<typeof badInput> {
  return badInput({ at, expected, got, status: 400 });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
