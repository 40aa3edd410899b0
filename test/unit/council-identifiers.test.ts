import { isNhsNumber, isPupilNumber } from '../../subgraphs/council/identifiers';

describe('isNhsNumber', () => {
  test('takes ten digits whose check digit is right', () => {
    expect(isNhsNumber('9434765919')).toBe(true);
    expect(isNhsNumber('9990000018')).toBe(true);
  });

  test('takes exactly one check digit for nine digits, or none when the remainder is 10', () => {
    for (let start = 400_000_000; start < 400_000_200; start += 1) {
      const valid = Array.from('0123456789').filter((digit) => isNhsNumber(`${start}${digit}`));
      expect(valid.length).toBeLessThanOrEqual(1);
    }
  });

  test.each(['', '943476591', '94347659190', '943 476 5919', '943476591X', '9434765918'])('refuses `%s`', (text) => {
    expect(isNhsNumber(text)).toBe(false);
  });
});

describe('isPupilNumber', () => {
  test('has exactly one check letter for twelve digits', () => {
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').filter((letter) => isPupilNumber(`${letter}926123415001`));
    expect(letters).toHaveLength(1);
  });

  test('takes a letter in the last place of a temporary number', () => {
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').filter((letter) => isPupilNumber(`${letter}92612341500A`));
    expect(letters).toHaveLength(1);
  });

  test.each(['', 'A', 'I926123415001', 'A92612341500', 'A9261234150011', 'a926123415001', 'A92612341500O'])(
    'refuses `%s`',
    (text) => {
      expect(isPupilNumber(text)).toBe(false);
    },
  );
});
