import type { EntityManager } from 'typeorm';
import type { Agency, Purpose, Role } from '../../schema/vocabulary';
import type { KnownClocks } from './clock-book';
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
  principal: Principal;
  purpose: Purpose | null;
  /** The children of this request with whom the hub knows the caller's organisation to be involved. */
  involvedWith: readonly string[];
  /** Whether the hub itself acts for the organisation, on what it was told of; a client of the hub never does. */
  byHub: boolean;
}

/** What resolvers are given, fresh for each request. */
export interface SubgraphContext extends Caller {
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
  return { ...caller, ...given, loaders: createLoaders(given.manager) };
}
