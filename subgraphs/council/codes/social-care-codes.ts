import { codeTable, type Code } from './code';

/** Primary need, children-in-need census. */
export const NEED_CODES = codeTable<Code>([
  { code: 'N1', title: 'Abuse or neglect' },
  { code: 'N2', title: "Child's disability or illness" },
  { code: 'N3', title: "Parent's disability or illness" },
  { code: 'N4', title: 'Acute stress in the family' },
  { code: 'N5', title: 'Family dysfunction' },
  { code: 'N6', title: 'Socially unacceptable behaviour' },
  { code: 'N7', title: 'Low income' },
  { code: 'N8', title: 'Absent parenting' },
  { code: 'N9', title: 'Not a child in need' },
  { code: 'N0', title: 'Not stated' },
]);

/** Factors found at an assessment, children-in-need census. 21 stands alone. */
export const ASSESSMENT_FACTORS = codeTable<Code>([
  { code: '2', title: 'Drugs' },
  { code: '3', title: 'Domestic abuse' },
  { code: '4', title: 'Mental health' },
  { code: '10A', title: 'Missing' },
  { code: '11A', title: 'Child sexual exploitation' },
  { code: '12A', title: 'Trafficking' },
  { code: '13A', title: 'Gangs' },
  { code: '14A', title: 'Socially unacceptable behaviour' },
  { code: '24A', title: 'Child criminal exploitation' },
  { code: '21', title: 'No factor found' },
]);

/** The factor that excludes every other one. */
export const NO_FACTOR = '21';

/** Legal status of a looked-after child, SSDA903. */
export const LEGAL_STATUSES = codeTable<Code>([
  { code: 'C1', title: 'Interim care order' },
  { code: 'C2', title: 'Full care order' },
  { code: 'D1', title: 'Freed for adoption' },
  { code: 'E1', title: 'Placement order' },
  { code: 'V2', title: 'Accommodated under s.20, single period' },
  { code: 'V3', title: 'Series of short breaks, each recorded' },
  { code: 'V4', title: 'Series of short breaks, agreement recorded' },
  { code: 'L1', title: 'Police protection' },
  { code: 'L2', title: 'Emergency protection order' },
  { code: 'L3', title: 'Child assessment order' },
  { code: 'J1', title: 'Remanded' },
  { code: 'J2', title: 'Detained and moved to council accommodation' },
  { code: 'J3', title: 'Sentenced, with a residence requirement' },
]);
