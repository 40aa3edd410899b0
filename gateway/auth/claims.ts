import type { JWTPayload } from 'jose';
import { AGENCIES, PURPOSES, ROLES, type Purpose } from '../../schema/vocabulary';
import { isStorable, KEPT_TEXT } from '../text';
import { AuthenticationError } from './authentication-error';
import type { Directory } from './directory';
import type { Principal } from './principal';

const NAME_LIMIT = 200;
const AREAS_LIMIT = 500;

/**
 * Turns the payload of a verified token into a principal.
 * Throws AuthenticationError naming the claim, what was expected and what came.
 */
export function parsePrincipal(payload: JWTPayload, directory: Directory): Principal {
  const organisation = parseText(payload, 'organisation');
  const agency = parseWord(payload, { claim: 'agency', words: AGENCIES });
  const role = parseWord(payload, { claim: 'role', words: ROLES });
  const known = directory.findOrganisation(organisation);
  if (known === undefined) throw wrongClaim('organisation', 'an organisation of the directory', organisation);
  if (known.agency !== agency) throw wrongClaim('agency', `${known.agency} for organisation ${organisation}`, agency);
  return {
    subject: parseText(payload, 'sub'),
    name: parseOptionalText(payload, 'name'),
    organisation,
    agency,
    role,
    areas: parseAreas(payload),
    team: parseOptionalText(payload, 'team'),
    purposes: role === 'PARTNER_SYSTEM' ? parsePurposes(payload) : null,
    expiresAt: parseExpiry(payload),
  };
}

function parseText(payload: JWTPayload, claim: string): string {
  const value = payload[claim];
  if (typeof value !== 'string' || value.trim() === '' || value.length > NAME_LIMIT) {
    throw wrongClaim(claim, `a text of 1 to ${NAME_LIMIT} characters`, value);
  }
  // INVARIANT: whoever is identified can be put on record: the log must hold the name that the token gave, unaltered.
  if (!isStorable(value)) throw wrongClaim(claim, KEPT_TEXT, 'one that holds some');
  return value;
}

function parseOptionalText(payload: JWTPayload, claim: string): string | null {
  return payload[claim] == null ? null : parseText(payload, claim);
}

function parseWord<W extends string>(payload: JWTPayload, input: { claim: string; words: readonly W[] }): W {
  const value = payload[input.claim];
  const word = input.words.find((candidate) => candidate === value);
  if (word === undefined) throw wrongClaim(input.claim, `one of ${input.words.join(', ')}`, value);
  return word;
}

function parseAreas(payload: JWTPayload): string[] {
  const areas = parseTexts(payload['areas']);
  if (areas === undefined) throw wrongClaim('areas', `a list of at most ${AREAS_LIMIT} area codes`, payload['areas']);
  return areas;
}

function parsePurposes(payload: JWTPayload): Purpose[] {
  const value = payload['purposes'];
  const purposes = (parseTexts(value) ?? []).map((text) => PURPOSES.find((purpose) => purpose === text));
  const known = purposes.filter((purpose) => purpose !== undefined);
  if (known.length === 0 || known.length !== purposes.length) {
    throw wrongClaim('purposes', `a list of at least one of ${PURPOSES.join(', ')}`, value);
  }
  return known;
}

function parseTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > AREAS_LIMIT) return undefined;
  const texts = value.filter(
    (item): item is string => typeof item === 'string' && item !== '' && item.length <= NAME_LIMIT && isStorable(item),
  );
  return texts.length === value.length ? texts : undefined;
}

function parseExpiry(payload: JWTPayload): number {
  if (typeof payload.exp !== 'number') throw wrongClaim('exp', 'epoch seconds', payload.exp);
  return payload.exp;
}

function wrongClaim(claim: string, expected: string, got: unknown): AuthenticationError {
  const came = got === undefined ? 'nothing' : `\`${describe(got)}\``;
  return new AuthenticationError(`token: claim \`${claim}\`: expected ${expected}, got ${came}`, {
    at: `token.${claim}`,
    expected,
    got: came,
  });
}

function describe(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.slice(0, 60);
}
