import { registerEnumType } from 'type-graphql';
import { HANDLINGS } from '../../schema/vocabulary';

/** An object whose every value is its own key: what type-graphql takes for an enum. */
export type EnumOf<T extends readonly string[]> = { readonly [K in T[number]]: K };

/** Registers a GraphQL enum of the given words and returns the object that stands for it in decorators. */
export function graphqlEnum<const T extends readonly string[]>(
  name: string,
  words: T,
  description?: string,
): EnumOf<T> {
  const values = Object.fromEntries(words.map((word) => [word, word])) as EnumOf<T>;
  registerEnumType(values, { name, ...(description === undefined ? {} : { description }) });
  return values;
}

export const HandlingEnum = graphqlEnum('Handling', HANDLINGS, 'How the owner marked the record.');
