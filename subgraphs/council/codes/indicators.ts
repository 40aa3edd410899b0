import { codeTable, type Code } from './code';

/** Signs of exploitation that a referral may carry: synthesised from published screening tools. No score comes of them. */
export const INDICATORS = codeTable<Code>([
  { code: 'M1', title: 'Missing or late' },
  { code: 'M2', title: 'Missing repeatedly or for over 24 hours' },
  { code: 'M3', title: 'Found out of area or in a trap house' },
  { code: 'T1', title: 'Unexplained travel' },
  { code: 'E1', title: 'Absent or excluded from school' },
  { code: 'P1', title: 'New older peers' },
  { code: 'P2', title: 'Known associates' },
  { code: 'A1', title: 'A controlling adult' },
  { code: 'D1', title: 'Cash, clothes or phones without explanation' },
  { code: 'D2', title: 'Two or more phones' },
  { code: 'D3', title: 'Drug debt' },
  { code: 'D4', title: 'Carries drugs' },
  { code: 'W1', title: 'Carries a weapon' },
  { code: 'V1', title: 'Injury' },
  { code: 'V2', title: 'Threats to the family' },
  { code: 'S1', title: 'Substance use' },
  { code: 'H1', title: 'Self-harm' },
  { code: 'X1', title: 'Sexual exploitation' },
  { code: 'O1', title: 'Grooming online' },
  { code: 'L1', title: 'Looked after, or a placement breaking down' },
  { code: 'L2', title: 'Placed out of area' },
  { code: 'C1', title: 'Arrested far from home' },
  { code: 'C2', title: 'Found at a cuckooed address' },
  { code: 'N1', title: 'Withdraws a disclosure' },
]);
