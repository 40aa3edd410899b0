/** A coded value of a statutory return or of this hub, with its meaning. */
export interface Code {
  readonly code: string;
  readonly title: string;
}

/** Codes in the order of their source, found by code. A code that occurs twice is a mistake in the table: throws. */
export function codeTable<T extends { readonly code: string }>(entries: readonly T[]): ReadonlyMap<string, T> {
  const table = new Map(entries.map((entry) => [entry.code, entry]));
  if (table.size !== entries.length) throw new Error('a code occurs twice in a code table');
  return table;
}
