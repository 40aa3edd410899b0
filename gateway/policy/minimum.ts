import type { SafeguardingMinimum } from './rule';

/**
 * What every owner of the hub shares about a child who is likely to suffer significant harm, also over refused consent.
 * Agreed by all owners in advance: enough to find the child and the people who know it, nothing more.
 */
export const SAFEGUARDING_MINIMUM: SafeguardingMinimum = {
  minimumConcern: 'LIKELY_SIGNIFICANT_HARM',
  purposes: ['IMMEDIATE_PROTECTION', 'SECTION_47_ENQUIRY', 'MISSING_CHILD'],
  levels: { INVOLVEMENT: 'EXISTENCE', IDENTITY: 'SUMMARY', MISSING: 'SUMMARY', WHEREABOUTS: 'SUMMARY' },
};

/** A safeguarding minimum with the days on which it holds: YYYY-MM-DD, both included; an open end is null. */
export interface DatedMinimum extends SafeguardingMinimum {
  readonly id: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** What holds wherever nothing else was agreed: there is no day without a minimum. */
export const DEFAULT_MINIMUM: DatedMinimum = { ...SAFEGUARDING_MINIMUM, id: 'DEFAULT', validFrom: null, validTo: null };

/** The minimums that a demonstration starts with. */
export const DEMONSTRATION_MINIMUMS = [
  { ...SAFEGUARDING_MINIMUM, id: 'DEMONSTRATION', validFrom: '2018-05-25', validTo: null },
] as const satisfies readonly DatedMinimum[];

/** The minimum that holds on a day (YYYY-MM-DD): of those agreed, the newest first, the first that covers it. */
export function minimumOn(agreed: readonly DatedMinimum[], day: string): DatedMinimum {
  const covers = ({ validFrom, validTo }: DatedMinimum): boolean =>
    (validFrom === null || validFrom <= day) && (validTo === null || day <= validTo);
  return agreed.find(covers) ?? DEFAULT_MINIMUM;
}
