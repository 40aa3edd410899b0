/** The records behind the foreign federation. Every subgraph resolves from the same ones, and so does the monolith. */

export interface StoredItem {
  __typename: 'Book' | 'Film';
  id: string;
  title: string | null;
  genre: string | null;
  makerId: string | null;
  shelf: (string | null)[][] | null;
  relatedIds: (string | null)[] | null;
  size: { width: number; height: number; unit: string | null } | null;
  copies: number | null;
  isbn: string;
  pages: number | null;
  published: string | null;
  extras: unknown;
  authorId: string;
  internalCode: string;
  minutes: number;
  castIds: string[];
  scenes: ({ place: string | null; takes: (number | null)[] | null; leadId: string | null }[] | null)[] | null;
}

export interface StoredMaker {
  __typename: 'Person' | 'Company';
  id: string;
  name: string | null;
  born?: string | null;
  country?: string;
  founded?: number | null;
}

export interface StoredReview {
  id: string;
  stars: number;
  body: string | null;
  itemId: string | null;
  byId: string | null;
  replyTo: string | null;
}

export interface StoredLoan {
  bookId: string;
  reader: string;
  due: string | null;
  state: string;
}

export interface Store {
  items: Map<string, StoredItem>;
  makers: Map<string, StoredMaker>;
  reviews: Map<string, StoredReview>;
  loans: StoredLoan[];
  branches: Map<string, { code: string; town: string | null; opens: string | null; bookIds: string[] }>;
  nextId: number;
}

/** Builds the records anew; the same every time. */
export function createStore(): Store {
  return {
    items: byId([...Array(7).keys()].map(anItem)),
    makers: byId([
      { __typename: 'Person', id: 'p1', name: 'Agnes Thorn', born: '1951-02-03' },
      { __typename: 'Person', id: 'p2', name: 'Bram Oakes', born: null },
      { __typename: 'Person', id: 'p3', name: null, born: '1990-12-31' },
      { __typename: 'Company', id: 'c1', name: 'Lantern "Press" & Söhne\n', country: 'GB', founded: 1902 },
      { __typename: 'Company', id: 'c2', name: null, country: 'DE', founded: null },
    ] satisfies StoredMaker[]),
    reviews: byId([...Array(9).keys()].map(aReview)),
    loans: [
      { bookId: 'i0', reader: 'Cleo', due: '2031-01-01', state: 'OUT' },
      { bookId: 'i0', reader: 'Dunstan', due: null, state: 'BACK' },
      { bookId: 'i2', reader: 'Cleo', due: '2030-06-30', state: 'LATE' },
    ],
    branches: new Map(
      [
        { code: 'N', town: 'Northgate', opens: '09:00', bookIds: ['i0', 'i2', 'i4', 'i6'] },
        { code: 'S', town: null, opens: null, bookIds: [] },
      ].map((branch) => [branch.code, branch]),
    ),
    nextId: 100,
  };
}

function byId<T extends { id: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((each) => [each.id, each]));
}

/** What each item lacks, so that every nullable field is null somewhere. */
const GAPS: readonly Partial<StoredItem>[] = [
  { published: '2001-09-09', size: { width: 10, height: 20, unit: null } },
  {},
  { size: null, genre: null, makerId: null },
  { title: null },
  { shelf: null, pages: null },
  { relatedIds: null, castIds: [], genre: 'SECRET' },
  { copies: null, authorId: 'p2', genre: null },
];

function anItem(n: number): StoredItem {
  const kind = n % 2 === 0 ? 'Book' : 'Film';
  return {
    __typename: kind,
    id: `i${n}`,
    title: `${kind} ${n} \u2028 "quoted" 😀`,
    genre: ['CRIME', 'POETRY', 'CRIME', 'HISTORY'][n % 4]!,
    makerId: ['p1', 'c1', 'p2', 'p3', 'c2'][n % 5]!,
    shelf: [['A', null], [], [`${n}`]],
    relatedIds: [`i${(n + 1) % 7}`, null, `i${(n + 3) % 7}`],
    size: { width: 10 + n / 2, height: 20, unit: 'cm' },
    copies: n,
    isbn: `978-${n}`,
    pages: 100 * (n + 1),
    published: null,
    extras: [{ a: [1, { b: null }], constructor: 'c' }, null, [1, 'two', false], 'text', 5][n % 5],
    authorId: 'p1',
    internalCode: `secret-${n}`,
    minutes: 90 + n,
    castIds: ['p1', 'p3', 'p2'].slice(n % 3),
    scenes: [
      [{ place: `place ${n}`, takes: [1, null, n], leadId: 'p2' }],
      null,
      [{ place: null, takes: null, leadId: null }],
    ],
    ...GAPS[n],
  };
}

function aReview(n: number): StoredReview {
  return {
    id: `r${n}`,
    stars: (n % 5) + 1,
    body: n % 3 === 0 ? null : `body ${n}`,
    itemId: n === 8 ? null : `i${n % 4}`,
    byId: ['p1', 'p2', null][n % 3] ?? null,
    replyTo: n > 0 && n % 2 === 0 ? `r${n - 1}` : null,
  };
}
