import {
  arrayOf,
  date,
  dateTime,
  FieldError,
  id,
  integer,
  object,
  oneOf,
  optional,
  text,
} from '../../subgraphs/kit/fields';

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof FieldError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
};

test('accepts what the contract of a line allows', () => {
  const parse = object({ id, on: optional(date), at: dateTime, codes: arrayOf(oneOf(['A', 'B'])), count: integer });
  expect(parse({ id: 'a-1', at: '2026-01-31T12:00:00Z', codes: ['A'], count: 3 }, '')).toEqual({
    id: 'a-1',
    on: null,
    at: new Date('2026-01-31T12:00:00Z'),
    codes: ['A'],
    count: 3,
  });
});

test.each([
  ['2026-02-29', false],
  ['2024-02-29', true],
  ['2026-1-1', false],
  ['2026-01-01T00:00:00Z', false],
])('%s is a date: %s', (value, isDate) => {
  const parsed = isDate ? date(value, 'on') : messageOf(() => date(value, 'on'));
  expect(parsed).toBe(isDate ? value : `on: expected a date as YYYY-MM-DD, got text of ${value.length} characters`);
});

test.each(['2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00', '2026-01-01T25:00:00Z'])(
  '%s is no time',
  (value) => expect(messageOf(() => dateTime(value, 'at'))).toMatch(/^at: expected a time as RFC 3339/),
);

test('names the path down to an element', () => {
  const parse = object({ indicators: arrayOf(object({ code: id })) });
  expect(messageOf(() => parse({ indicators: [{ code: 'M1' }, { code: 7 }] }, ''))).toBe(
    'indicators[1].code: expected an id, got a number',
  );
});

test('refuses a field that it does not know', () => {
  expect(messageOf(() => object({ id })({ id: 'a', subject: 'b' }, ''))).toBe(
    'subject: expected one of id, got nothing',
  );
});

test('never repeats what came', () => {
  const canary = 'canary words of a child\0';
  for (const parse of [id, text, date, dateTime, integer, oneOf(['A'])])
    expect(messageOf(() => parse(canary, 'field'))).not.toContain('canary');
});
