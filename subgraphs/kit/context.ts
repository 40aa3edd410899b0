import type { EntityManager } from 'typeorm';
import type { Agency, Purpose, Role } from '../../schema/vocabulary';
import type { KnownClocks } from './clock-book';
import { RequestError } from './errors';
import { createLoaders, type Loaders } from './loaders';
import type { Signer } from './signer';

/** Who asks, as the gateway vouches for it. */
export interface Principal {
  subject: string;
  organisation: string;
  agency: Agency;
  role: Role;
  areas: readonly string[];
  team: string | null;
  name: string | null;
}

export interface Caller {
  /** Null when the hub asks for itself, for what does not depend on who will get it. */
  principal: Principal | null;
  purpose: Purpose | null;
  /** The children of this request with whom the hub knows the caller's organisation to be involved. */
  involvedWith: readonly string[];
  /** Whether the hub itself acts for the organisation, on what it was told of; a client of the hub never does. */
  byHub: boolean;
}

/** What resolvers are given, fresh for each request. */
export interface SubgraphContext extends Omit<Caller, 'principal'> {
  /** Who asks. Reading it throws FORBIDDEN when the hub asks for itself: whatever depends on a principal is refused. */
  readonly principal: Principal;
  manager: EntityManager;
  loaders: Loaders;
  now: Date;
  /** What clocks are started by: see `startClock`. */
  clocks: KnownClocks;
  /** What receipts are signed with; null in a sector that gives none. */
  signer: Signer | null;
}

/** The signer of a sector that gives receipts. */
export function getSigner({ signer }: Pick<SubgraphContext, 'signer'>): Signer {
  if (signer === null) throw new Error('expected a sector that gives receipts');
  return signer;
}

export function createContext(
  caller: Caller,
  given: Pick<SubgraphContext, 'manager' | 'now' | 'clocks' | 'signer'>,
): SubgraphContext {
  const { principal, ...rest } = caller;
  // Behind the context, for the server copies each context's own properties, and must not read it.
  const vouched: Pick<SubgraphContext, 'principal'> = {
    get principal() {
      if (principal === null) throw new RequestError('FORBIDDEN', { expected: 'somebody in whose name the hub asks' });
      return principal;
    },
  };
  const own = { ...rest, ...given, loaders: createLoaders(given.manager) };
  return Object.assign(Object.create(vouched) as typeof vouched, own);
}
