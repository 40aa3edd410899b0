import { codeTable, type Code } from './code';

/** Why a placement came to an end: reasons for a change of placement, SSDA903. */
export const CHANGE_REASONS = codeTable<Code>([
  { code: 'CARPL', title: 'Change to the care plan' },
  { code: 'CLOSE', title: 'The resource closed' },
  { code: 'ALLEG', title: 'An allegation was made' },
  { code: 'STAND', title: 'Standards of care' },
  { code: 'APPRR', title: 'Approval removed' },
  { code: 'CREQB', title: "The carer asked, because of the child's behaviour" },
  { code: 'CREQO', title: 'The carer asked, for another reason' },
  { code: 'CHILD', title: 'The child asked' },
  { code: 'LAREQ', title: 'The responsible or area authority asked' },
  { code: 'PLACE', title: 'Change of the status of the placement alone' },
  { code: 'CUSTOD', title: 'Custody arrangement' },
  { code: 'OTHER', title: 'Other' },
]);
