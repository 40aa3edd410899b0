import { GraphQLScalarType } from 'graphql';

/**
 * A calendar day, `YYYY-MM-DD`. Input is passed on as the text that it is: the mutations check it together with
 * everything else, so that a caller learns all faults of an input at once.
 */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A calendar day, YYYY-MM-DD.',
  serialize: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value)),
  parseValue: (value) => textOf(value, 'YYYY-MM-DD'),
});

/** A moment in UTC (RFC 3339). Input is passed on as text, for the reason above. */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'A moment in UTC (RFC 3339).',
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: (value) => textOf(value, 'a moment in RFC 3339'),
});

function textOf(value: unknown, form: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected ${form}`);
}
