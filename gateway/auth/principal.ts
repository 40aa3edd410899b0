import type { Agency, Purpose, Role } from '../../schema/vocabulary';

/** Who asks, as the token said and the directory confirmed. */
export interface Principal {
  subject: string;
  name: string | null;
  organisation: string;
  agency: Agency;
  role: Role;
  /** Codes of the areas that the caller works for. */
  areas: readonly string[];
  team: string | null;
  /** The purposes that a PARTNER_SYSTEM's token opens to it; null for people, whose role decides. */
  purposes: readonly Purpose[] | null;
  /** Epoch seconds at which the token ends, and with it every stream that it opened. */
  expiresAt: number;
}

/** Tells a person, or a system, from all others: a subject is one of its organisation's. */
export function personOf({ organisation, subject }: Pick<Principal, 'organisation' | 'subject'>): string {
  return JSON.stringify([organisation, subject]);
}
