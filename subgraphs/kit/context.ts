import type { EntityManager } from 'typeorm';
import type { Agency, Purpose, Role } from '../../schema/vocabulary';
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
}

export function createContext(caller: Caller, manager: EntityManager, now: Date): SubgraphContext {
  return { ...caller, manager, loaders: createLoaders(manager), now };
}
