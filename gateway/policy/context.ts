import type { Agency, ConcernLevel, ConsentState, Handling, Relationship } from '../../schema/vocabulary';

/** What decisions about one child need to know, as it concerns one caller; read once per request for all its children. */
export interface ChildContext {
  childId: string;
  /** YYYY-MM-DD, or null when the hub does not know it. */
  bornOn: string | null;
  relationship: Relationship;
  /** The highest of what each organisation recorded last. */
  concern: ConcernLevel;
  /** Organisations whose latest judgement is a concern. */
  concernRecorders: string[];
  involved: { organisation: string; agency: Agency; handling: Handling }[];
  /** By index of CATEGORIES, for the caller's agency. */
  consents: ConsentState[];
  /** Organisations that recorded a consent of this child. */
  consentRecorders: string[];
  /** Ids of the records in which their owners name the caller's organisation, as long as that holds. */
  namedIn: string[];
  /** Whether the caller holds a break-glass grant for this child that is open now, for the declared purpose. */
  breakGlass: boolean;
}
