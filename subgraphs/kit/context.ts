import type { EntityManager } from 'typeorm';
import type { Agency, Purpose, Role } from '../../schema/vocabulary';
import type { KnownClocks } from './clock-book';
import { createLoaders, type Loaders } from './loaders';

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
}

/** What resolvers are given, fresh for each request. */
export interface SubgraphContext extends Caller {
  manager: EntityManager;
  loaders: Loaders;
  now: Date;
  /** What clocks are started by: see `startClock`. */
  clocks: KnownClocks;
}

export function createContext(
  caller: Caller,
  given: Pick<SubgraphContext, 'manager' | 'now' | 'clocks'>,
): SubgraphContext {
  return { ...caller, ...given, loaders: createLoaders(given.manager) };
}
