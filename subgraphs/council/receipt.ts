import { createHash } from 'node:crypto';
import type { Signer } from '../kit/signer';

const TYPE = 'sightline-referral-receipt';

/** What a council confirms of a referral, so that nobody can deny it later. Nothing of the child. */
export interface ReferralReceipt {
  referral: string;
  council: string;
  referrer: string;
  /** RFC 3339, UTC. */
  receivedAt: string;
  dueAt: string;
  /** See `hashOfConcerns`. */
  concerns: string;
}

/**
 * The base64url SHA-256 of the idempotency key, a line feed and the concerns. Whoever submitted can prove by it what was
 * said. INVARIANT: nobody else can: the key is the submitter's alone, so that a guess at the text cannot be tried out.
 */
export function hashOfConcerns(idempotencyKey: string, concerns: string): string {
  return createHash('sha256').update(`${idempotencyKey}\n${concerns}`).digest('base64url');
}

/** Signs a receipt: a compact JWS. */
export function signReceipt(signer: Signer, receipt: ReferralReceipt): Promise<string> {
  return signer.sign(TYPE, receipt);
}

/** Reads a receipt that this sector signed; null for anything else. */
export async function readReceipt(signer: Signer, jws: string): Promise<ReferralReceipt | null> {
  // INVARIANT: what was signed for this use was written by `signReceipt`.
  return (await signer.read(TYPE, jws)) as ReferralReceipt | null;
}
