import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, exportJWK } from 'jose';
import { parseJustification, parsePurpose } from '../../gateway/auth/purpose';
import { createSigner } from '../../gateway/auth/sign';
import type { Principal } from '../../gateway/auth/principal';
import { createVerifier } from '../../subgraphs/kit/verify';

describe('parsePurpose', () => {
  it('reads a purpose, and no purpose', () => {
    expect(parsePurpose('SECTION_47_ENQUIRY')).toBe('SECTION_47_ENQUIRY');
    expect(parsePurpose(' MISSING_CHILD ')).toBe('MISSING_CHILD');
    for (const absent of [undefined, null, '', '  ']) expect(parsePurpose(absent)).toBeNull();
  });

  it('refuses anything else before execution', () => {
    for (const wrong of [
      'CURIOSITY',
      'missing_child',
      'MISSING_CHILD, OVERSIGHT',
      7,
      {},
      ['MISSING_CHILD'],
      '__proto__',
    ]) {
      expect(() => parsePurpose(wrong)).toThrow(/^`sightline-purpose`: expected one of IMMEDIATE_PROTECTION/);
    }
    expect(() => parsePurpose('X')).toThrow(
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', http: { status: 400 } }),
      }),
    );
  });
});

describe('parseJustification', () => {
  it('reads a text of up to 1,000 characters, and none', () => {
    expect(parseJustification(' strategy meeting at noon ')).toBe('strategy meeting at noon');
    expect(parseJustification('é'.repeat(1_000))).toHaveLength(1_000);
    for (const absent of [undefined, null, '', '  ']) expect(parseJustification(absent)).toBeNull();
  });

  it('reads UTF-8 bytes that came as a header', () => {
    const sent = 'Siân’s carer – “urgent”';
    expect(parseJustification(Buffer.from(sent).toString('latin1'))).toBe(sent);
    expect(parseJustification(sent)).toBe(sent);
    expect(parseJustification('caf\u00e9')).toBe('café');
  });

  it('refuses what is too long or not a text, without repeating it', () => {
    const secret = 'a child’s name '.repeat(100);
    expect(() => parseJustification(secret)).toThrow('expected at most 1000 characters');
    expect(() => parseJustification(secret)).not.toThrow(/child’s/);
    expect(() => parseJustification(7)).toThrow('expected a text');
    expect(() => parseJustification('a\u0000b')).toThrow('without control characters');
  });
});

describe('createSigner', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const privateJwk = privateKey.export({ format: 'jwk' });
  const principal: Principal = {
    subject: 'officer-1',
    name: null,
    organisation: 'E23000024',
    agency: 'POLICE',
    role: 'PRACTITIONER',
    areas: ['E10000020'],
    team: 'missing',
    purposes: null,
    expiresAt: 1_800_000_600,
  };

  it('binds audience, body and caller for 30 seconds', async () => {
    const sign = createSigner({
      privateJwk: { ...privateJwk, kid: 'gateway-1' },
      now: () => 1_800_000_000_900,
      newId: () => 'id-1',
    });
    const token = await sign('police', 'hello', { principal, purpose: 'MISSING_CHILD' });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA', kid: 'gateway-1' });
    const { subject, organisation, agency, role, areas, team } = principal;
    expect(decodeJwt(token)).toEqual({
      iss: 'sightline-gateway',
      aud: 'police',
      iat: 1_800_000_000,
      exp: 1_800_000_030,
      jti: 'id-1',
      body: 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ',
      principal: { subject, organisation, agency, role, areas, team },
      purpose: 'MISSING_CHILD',
    });
  });

  it('is understood by a subgraph, for that audience and that body only', async () => {
    const sign = createSigner({ privateJwk });
    const jwk = await exportJWK(createPublicKey(privateKey));
    const keys = { keys: [{ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA' }] };
    const verify = createVerifier({ audience: 'police', readKeys: async () => keys });
    const body = Buffer.from('{"query":"{ __typename }"}');
    const ask = async (audience: string, sent = body) =>
      verify(`Bearer ${await sign(audience, body, { principal, purpose: 'MISSING_CHILD' })}`, sent);
    const { subject, organisation, agency, role, areas, team } = principal;
    expect(await ask('police')).toEqual({
      principal: { subject, organisation, agency, role, areas, team, name: null },
      purpose: 'MISSING_CHILD',
      involvedWith: [],
      byHub: false,
    });
    const vouched = { principal, purpose: null, involvedWith: ['child-1'] };
    expect(await verify(`Bearer ${await sign('police', body, vouched)}`, body)).toMatchObject({
      involvedWith: ['child-1'],
    });
    await expect(ask('council')).rejects.toThrow();
    await expect(ask('police', Buffer.from('{"query":"{ other }"}'))).rejects.toThrow();
  });

  it('never signs two requests alike, and refuses a key that is not Ed25519', async () => {
    const sign = createSigner({ privateJwk });
    const caller = { principal, purpose: null };
    expect(await sign('police', 'x', caller)).not.toBe(await sign('police', 'x', caller));
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    expect(() => createSigner({ privateJwk: other })).toThrow('Ed25519');
  });
});
