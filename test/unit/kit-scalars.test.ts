import { DateScalar, DateTimeScalar } from '../../subgraphs/kit/scalars';

test('a date stays the text it is', () => {
  expect(DateScalar.parseValue('2026-03-29')).toBe('2026-03-29');
  expect(DateScalar.serialize('2026-03-29')).toBe('2026-03-29');
});

test('a time leaves in UTC', () => {
  const time = DateTimeScalar.parseValue('2026-07-01T10:00:00+01:00');
  expect(time).toEqual(new Date('2026-07-01T09:00:00Z'));
  expect(DateTimeScalar.serialize(time)).toBe('2026-07-01T09:00:00.000Z');
});

test.each([
  [DateScalar, '2026-02-30'],
  [DateScalar, '2026-03-29T00:00:00Z'],
  [DateScalar, 20260329],
  [DateTimeScalar, '2026-03-29'],
  [DateTimeScalar, '2026-03-29 10:00'],
  [DateTimeScalar, 1774778400000.5],
  [DateTimeScalar, true],
])('%s refuses %j without repeating it', (scalar, value) => {
  expect(() => scalar.parseValue(value)).toThrow(
    expect.objectContaining({
      message: expect.not.stringContaining(String(value)),
      extensions: { code: 'BAD_USER_INPUT', expected: expect.stringMatching(/^a (date|time) as/) },
    }),
  );
});
