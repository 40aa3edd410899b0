import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate } from 'graphql-scalars';

/** Refuses a scalar without repeating what came: the input may be about a person. */
function refuse(expected: string): never {
  throw new GraphQLError(`expected ${expected}`, { extensions: { code: 'BAD_USER_INPUT', expected } });
}

function scalar(name: string, expected: string, base: GraphQLScalarType): GraphQLScalarType {
  const parseValue = (value: unknown): unknown => {
    try {
      return base.parseValue(value);
    } catch {
      return refuse(expected);
    }
  };
  return new GraphQLScalarType({
    name,
    description: `${expected[0]?.toUpperCase()}${expected.slice(1)}.`,
    serialize: (value) => base.serialize(value),
    parseValue,
    parseLiteral: (node) => (node.kind === Kind.STRING ? parseValue(node.value) : refuse(expected)),
  });
}

/** A day of the calendar, in and out as `YYYY-MM-DD` text: it never becomes an instant in some time zone. */
export const DateScalar = scalar('Date', 'a date as YYYY-MM-DD', GraphQLLocalDate);

/** An instant, in as RFC 3339, out in UTC. A `Date` inside. */
export const DateTimeScalar = scalar(
  'DateTime',
  'a time as RFC 3339, such as 2026-01-31T12:00:00Z',
  GraphQLDateTimeISO,
);
