import { type DataCategory } from '../../schema/vocabulary';
import { type AttemptCount, type AttemptScope } from './attempt-counts';

/** Somebody tried more names or numbers in a day than work explains. */
export interface LimitExceeded extends AttemptCount {
  readonly scope: AttemptScope;
}

/** A consent was raised: what others had recorded as refused or withdrawn is now recorded otherwise. */
export interface ConsentRaised {
  readonly consentId: string;
  readonly childId: string;
  readonly recordedBy: string;
  /** Whose refusals it is against: they are to be told. */
  readonly against: readonly string[];
  /** Categories in which their refusal stands nevertheless. */
  readonly contested: readonly DataCategory[];
}

/** What people outside a request are to be told. Ids only: no name, no number, no text that a person wrote. */
export interface HubNotices {
  limitExceeded(notice: LimitExceeded): void;
  consentRaised(notice: ConsentRaised): void;
}

/** Writes notices as lines of JSON, for the operator's log. */
export function noticesTo(write: (line: string) => void): HubNotices {
  const tell = (notice: string, about: object): void => write(`${JSON.stringify({ notice, ...about })}\n`);
  return {
    limitExceeded: (about) => tell('LIMIT_EXCEEDED', about),
    consentRaised: (about) => tell('CONSENT_RAISED', about),
  };
}
