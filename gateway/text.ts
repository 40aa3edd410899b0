/** The zero character and halves of characters: PostgreSQL keeps neither in a text. */
const UNKEPT = /[\0\p{Surrogate}]/u;

/** What is expected of a text that holds what no database keeps. */
export const KEPT_TEXT = 'text without zero characters and halves of characters';

/** Whether a text can be stored as it is. */
export function isStorable(text: string): boolean {
  return !UNKEPT.test(text);
}
