import type { Agency, Purpose, Role } from '../../schema/vocabulary';

/** Who is signed in, as the hub's `me` said at sign-in. What they may do the hub decides at each request. */
export interface Viewer {
  readonly subject: string;
  readonly name: string | null;
  readonly organisation: { readonly id: string; readonly name: string; readonly agency: Agency };
  readonly role: Role;
  readonly purposes: readonly Purpose[];
}

/** What the cookie of somebody who signed in holds. */
export interface Session {
  readonly id: string;
  /** The access token that every question to the hub carries. */
  readonly token: string;
  /** Epoch seconds at which the token ends, and the session with it. */
  readonly expiresAt: number;
  /** What every form has to repeat. */
  readonly csrf: string;
  readonly viewer: Viewer;
  /** What for they read now. */
  readonly purpose: Purpose | null;
  /** INVARIANT: a justification is for one child; it is sent with no question about another. */
  readonly justification: { readonly childId: string; readonly text: string } | null;
}

/** What is kept between leaving for the issuer and coming back. */
export interface Departure {
  readonly state: string;
  readonly verifier: string;
  /** An own path. */
  readonly returnTo: string;
}

/** Where a role begins. */
export function homeOf(role: Role): string {
  if (role === 'DATA_OFFICER') return '/policy';
  return role === 'ANALYST' ? '/picture' : '/work';
}
