import type { Store, StoredItem, StoredLoan, StoredReview } from './foreign-store';
import type { ForeignName } from './foreign-subgraphs';

export interface ForeignContext {
  readonly store: Store;
}

type Any = Record<string, unknown>;
type Resolve = (parent: never, args: never, context: ForeignContext) => unknown;
export type Resolvers = Record<string, Record<string, Resolve>>;

const typeOf = (one: StoredItem | null | undefined) => one?.['__typename'];
const item = (store: Store, id: string | null | undefined) => (id ? (store.items.get(id) ?? null) : null);
const maker = (store: Store, id: string | null | undefined) => (id ? (store.makers.get(id) ?? null) : null);
const review = (store: Store, id: string | null | undefined) => {
  const found = id ? store.reviews.get(id) : undefined;
  return found ? { ...found, __typename: 'Review' } : null;
};

/** Says which external field the gateway failed to send. */
function sent<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`\`${name}\` was not sent`);
  return value;
}

const catalogueItem: Record<string, Resolve> = {
  maker: (one: StoredItem, _: unknown, { store }) => maker(store, one.makerId),
  related: (one: StoredItem, _: unknown, { store }) => one.relatedIds?.map((id) => item(store, id)) ?? null,
  __resolveReference: (ref: { id?: string; isbn?: string }, { store }: ForeignContext) =>
    [...store.items.values()].find(({ id, isbn }) => id === ref.id || isbn === ref.isbn) ?? null,
};

const FRAGILE: Any = {
  sure: 'sure',
  maybe: () => {
    throw new Error('canary-of-an-owner');
  },
  never: null,
  children: [{ sure: 'a', never: 'n' }, { sure: null }],
  loose: [{ sure: 'b' }, null, { sure: null }],
  one: { sure: null, never: 'x' },
};

const catalogue: Resolvers = {
  Query: {
    items: (_: unknown, { first, genre }: { first: number; genre?: string }, { store }) =>
      [...store.items.values()].filter((one) => !genre || one.genre === genre).slice(0, first),
    item: (_: unknown, { id }: { id: string }, { store }) => item(store, id),
    book: (_: unknown, { isbn }: { isbn: string }, { store }) =>
      [...store.items.values()].find((one) => one.isbn === isbn && typeOf(one) === 'Book') ?? null,
    films: (_: unknown, __: unknown, { store }) => [...store.items.values()].filter((one) => typeOf(one) === 'Film'),
    makers: (_: unknown, __: unknown, { store }) => [...store.makers.values(), null],
    named: (_: unknown, __: unknown, { store }) => [...store.makers.values()].toReversed(),
    grid: (_: unknown, __: unknown, { store }) => [
      [item(store, 'i0'), null, item(store, 'i1')],
      null,
      [],
      [item(store, 'i2')],
    ],
    matrix: () => [[1, null, 3], [], [-2]],
    fragile: () => FRAGILE,
    firm: () => FRAGILE,
    shared: () => 'shared',
  },
  Mutation: {
    rename: (_: unknown, { id, title }: { id: string; title?: string }, { store }) => {
      const found = item(store, id);
      if (found) found.title = title ?? null;
      return found;
    },
    addBook: (_: unknown, { input }: { input: Any }, { store }) => {
      const id = `n${store.nextId++}`;
      const base = store.items.get('i0');
      if (!base) throw new Error('no model');
      const added: StoredItem = {
        ...base,
        id,
        isbn: `978-${id}`,
        title: `${String(input['title'])} ${JSON.stringify(input)}`,
      };
      store.items.set(id, added);
      return added;
    },
    removeItem: (_: unknown, { id }: { id: string }, { store }) =>
      store.items.delete(id) ? { id, left: store.items.size } : null,
  },
  Removal: { query: () => ({}) },
  Item: { __resolveReference: (ref: { id: string }, { store }: ForeignContext) => item(store, ref.id) },
  Book: {
    ...catalogueItem,
    author: (one: StoredItem, _: unknown, { store }) => maker(store, one.authorId),
    label: (one: StoredItem, { style }: { style: Any | null }) => `${one.id} ${JSON.stringify(style)}`,
  },
  Film: {
    ...catalogueItem,
    minutes: () => {
      throw new Error('this field was taken over by another subgraph');
    },
    cast: (one: StoredItem, _: unknown, { store }) => one.castIds.map((id) => maker(store, id)),
  },
  Scene: { lead: (one: { leadId: string | null }, _: unknown, { store }) => maker(store, one.leadId) },
  Person: {
    known: (one: { id: string }, _: unknown, { store }) =>
      [...store.items.values()].filter((each) => each.authorId === one.id).slice(0, 2),
    __resolveReference: (ref: { id: string }, { store }: ForeignContext) => maker(store, ref.id),
  },
  Company: {
    __resolveReference: (ref: { id: string }, { store }: ForeignContext) => maker(store, ref.id),
  },
};

/** In `stock`, what other subgraphs own is known only when the gateway sends it. */
const stockOf = (store: Store, ref: Any): Any | null => {
  const found = item(store, String(ref['id']));
  return found ? { copies: found.copies, minutes: found.minutes, ...ref } : null;
};

type Size = { width: number; height: number } | null;

const stock: Resolvers = {
  Query: {
    branches: (_: unknown, __: unknown, { store }) => [...store.branches.values()],
    branch: (_: unknown, { code }: { code: string }, { store }) => store.branches.get(code) ?? null,
    motto: () => ({ text: null }),
    shared: () => 'shared',
  },
  Mutation: {
    move: (_: unknown, { id, copies }: { id: string; copies: number }, { store }) => {
      const found = item(store, id);
      if (found) found.copies = copies;
      return typeOf(found) === 'Book' ? found : null;
    },
  },
  Book: {
    weight: (book: { size?: Size }) => {
      const size = sent(book.size, 'size');
      return size ? sent(size.width, 'width') * sent(size.height, 'height') : null;
    },
    spine: (book: { pages?: number | null; size?: Size }) => {
      const size = sent(book.size, 'size');
      return (sent(book.pages, 'pages') ?? 0) + (size ? sent(size.width, 'width') : 0);
    },
    tag: (book: { title?: string | null }) => `tag ${sent(book.title, 'title') ?? 'none'}`,
    __resolveReference: (ref: Any, { store }: ForeignContext) => stockOf(store, ref),
  },
  Film: {
    minutes: (film: { minutes: number }) => film.minutes,
    billing: (film: { cast?: { name?: string | null }[]; castIds?: string[] }, _: unknown, { store }) => {
      const cast = film.castIds ? film.castIds.map((id) => maker(store, id)) : sent(film.cast, 'cast');
      return cast.map((each) => sent(each?.name, 'name') ?? '?').join(', ');
    },
    __resolveReference: (ref: Any, { store }: ForeignContext) => stockOf(store, ref),
  },
  Branch: {
    stock: (one: { bookIds: string[] }, { first }: { first: number }, { store }) =>
      one.bookIds
        .slice(0, first)
        .map((id) => item(store, id))
        .filter((each) => each !== null),
    biggest: (one: { bookIds: string[] }, _: unknown, { store }) => item(store, one.bookIds[1]),
    __resolveReference: (ref: { code: string }, { store }: ForeignContext) => store.branches.get(ref.code) ?? null,
  },
  Loan: {
    book: (one: { book: { id: string } }, _: unknown, { store }) => stockOf(store, one.book),
    desk: (one: { book?: { id: string }; bookId?: string; reader: string }) =>
      `${one.bookId ?? one.book?.id ?? ''}/${one.reader}`,
    __resolveReference: (ref: Any) => ref,
  },
};

/** `lending` does not know this one: whatever it would add is null, and bubbles where it must not be. */
const UNKNOWN_TO_LENDING = 'i6';

const lending: Resolvers = {
  Query: {
    loans: (_: unknown, { state, states }: { state?: string; states?: string[] }, { store }) =>
      store.loans.filter((one) => (!state || one.state === state) && (!states || states.includes(one.state))),
    loanCount: (_: unknown, __: unknown, { store }) => store.loans.length,
  },
  Mutation: {
    lend: (_: unknown, { id, reader }: { id: string; reader: string }, { store }) => {
      const loan: StoredLoan = { bookId: id, reader, due: null, state: 'OUT' };
      if (typeOf(store.items.get(id)) !== 'Book') return null;
      store.loans.push(loan);
      return loan;
    },
    giveBack: (_: unknown, { id, reader }: { id: string; reader: string }, { store }) => {
      const loan = store.loans.find((one) => one.bookId === id && one.reader === reader);
      if (loan) loan.state = 'BACK';
      return loan ?? null;
    },
  },
  Book: {
    postage: (book: { id: string; weight?: number | null; copies?: number | null; size?: Size }) => {
      if (book.id === UNKNOWN_TO_LENDING) return null;
      const weight =
        book.size === undefined ? sent(book.weight, 'weight') : book.size && book.size.width * book.size.height;
      return (weight ?? 0) + (sent(book.copies, 'copies') ?? 0);
    },
    loans: (book: { id: string }, _: unknown, { store }) =>
      book.id === UNKNOWN_TO_LENDING ? null : store.loans.filter((one) => one.bookId === book.id),
    __resolveReference: (ref: { id: string }, { store }: ForeignContext) =>
      ref.id !== UNKNOWN_TO_LENDING && store.items.has(ref.id) ? ref : null,
  },
  Branch: {
    opens: (one: { code: string }, _: unknown, { store }) => store.branches.get(one.code)?.opens ?? null,
    loans: (one: { code: string }, _: unknown, { store }) =>
      store.loans.map((loan) => (store.branches.get(one.code)?.bookIds.includes(loan.bookId) ? loan : null)),
    __resolveReference: (ref: Any) => ref,
  },
  Loan: {
    book: (loan: StoredLoan, _: unknown, { store }) => item(store, loan.bookId),
    history: (loan: StoredLoan) => [['OUT'], [], ['OUT', loan.state]],
    __resolveReference: (ref: { reader: string; book: { id: string } }, { store }: ForeignContext) =>
      store.loans.find((one) => one.reader === ref.reader && one.bookId === ref.book.id) ?? null,
  },
};

const ofItem = (store: Store, id: string): StoredReview[] =>
  [...store.reviews.values()].filter((one) => one.itemId === id);

const reviews: Resolvers = {
  Query: {
    reviews: (_: unknown, __: unknown, { store }) => [...store.reviews.values()],
    best: (_: unknown, __: unknown, { store }) => item(store, 'i1'),
    replies: (_: unknown, __: unknown, { store }) => [
      review(store, 'r1'),
      { __typename: 'Notice', text: 'closed', ofId: 'r2' },
      review(store, 'r8'),
      { __typename: 'Motto', text: 'read' },
    ],
  },
  Mutation: {
    review: (_: unknown, args: { item: string; stars: number; body?: string }, { store }) => {
      const id = `n${store.nextId++}`;
      const added = { id, stars: args.stars, body: args.body ?? null, itemId: args.item, byId: 'p1', replyTo: null };
      store.reviews.set(id, added);
      return added;
    },
    drop: (_: unknown, { id }: { id: string }, { store }) => store.reviews.delete(id),
  },
  Item: {
    score: (one: { id: string }, _: unknown, { store }) => {
      const all = ofItem(store, one.id);
      return all.length === 0 ? null : all.reduce((sum, each) => sum + each.stars, 0) / all.length;
    },
    reviews: (one: { id: string }, { first }: { first: number }, { store }) => ofItem(store, one.id).slice(0, first),
    best: (one: { id: string }, _: unknown, { store }) =>
      ofItem(store, one.id).sort((a, b) => b.stars - a.stars)[0] ?? null,
    __resolveReference: (ref: Any) => ref,
  },
  Review: {
    item: (one: StoredReview, _: unknown, { store }) => item(store, one.itemId),
    by: (one: StoredReview, _: unknown, { store }) => maker(store, one.byId),
    reply: (one: StoredReview, _: unknown, { store }) =>
      one.replyTo
        ? review(store, one.replyTo)
        : one.stars % 2
          ? { __typename: 'Notice', text: null, ofId: one.id }
          : null,
    __resolveReference: (ref: { id: string }, { store }: ForeignContext) => review(store, ref.id),
  },
  Notice: { of: (one: { ofId: string }, _: unknown, { store }) => review(store, one.ofId) },
  Person: {
    reviews: (one: { id: string }, _: unknown, { store }) =>
      [...store.reviews.values()].filter((each) => each.byId === one.id),
    favourite: (one: { id: string }, _: unknown, { store }) => item(store, one.id === 'p1' ? 'i1' : null),
    __resolveReference: (ref: Any) => ref,
  },
};

/** By subgraph, its resolvers. */
export const FOREIGN_RESOLVERS: Record<ForeignName, Resolvers> = { catalogue, stock, lending, reviews };

/** All resolvers of one schema that has everything. */
export function monolithResolvers(): Resolvers {
  const merged: Resolvers = {};
  for (const part of [catalogue, stock, lending, reviews]) {
    for (const [type, fields] of Object.entries(part)) {
      const names = type === 'Item' ? ['Book', 'Film'] : [type];
      for (const name of names) merged[name] = { ...merged[name], ...fields };
    }
  }
  return merged;
}
