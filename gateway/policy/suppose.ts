import { CATEGORIES, type Agency, type ConcernLevel, type ConsentState } from '../../schema/vocabulary';
import type { DataCategory, Handling, Relationship } from '../../schema/vocabulary';
import { categoryDecisions, type CategoryDecision } from './category-decisions';
import type { ChildContext } from './context';
import type { DisclosureInput } from './input';
import { createSituations } from './situations';
import { Child } from './standing';

/** A child that is supposed, by its facts alone. */
export interface SupposedChild {
  readonly relationship: Relationship;
  readonly concern: ConcernLevel;
  readonly consent: ConsentState;
  readonly handling: Handling;
  /** Completed years; null when it is not known. */
  readonly age: number | null;
}

/**
 * Decides what an owner would share of a supposed child's records. Pure: INVARIANT: no child's record is read, so that
 * the answer can tell nothing of any.
 */
export function decideSupposed(
  input: Omit<DisclosureInput, 'load'>,
  owner: { readonly organisation: string; readonly agency: Agency; readonly categories: readonly DataCategory[] },
  child: SupposedChild,
): CategoryDecision[] {
  const context = contextOf(owner, child, input.today);
  const load = () => Promise.reject(new Error('a supposed child is not read'));
  const whole = { ...input, load };
  const standing = new Child(whole, createSituations(whole), context).standing(owner.organisation);
  return categoryDecisions(standing, owner.categories, child);
}

function contextOf(
  { organisation, agency }: { organisation: string; agency: Agency },
  { relationship, concern, consent, age }: SupposedChild,
  today: string,
): ChildContext {
  return {
    childId: '',
    bornOn: age === null ? null : `${String(Number(today.slice(0, 4)) - age).padStart(4, '0')}${today.slice(4)}`,
    relationship,
    concern,
    concernRecorders: [],
    involved: [{ organisation, agency, handling: 'OPEN' }],
    consents: CATEGORIES.map(() => consent),
    consentRecorders: [],
    namedIn: [],
    breakGlass: false,
  };
}
