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
