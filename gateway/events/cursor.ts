import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { badInput, SightlineError } from '../errors';
import type { Position } from './signal';

/** Writes and reads the cursors that clients are given. */
export interface CursorCodec {
  write(position: Position): string;
  /** @throws SightlineError BAD_USER_INPUT for anything that the hub did not write. */
  parse(text: string): Position;
}

const VERSION = Buffer.from('sightline cursor 1');
const NONCE = 12;
const PLACE = 16;
const TAG = 16;

/**
 * Cursors are places of the log, encrypted and authenticated (AES-256-GCM) by a key that is derived (RFC 5869) from a
 * secret which all gateways of a hub have. INVARIANT: two cursors do not tell how much lies between them: who could
 * count would know how many events were kept from it.
 */
export function createCursorCodec(secret: string): CursorCodec {
  const key = Buffer.from(hkdfSync('sha256', secret, '', VERSION, 32));
  return {
    write({ xid, seq }) {
      const place = Buffer.alloc(PLACE);
      place.writeBigUInt64BE(BigInt(xid), 0);
      place.writeBigUInt64BE(BigInt(seq), 8);
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(VERSION);
      const sealed = Buffer.concat([nonce, cipher.update(place), cipher.final(), cipher.getAuthTag()]);
      return sealed.toString('base64url');
    },
    parse(text) {
      const place = open(key, Buffer.from(text, 'base64url'));
      if (place === null) throw badInput({ at: 'after', expected: 'a cursor of an event', got: 'another text' });
      return { xid: String(place.readBigUInt64BE(0)), seq: String(place.readBigUInt64BE(8)) };
    },
  };
}

function open(key: Buffer, sealed: Buffer): Buffer | null {
  if (sealed.length !== NONCE + PLACE + TAG) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE)).setAAD(VERSION);
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
  } catch {
    return null;
  }
}

/** Events behind a place are no longer kept: whoever stands there starts again without a cursor. */
export function cursorExpired(): SightlineError {
  const expected = 'a cursor of an event that is still kept; start again without one';
  return new SightlineError('CURSOR_EXPIRED', `\`after\`: expected ${expected}`, { at: 'after', expected });
}
