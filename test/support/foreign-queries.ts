/** Queries written by hand: one feature of a federation each, or two that meet. */
export interface ForeignQuery {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

const plain = [
  '{ items { id title } }',
  '{ items(first: 7) { __typename id ... on Book { isbn pages } ... on Film { minutes } } }',
  '{ items(first: 7) { ... on Book { isbn } } }',
  '{ items(first: 0) { id } }',
  '{ item(id: "i1") { id } other: item(id: "i2") { id title } missing: item(id: "nobody") { id score } }',
  '{ book(isbn: "978-2") { id title size { width } } }',
  '{ shared }',
  '{ __typename }',
  '{ a: __typename b: __typename items { __typename } }',
  '{ matrix grid { id __typename } }',
  '{ grid { id score ... on Book { postage } ... on Film { billing minutes } } }',
  '{ films { scenes { place takes lead { name reviews { stars } } } } }',
  '{ items(first: 7) { shelf genre } }',
  '{ items(first: 7) { ... on Book { extras published } } }',
  '{ items(first: 3, genre: POETRY) { id } }',
];

const requires = [
  '{ items(first: 7) { ... on Book { weight } } }',
  '{ items(first: 7) { ... on Book { spine weight pages size { unit height } } } }',
  '{ items(first: 7) { ... on Book { postage } } }',
  '{ items(first: 7) { ... on Book { postage copies weight tag title } } }',
  '{ books: items(first: 7) { ... on Book { p: postage q: postage w: weight } } }',
  '{ films { billing } }',
  '{ films { billing cast { name born } } }',
  '{ films { cast { id } billing } }',
  '{ branches { stock { postage spine } biggest { pages spine title } } }',
  '{ branch(code: "N") { biggest { pages } stock(first: 1) { id } } }',
  '{ loans { book { postage title } history } }',
  '{ loans { desk reader book { id } } }',
  '{ loans { desk } }',
  '{ loans { d: desk book { isbn } } }',
  '{ items(first: 7) { ... on Book { loans { desk due state } } } }',
];

const abstract = [
  '{ makers { __typename ... on Person { name born } ... on Company { name founded country } } }',
  '{ makers { ... on Named { name } } }',
  '{ makers { ... on Company { n: name } ... on Person { n: name } } }',
  '{ named { name ... on Person { born reviews { stars } } } }',
  '{ named { name __typename ... on Company { founded } } }',
  '{ items(first: 7) { maker { __typename ... on Named { name } ... on Person { favourite { id title } } } } }',
  '{ items(first: 7) { related { id related { id title score } } } }',
  '{ replies { __typename ... on Review { stars item { title } } ... on Notice { text of { id body } } } }',
  '{ motto { text } replies { ... on Motto { t: text } ... on Review { t: body } ... on Notice { t: text } } }',
  '{ replies { ... on Notice { text } ... on Motto { text } ... on Review { text: body stars } } }',
  '{ items { ... on Book { best { reply { ... on Motto { t: text } ... on Review { t: body } ... on Notice { t: text } } } } } }',
  '{ reviews { reply { ... on Notice { text of { stars } } ... on Review { id reply { ... on Review { id } } } } } }',
  'query { items(first: 5) { ...I } } fragment I on Item { id ...B ...F } fragment B on Book { isbn author { name } } fragment F on Film { cast { name } }',
  'query { items(first: 5) { ...I related { ...I } } best { ...I } } fragment I on Item { id title score }',
  'query { a: item(id: "i0") { ...B } b: item(id: "i2") { ...B } c: item(id: "i4") { ...B } } fragment B on Book { isbn title pages postage author { name born } }',
  'query { reviews { by { ...P } item { ... on Book { author { ...P } } ... on Film { cast { ...P } } } } } fragment P on Person { name reviews { stars body } favourite { title } }',
  '{ x: book(isbn: "978-0") { ... on Item { a: title ... on Book { b: isbn } } } }',
  '{ x: book(isbn: "978-0") { ... on Item { ... on Book { b: isbn weight } } } }',
  '{ x: makers { ... on Named { ... on Person { b: born } } } }',
  '{ x: loans { book { ... on Item { maker { ... on Named { ... on Person { n: name } } } } } } }',
];

const interfaceObjects = [
  '{ best { id } }',
  '{ best { id title score } }',
  '{ best { __typename score } }',
  '{ best { __typename ... on Film { minutes billing } ... on Book { isbn } } }',
  '{ reviews { stars item { id } } }',
  '{ reviews { item { title __typename best { stars by { name } } } } }',
  '{ reviews { item { score ... on Book { pages } ... on Film { minutes } } } }',
  '{ items(first: 7) { score reviews(first: 1) { body by { name born } } } }',
  '{ items(first: 7) { ... on Book { score reviews { stars } } } }',
  '{ items(first: 4) { ... on Book { s: score } ... on Film { s: score m: minutes } } }',
  '{ books: items { ... on Book { best { item { title score } } } } }',
];

const provides = [
  '{ reviews { by { name } } }',
  '{ reviews { by { id name born } } }',
  '{ reviews { by { name reviews { by { name } } } } }',
  '{ branches { code town opens loans { reader } biggest { id pages isbn } } }',
];

const nulls = [
  '{ fragile { sure maybe } }',
  '{ fragile { sure never } }',
  '{ fragile { sure children { sure } } }',
  '{ fragile { children { never } } }',
  '{ fragile { children { maybe } } }',
  '{ fragile { loose { sure } } }',
  '{ fragile { one { sure } two: one { never } } }',
  '{ firm { sure maybe } }',
  '{ shared firm { never } }',
  '{ items(first: 7) { id ... on Book { loans { reader } } } }',
  '{ item(id: "i6") { id ... on Book { loans { reader } title } } shared }',
  '{ items(first: 6) { id ... on Book { loans { reader } title } } }',
  '{ branches { loans { reader book { id } } } }',
  '{ branches { stock(first: 4) { id loans { reader } } } }',
  '{ grid { ... on Book { loans { reader } } } }',
];

const aliases = [
  '{ item(id: "i0") { id: title title: id } }',
  '{ items(first: 7) { id: title ... on Book { postage title: isbn } score } }',
  '{ items { isbn: id size: title ... on Book { pages: isbn spine weight } } }',
  '{ reviews { id: stars item: by { name } by: item { title } } }',
  '{ loans { reader: state book: due desk } }',
  '{ makers { ... on Company { id: name country: founded } ... on Person { id: born } } }',
  '{ constructor: items { toString: id hasOwnProperty: title valueOf: score } }',
  '{ __proto__: items { id } }',
  '{ items { __proto__: id ... on Book { constructor: postage __proto__2: weight } } }',
  '{ book(isbn: "978-0") { __proto__: size { __proto__: width } constructor: author { __proto__: name } } }',
  '{ __defineGetter__: shared isPrototypeOf: matrix }',
  '{ a: items { x: maker { ... on Person { y: name } } } b: items(first: 1) { x: id } }',
  '{ __typename: shared }',
  '{ items { __typename: id ... on Book { isbn } } }',
];

const introspection = [
  '{ __schema { queryType { name } } items { id } }',
  '{ __type(name: "Book") { name kind fields { name } } shared }',
  '{ a: __type(name: "Genre") { enumValues { name } } b: __type(name: "Nothing") { name } }',
  'query { ...Q } fragment Q on Query { __schema { queryType { n: name } } shared }',
  'query { ... on Query { t: __type(name: "Book") { name } items { id } } }',
  '{ __type(name: "Item") { id: name __typename possibleTypes { constructor: name __typename } } }',
  '{ __type(name: "Book") { nodes: fields { handling: name } } }',
];

const withVariables: ForeignQuery[] = [
  { query: 'query ($a: Boolean!) { items { id @include(if: $a) title @skip(if: $a) } }', variables: { a: true } },
  { query: 'query ($a: Boolean!) { items { id @include(if: $a) title @skip(if: $a) } }', variables: { a: false } },
  { query: 'query ($a: Boolean = true) { items { id score @include(if: $a) } }' },
  { query: 'query ($a: Boolean = true) { items { id score @include(if: $a) } }', variables: { a: false } },
  {
    query:
      'query ($a: Boolean!, $b: Boolean!) { items { id ... on Book @include(if: $a) { postage @skip(if: $b) weight } } }',
    variables: { a: true, b: true },
  },
  {
    query:
      'query ($a: Boolean!) { items { ...S @include(if: $a) ...S @skip(if: $a) id } } fragment S on Item { score }',
    variables: { a: false },
  },
  { query: 'query ($a: Boolean!) { items @skip(if: $a) { id } shared }', variables: { a: true } },
  { query: 'query ($a: Boolean!) { items @skip(if: $a) { id } }', variables: { a: true } },
  { query: '{ items { id @include(if: false) title @skip(if: false) score @skip(if: true) } }' },
  { query: '{ items { score @include(if: true) } branches @include(if: false) { code } }' },
  { query: 'query ($n: Int = 2) { items(first: $n) { id reviews(first: $n) { stars } } }' },
  { query: 'query ($n: Int = 2) { items(first: $n) { id reviews(first: $n) { stars } } }', variables: { n: 1 } },
  { query: 'query ($n: Int) { items(first: $n) { id } branches { stock(first: $n) { id } } }' },
  { query: 'query ($g: Genre) { items(genre: $g) { id } }', variables: { g: 'CRIME' } },
  { query: 'query ($g: Genre) { items(genre: $g) { id } }', variables: { g: null } },
  { query: 'query ($s: Style) { items { ... on Book { label(style: $s) } } }', variables: { s: { upper: true } } },
  { query: 'query ($s: Style) { items { ... on Book { label(style: $s) } } }', variables: { s: null } },
  { query: 'query ($u: Boolean) { items { ... on Book { label(style: { upper: $u, wrap: { marks: [] } }) } } }' },
  { query: '{ items { ... on Book { label a: label(style: null) b: label(style: { wrap: { upper: true } }) } } }' },
  {
    query: 'query ($s: LoanState!, $t: [LoanState!]) { loans(state: $s) { reader } all: loans(states: $t) { reader } }',
    variables: { s: 'OUT', t: 'BACK' },
  },
  {
    query: 'query ($r0: Int, $e0: Int) { items(first: $e0) { reviews(first: $r0) { stars } } }',
    variables: { r0: 1, e0: 3 },
  },
  {
    query:
      'query ($r0: Int!, $r1: Int!) { items { reviews(first: $r0) { stars } other: reviews(first: $r1) { id } ... on Book { copies } } }',
    variables: { r0: 1, r1: 2 },
  },
  {
    query:
      'query ($constructor: Int, $toString: Int = 1) { items(first: 2) { a: reviews(first: $constructor) { stars } b: reviews(first: $toString) { stars } } }',
  },
  { query: 'query ($constructor: Int) { items(first: $constructor) { id } }' },
  { query: 'query ($id: ID!) { item(id: $id) { id best { body } } }', variables: { id: 'i0' } },
  { query: 'query ($id: ID!) { item(id: $id) { id } }', variables: { id: 4 } },
];

/** All queries written by hand. */
export const FOREIGN_QUERIES: readonly ForeignQuery[] = [
  ...[plain, requires, abstract, interfaceObjects, provides, nulls, aliases, introspection]
    .flat()
    .map((query) => ({ query })),
  ...withVariables,
];

/** Mutations; every one starts from the same records. */
export const FOREIGN_MUTATIONS: readonly ForeignQuery[] = [
  { query: 'mutation { rename(id: "i0", title: "New") { id title ... on Book { tag } } }' },
  {
    query:
      'mutation { a: rename(id: "i0", title: "One") { title } b: rename(id: "i0", title: "Two") { title } c: rename(id: "i0") { title } }',
  },
  {
    query:
      'mutation { a: rename(id: "i0", title: "One") { title } move(id: "i0", copies: 9) { copies title postage } b: rename(id: "i0", title: "Two") { title ... on Book { copies tag } } }',
  },
  {
    query:
      'mutation { x: review(item: "i1", stars: 5) { id item { title score } } drop(id: "n100") y: review(item: "i1", stars: 1, body: "bad") { id item { score } } }',
  },
  {
    query: 'mutation ($b: BookInput!) { addBook(input: $b) { id title isbn weight score author { name } } }',
    variables: { b: { title: 'Added', tags: ['x'] } },
  },
  {
    query:
      'mutation { lend(id: "i0", reader: "Eve") { desk book { title loans { reader } } } giveBack(id: "i0", reader: "Eve") { state history } }',
  },
  { query: 'mutation { lend(id: "i1", reader: "Eve") { reader } drop(id: "nothing") }' },
  { query: 'mutation { removeItem(id: "i3") { id left } removeItemAgain: removeItem(id: "i3") { left } }' },
  { query: 'mutation { removeItem(id: "i3") { left query { shared items(first: 2) { id } branches { code } } } }' },
  {
    query:
      'mutation { removeItem(id: "i3") { query { loanCount reviews { stars } } } rename(id: "i0", title: "Z") { title } }',
  },
  { query: 'mutation { removeItem(id: "none") { query { loanCount } } drop(id: "r1") }' },
  {
    query: 'mutation ($go: Boolean!) { rename(id: "i0", title: "X") @include(if: $go) { id } drop(id: "r0") }',
    variables: { go: false },
  },
];
