import 'reflect-metadata';
import * as fc from 'fast-check';
import { encodeCursor, parseCursor, parseWindow } from '../../subgraphs/kit/page';

describe('cursors', () => {
  test('come back as the id that they were made of', () => {
    fc.assert(fc.property(fc.stringMatching(/^[\w.:-]{1,64}$/), (id) => parseCursor(encodeCursor(id)) === id));
  });

  test.each(['', 'x', 'MTo', encodeCursor('a') + '=', Buffer.from('2:a').toString('base64url'), 'not base64 at all'])(
    'are refused when they are none: %j',
    (text) => expect(() => parseCursor(text)).toThrow('BAD_USER_INPUT: after: expected a cursor that this list gave'),
  );
});

describe('the window', () => {
  test.each([
    [null, false, 20],
    [1, false, 1],
    [100, false, 100],
    [20, true, 100],
    [1, true, 24],
    [100, true, 420],
  ])('of first %s, lookahead %s, is %s rows', (first, lookahead, rows) => {
    expect(parseWindow({ first, lookahead })).toBe(rows);
  });

  test.each([0, -1, 101])('is refused for first %s', (first) => {
    expect(() => parseWindow({ first, lookahead: false })).toThrow(
      'BAD_USER_INPUT: first: expected a number from 1 to 100',
    );
  });
});
