import { badUserInput } from './errors';
import { isId } from './fields';

/** Reads an id that a caller filters by. Throws BAD_USER_INPUT naming the argument. */
export function parseId(argument: string, value: string): string {
  if (!isId(value)) throw badUserInput(argument, 'an id');
  return value;
}
