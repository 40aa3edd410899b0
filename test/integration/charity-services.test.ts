import 'reflect-metadata';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import { aService } from '../support/charity-lines';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const QUERY = `query($area: ID, $kind: String, $age: Int, $availableOnly: Boolean) {
  supportServices(area: $area, kind: $kind, age: $age, availableOnly: $availableOnly) { id } }`;

let charity: TestSubgraph;
beforeAll(async () => {
  charity = await startSubgraph(CHARITY);
  await charity.load([
    aService(1, { name: 'Cedar', areaCodes: ['E10000020', 'E10000016'] }),
    aService(2, { name: 'Birch', kinds: ['ADVOCACY'], minimumAge: 16, maximumAge: null, available: 0 }),
    aService(3, { name: 'Alder', areaCodes: ['E09000023'], minimumAge: null, maximumAge: 12 }),
    aService(4, { name: 'Cedar', areaCodes: [], minimumAge: null, maximumAge: null }),
  ]);
});
afterAll(() => charity.close());

test.each([
  ['all of them by name', {}, [3, 2, 1, 4]],
  ['those of an area', { area: 'E10000020' }, [2, 1]],
  ['those of another area', { area: 'E09000023' }, [3]],
  ['none of an area that nobody serves', { area: 'E10000099' }, []],
  ['those of a kind', { kind: 'ADVOCACY' }, [2]],
  ['none of a kind that is none', { kind: 'ADVOCACY%' }, []],
  ['those that take an age at their upper bound', { age: 12 }, [3, 1, 4]],
  ['those that take an age above the bounds of some', { age: 19 }, [2, 4]],
  ['those that take a newborn', { age: 0 }, [3, 4]],
  ['those with a free place', { availableOnly: true }, [3, 1, 4]],
  ['all of them when only available ones are not asked for', { availableOnly: false }, [3, 2, 1, 4]],
  ['those that every filter lets through', { area: 'E10000020', age: 17, availableOnly: true }, [1]],
  ['all of them when the filters are null', { area: null, kind: null, age: null, availableOnly: null }, [3, 2, 1, 4]],
])('gives %s, in one statement', async (_, filter, numbers) => {
  const { data, errors, statements } = await charity.ask(QUERY, filter);
  expect(errors).toBeUndefined();
  expect(data.supportServices).toEqual(numbers.map((n) => ({ id: `service-${n}` })));
  expect(statements).toBe(1);
});

test.each([
  [{ area: '' }, 'area', 'an id'],
  [{ area: 'a\0b' }, 'area', 'an id'],
  [{ kind: ' ' }, 'kind', 'text of 1 to 64 characters'],
  [{ kind: 'a\0b' }, 'kind', 'text of 1 to 64 characters'],
  [{ kind: 'x'.repeat(65) }, 'kind', 'text of 1 to 64 characters'],
  [{ age: -1 }, 'age', 'a number from 0 to 25'],
  [{ age: 26 }, 'age', 'a number from 0 to 25'],
  [{ age: 'canary' }, 'age', 'what the schema says'],
])('refuses %j, naming the argument', async (filter, argument, expected) => {
  const { errors, text } = await charity.ask(QUERY, filter);
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument, expected });
  expect(text).not.toContain('canary');
  expect(charity.log).toEqual([]);
});
