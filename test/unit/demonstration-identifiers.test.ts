import { AREAS } from '../../gateway/launch/demonstration/areas';
import { inventedPostcode, nhsNumber, NHS_NUMBERS, pupilNumber } from '../../gateway/launch/demonstration/identifiers';
import { createRandom } from '../../gateway/launch/demonstration/random';

describe('invented identifiers', () => {
  it('are NHS numbers with a valid check digit, of the range that is never issued, each another', () => {
    const seen = new Set<string>();
    for (let index = 0; index < NHS_NUMBERS; index += 7) {
      const number = nhsNumber(index);
      expect(number).toMatch(/^999\d{7}$/);
      const total = number.split('').reduce((sum, digit, at) => sum + Number(digit) * (at === 9 ? 1 : 10 - at), 0);
      expect(total % 11).toBe(0);
      seen.add(number);
    }
    expect(seen.size).toBe(Math.ceil(NHS_NUMBERS / 7));
  });

  it('are pupil numbers with a valid check letter, of a local authority that does not exist', () => {
    // By hand: 1 in the place of weight 13 gives 13, and P is the letter for 13 when I and O are left out.
    expect(pupilNumber(1)).toBe('P000000000001');
    expect(pupilNumber(23)).toMatch(/^[A-HJ-NP-RT-Z]000000000023$/);
    expect(new Set(Array.from({ length: 500 }, (_, index) => pupilNumber(index))).size).toBe(500);
  });

  it('are well-formed postcodes, one district for each area', () => {
    const random = createRandom('seed', 'postcodes');
    const districts = new Set<string>();
    for (const { number } of AREAS) {
      const postcode = inventedPostcode(number, random);
      expect(postcode).toMatch(/^Z[A-DFGHKLM]\d{1,2} \d[ABD-HJLNP-UW-Z]{2}$/);
      districts.add(postcode.split(' ')[0] ?? '');
    }
    expect(districts.size).toBe(AREAS.length);
  });
});

describe('the stream of choices', () => {
  it('is the same for the same seed and name, and another for another', () => {
    const draw = (seed: string, stream: string) => {
      const random = createRandom(seed, stream);
      return [random.id(), random.whole(1000), random.id()];
    };
    expect(draw('a', 'b')).toEqual(draw('a', 'b'));
    expect(draw('a', 'b')).not.toEqual(draw('a', 'c'));
    expect(draw('a', 'b')[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('keeps to weights', () => {
    const random = createRandom('weights', '');
    const counts = { often: 0, seldom: 0, never: 0 };
    for (let draw = 0; draw < 10_000; draw += 1) {
      counts[
        random.weighted([
          ['often', 9],
          ['seldom', 1],
          ['never', 0],
        ] as const)
      ] += 1;
    }
    expect(counts.never).toBe(0);
    expect(counts.often / 10_000).toBeCloseTo(0.9, 1);
  });
});
