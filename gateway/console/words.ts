import {
  AGENCY_MEANINGS,
  CATEGORY_MEANINGS,
  CONCERN_MEANINGS,
  CONSENT_MEANINGS,
  HANDLING_MEANINGS,
  LEVEL_MEANINGS,
  PURPOSE_MEANINGS,
  REASON_MEANINGS,
  RELATIONSHIP_MEANINGS,
  ROLE_MEANINGS,
  type Meaning,
} from '../../schema/meanings';

/** The meanings of each enum of the schema that has them, by its name there. */
export const MEANINGS: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
  Agency: AGENCY_MEANINGS,
  ConcernLevel: CONCERN_MEANINGS,
  ConsentState: CONSENT_MEANINGS,
  DataCategory: CATEGORY_MEANINGS,
  DisclosureLevel: LEVEL_MEANINGS,
  Handling: HANDLING_MEANINGS,
  Purpose: PURPOSE_MEANINGS,
  Relationship: RELATIONSHIP_MEANINGS,
  Role: ROLE_MEANINGS,
  WithheldReason: REASON_MEANINGS,
};

const ABBREVIATIONS = [
  ['Nrm', 'NRM'],
  ['nrm', 'NRM'],
] as const;

/** What a code is called: as its enum says, else the code itself as words, `NOT_AGREED` as `Not agreed`. */
export function wordOf(code: string, enumName?: string): string {
  const known = enumName === undefined ? undefined : MEANINGS[enumName]?.[code];
  return known?.label ?? sentence(code);
}

/** What a code means; empty where its enum does not say. */
export function meaningOf(code: string, enumName: string): string {
  return MEANINGS[enumName]?.[code]?.description ?? '';
}

function sentence(code: string): string {
  const text = code.toLowerCase().replaceAll('_', ' ');
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return ABBREVIATIONS.reduce((words, [from, to]) => words.replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to), capital);
}
