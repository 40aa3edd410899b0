import * as fc from 'fast-check';
import { canonicalJson, fingerprintOf } from '../../subgraphs/kit/idempotency';

/** The same value with the fields of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, reversed(each)] as const);
  return Object.fromEntries(entries.toReversed());
}

describe('a fingerprint', () => {
  test('is that of the value, whatever the order of its fields', () => {
    const input = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(input, (value) => {
        expect(fingerprintOf('reportMissing', reversed(value))).toEqual(fingerprintOf('reportMissing', value));
      }),
    );
  });

  test('takes an absent field for null, and a time for its moment', () => {
    const at = '2026-06-10T12:00:00.000Z';
    expect(canonicalJson({ b: undefined, a: null, at: new Date(at) })).toBe(`{"at":"${at}"}`);
    expect(canonicalJson([undefined, null, { b: 1, a: [{ d: 2, c: 3 }] }])).toBe(
      '[null,null,{"a":[{"c":3,"d":2}],"b":1}]',
    );
  });

  test.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: '1' }, { a: 1 }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [
      { a: 'x', b: 'y' },
      { a: 'xy', b: '' },
    ],
    [{ a: false }, { a: null }],
  ])('of %j is another than that of %j', (one, other) => {
    expect(fingerprintOf('recordReturn', one)).not.toEqual(fingerprintOf('recordReturn', other));
  });

  test('is another for another mutation', () => {
    expect(fingerprintOf('recordReturn', { a: 1 })).not.toEqual(fingerprintOf('reportMissing', { a: 1 }));
    expect(fingerprintOf('recordReturn', {})).toHaveLength(32);
  });
});
