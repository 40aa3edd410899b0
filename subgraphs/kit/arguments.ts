import { badUserInput } from './errors';
import { FieldError, id } from './fields';

/** Reads an id that a caller filters by. Throws BAD_USER_INPUT naming the argument: the database need not see others. */
export function parseId(argument: string, value: string): string {
  try {
    return id(value, argument);
  } catch (error) {
    if (error instanceof FieldError) throw badUserInput(argument, error.expected);
    throw error;
  }
}
