import type { HubAnswer } from './client';

/** What the proofs tell of a case: agency, role, purpose, category, level, consent and relationship. */
export const WORDS =
  /^a (\w+) (\w+)(?: of the same area)? for (\w+) would see (?:nothing of )?(\w+)(?: (\w+))? of a child of .* whose consent is (\w+) \(relationship (\w+)[^)]*\)/;

const LADDERS: Readonly<Record<string, { list: string; summary: string; full: string }>> = {
  MISSING: { list: 'missingEpisodes', summary: 'missingSince', full: 'circumstances' },
  OFFENDING: { list: 'custodyEvents', summary: 'occurredAt', full: 'narrative' },
};

/** By category, fields of a child that show how much of it is seen. */
export const FIELDS_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(LADDERS).map(([category, { list, summary, full }]) => [category, `${list} { ${summary} ${full} }`]),
);

/** The level at which a category was seen of a child that was asked for these fields. */
export function levelIn(child: HubAnswer['data'], category: string): string {
  const { list, summary, full } = LADDERS[category]!;
  const [record] = child[list] ?? [];
  if (record === undefined) return 'NONE';
  if (record[full] !== null) return 'FULL';
  return record[summary] === null ? 'EXISTENCE' : 'SUMMARY';
}
