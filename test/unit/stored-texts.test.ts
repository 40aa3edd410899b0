import { parsePrincipal } from '../../gateway/auth/claims';
import { parseJustification } from '../../gateway/auth/purpose';
import { textUpTo } from '../../gateway/hub/faults';
import { identityFaults } from '../../gateway/hub/registration-input';
import { keyFaults } from '../../gateway/hub/repeatable';
import { aDirectory } from '../support/token-issuer';

const UNKEPT = ['a\0b', '\0', 'lone \uD83D half', '\uDE00', 'pair reversed \uDE00\uD83D'];

const CLAIMS = {
  sub: 'officer-1',
  exp: 4_102_444_800,
  name: 'Olive Marsh',
  organisation: 'E23000024',
  agency: 'POLICE',
  role: 'PRACTITIONER',
  areas: ['E10000020'],
  team: 'missing',
};

describe.each(UNKEPT)('the text %j, which no database keeps,', (text) => {
  it('is refused as text, as reference, as name and as key, with its path', () => {
    expect(textUpTo(100)('input.reason', text)).toEqual([
      { at: 'input.reason', expected: expect.stringContaining('zero characters'), got: 'one that holds some' },
    ]);
    const identity = { reference: text, givenName: text, familyName: text, postcode: text, nhsNumber: text };
    expect(identityFaults(identity, new Date('2026-03-01T12:00:00Z')).map(({ at }) => at)).toEqual([
      'input.reference',
      'input.givenName',
      'input.familyName',
      'input.postcode',
      'input.nhsNumber',
    ]);
    expect(keyFaults(text)).toMatchObject([{ at: 'idempotencyKey' }]);
  });

  it.each(['sub', 'name', 'team', 'organisation'])('is refused in the claim %s of a token', (claim) => {
    expect(() => parsePrincipal({ ...CLAIMS, [claim]: text }, aDirectory())).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED', fields: expect.objectContaining({ at: `token.${claim}` }) }),
    );
  });

  it('is refused among the areas of a token', () => {
    expect(() => parsePrincipal({ ...CLAIMS, areas: ['E10000020', text] }, aDirectory())).toThrow(
      /token: claim `areas`/,
    );
  });

  it('is refused as a justification', () => {
    expect(() => parseJustification(text)).toThrow(/sightline-justification/);
  });
});

it('takes whole characters beyond the basic plane', () => {
  expect(textUpTo(100)('input.reason', 'seen 😀 today')).toEqual([]);
  expect(parsePrincipal({ ...CLAIMS, name: 'Olive 😀' }, aDirectory()).name).toBe('Olive 😀');
});
