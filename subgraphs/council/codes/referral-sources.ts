import { codeTable, type Code } from './code';

/** A referral source of the children-in-need census. Finer codes of our own name the census code that returns carry. */
export interface ReferralSource extends Code {
  /** Code under which the source is counted in the census return. */
  readonly exportedAs: string;
}

const CENSUS: readonly Code[] = [
  { code: '1A', title: 'Individual: member of the family' },
  { code: '1B', title: 'Individual: acquaintance' },
  { code: '1C', title: 'Individual: the child' },
  { code: '1D', title: 'Individual: other' },
  { code: '2A', title: 'School' },
  { code: '2B', title: 'Education service' },
  { code: '3A', title: 'Health: general practitioner' },
  { code: '3B', title: 'Health: health visitor' },
  { code: '3C', title: 'Health: school nurse' },
  { code: '3D', title: 'Health: other primary care' },
  { code: '3E', title: 'Health: emergency department' },
  { code: '3F', title: 'Health: other' },
  { code: '4', title: 'Housing' },
  { code: '5A', title: "Council: its own children's social care" },
  { code: '5B', title: 'Council: other department of the same council' },
  { code: '5C', title: 'Council: another authority' },
  { code: '5D', title: 'Council: early help' },
  { code: '6', title: 'Police' },
  { code: '7', title: 'Other legal body' },
  { code: '8', title: 'Other, voluntary bodies included' },
  { code: '9', title: 'Anonymous' },
  { code: '10', title: 'Unknown' },
];

const OURS: readonly ReferralSource[] = [
  { code: '8.V', title: 'Voluntary body', exportedAs: '8' },
  { code: '8.V.CL', title: 'Voluntary body specialised in county lines', exportedAs: '8' },
  { code: '8.CH', title: "Children's home", exportedAs: '8' },
];

/** Referral sources: children-in-need census, with three finer codes below 8. */
export const REFERRAL_SOURCES = codeTable<ReferralSource>([
  ...CENSUS.map((source) => ({ ...source, exportedAs: source.code })),
  ...OURS,
]);
