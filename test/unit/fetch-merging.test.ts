import { writeRepresentations, type Representations } from '../../gateway/fetch/batch';
import type { OwnerAnswer } from '../../gateway/fetch/answer';
import { createMerging } from '../../gateway/fetch/merging';

type Texts = readonly (readonly string[])[];

/** A request for entities of these ids, a list for each alias. */
function requestFor(...lists: Texts) {
  const entities: Representations = {
    lists: lists.map((ids, index) => ({ name: `r${index}`, texts: ids.map((id) => JSON.stringify({ id })) })),
    others: [],
  };
  return { sector: 'police', query: 'q', variables: writeRepresentations(entities), entities };
}

type Keys = Record<string, { id: string }[]>;

/** What an owner says that answers by id: null of the one that it does not have. */
function told(keys: Keys): OwnerAnswer {
  const lists = Object.values(keys).map((list, index) => {
    return [`e${index}`, list.map(({ id }) => (id === 'gone' ? null : { told: id }))] as const;
  });
  return { kind: 'ANSWERED', data: Object.fromEntries(lists), errors: [] };
}

/** Asks all at once. */
async function askedOf(owner: (keys: Keys) => OwnerAnswer, requests: readonly ReturnType<typeof requestFor>[]) {
  const sent: Keys[] = [];
  const merged = createMerging(async ({ variables }) => {
    const keys = JSON.parse(variables) as Keys;
    sent.push(keys);
    return owner(keys);
  });
  const answers = await Promise.all(requests.map((request) => merged(request)));
  return { answers, sent };
}

const idsIn = (keys: Keys): string[] => Object.values(keys).flatMap((list) => list.map(({ id }) => id));
const UNAVAILABLE: OwnerAnswer = { kind: 'UNAVAILABLE' };
const WITH_FAULTS: OwnerAnswer = {
  kind: 'ANSWERED',
  data: null,
  errors: [{ path: [], code: 'INTERNAL', at: null, expected: null }],
};

describe('requests for entities that come at once', () => {
  const REQUESTS = [requestFor(['a'], []), requestFor(['gone', 'a'], ['b']), requestFor([], ['c', 'c'])];
  const APART = [
    { e0: [{ told: 'a' }], e1: [] },
    { e0: [null, { told: 'a' }], e1: [{ told: 'b' }] },
    { e0: [], e1: [{ told: 'c' }, { told: 'c' }] },
  ];

  it('become one, of which each gets its own part', async () => {
    const { answers, sent } = await askedOf(told, REQUESTS);
    expect(sent).toHaveLength(1);
    expect(answers).toEqual(APART.map((data) => ({ kind: 'ANSWERED', data, errors: [] })));
  });

  it('get nothing of a list that is longer or shorter than what was asked', async () => {
    for (const wrong of [[], [{ told: 'x' }], Array.from({ length: 4 }, () => ({ told: 'x' }))]) {
      const { answers } = await askedOf(
        (keys) => ({ kind: 'ANSWERED', data: { ...dataOf(told(keys)), e0: wrong }, errors: [] }),
        REQUESTS,
      );
      expect(answers.map(dataOf)).toEqual(APART.map(({ e1 }) => ({ e1 })));
    }
  });

  it.each([
    ['is not answered at all', UNAVAILABLE],
    ['is answered by a fault', WITH_FAULTS],
  ])('do not suffer for the one that %s', async (_, answer) => {
    const owner = (keys: Keys): OwnerAnswer => (idsIn(keys).includes('bad') ? answer : told(keys));
    const { answers, sent } = await askedOf(owner, [...REQUESTS, requestFor(['bad'], [])]);
    expect(answers).toEqual([...APART.map((data) => ({ kind: 'ANSWERED', data, errors: [] })), answer]);
    expect(sent).toHaveLength(5);
  });

  it('are sent once where there is only one', async () => {
    const { answers, sent } = await askedOf(() => UNAVAILABLE, [requestFor(['bad'])]);
    expect([answers, sent.length]).toEqual([[UNAVAILABLE], 1]);
  });
});

function dataOf(answer: OwnerAnswer) {
  return answer.kind === 'ANSWERED' ? answer.data : null;
}
