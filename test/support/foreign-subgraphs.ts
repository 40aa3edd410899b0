/** A federation that has nothing to do with the hub: a lending library in four subgraphs, with every federation feature. */

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key" "@shareable" "@external" "@requires" "@provides" "@override" "@interfaceObject" "@inaccessible"
])`;

const catalogue = `${LINK}
  scalar Date
  scalar Json
  enum Genre { CRIME POETRY HISTORY SECRET @inaccessible }
  interface Named { name: String }
  interface Item @key(fields: "id") {
    id: ID!
    title: String
    genre: Genre
    maker: Maker
    shelf: [[String]]
    related: [Item]
  }
  type Book implements Item @key(fields: "id") @key(fields: "isbn") {
    id: ID!
    isbn: String!
    title: String
    pages: Int @shareable
    published: Date
    genre: Genre
    maker: Maker
    shelf: [[String]]
    related: [Item]
    size: Size
    extras: Json
    author: Person!
    internalCode: String @inaccessible
    label(style: Style = { upper: false, marks: ["-"] }): String
  }
  type Film implements Item @key(fields: "id") {
    id: ID!
    title: String
    minutes: Int!
    genre: Genre
    maker: Maker
    shelf: [[String]]
    related: [Item]
    size: Size
    cast: [Person!]!
    scenes: [[Scene!]]
  }
  input Style { upper: Boolean = false marks: [String!] = ["."] wrap: Style }
  type Scene @shareable { place: String takes: [Int] lead: Person }
  type Person implements Named @key(fields: "id") { id: ID! name: String @shareable born: Date known: [Item!] }
  type Company implements Named @key(fields: "id country") { id: ID! country: String! name: String founded: Int }
  union Maker = Person | Company
  type Size @shareable { width: Float! height: Float! unit: String }
  type Fragile { sure: String! maybe: String never: String! children: [Fragile!] loose: [Fragile] one: Fragile }
  type Query {
    items(first: Int = 4, genre: Genre): [Item!]!
    item(id: ID!): Item
    book(isbn: String!): Book
    films: [Film!]
    makers: [Maker]
    named: [Named]
    grid: [[Item]]
    matrix: [[Int]!]
    fragile: Fragile
    firm: Fragile!
    shared: String @shareable
  }
  input BookInput { title: String! pages: Int = 10 genre: Genre = CRIME tags: [String!] }
  type Mutation {
    rename(id: ID!, title: String): Item
    addBook(input: BookInput!): Book!
    removeItem(id: ID!): Removal
  }
  type Removal { id: ID! left: Int! query: Query }
`;

const stock = `${LINK}
  type Book @key(fields: "id") {
    id: ID!
    size: Size @external
    pages: Int @external
    title: String @external
    copies: Int
    weight: Float @requires(fields: "size { width height }")
    spine: Float @requires(fields: "pages size { width }")
    tag: String @requires(fields: "title")
  }
  type Film @key(fields: "id") {
    id: ID!
    cast: [Person!]! @external
    minutes: Int! @override(from: "catalogue")
    copies: Int
    billing: String @requires(fields: "cast { name }")
  }
  type Person @key(fields: "id") { id: ID! name: String @external }
  type Size @shareable { width: Float! height: Float! unit: String }
  type Branch @key(fields: "code") { code: ID! town: String stock(first: Int = 3): [Book!]! biggest: Book @provides(fields: "pages") }
  type Motto @shareable { text: String }
  type Loan @key(fields: "book { id } reader") { book: Book! reader: String! desk: String }
  type Query { branches: [Branch!]! motto: Motto branch(code: ID!): Branch shared: String @shareable }
  type Mutation { move(id: ID!, copies: Int!): Book }
`;

const lending = `${LINK}
  scalar Date
  type Book @key(fields: "id") {
    id: ID!
    weight: Float @external
    copies: Int @external
    postage: Float @requires(fields: "weight copies")
    loans: [Loan!]!
  }
  type Branch @key(fields: "code") { code: ID! opens: String loans: [Loan] }
  type Loan @key(fields: "book { id } reader") { book: Book! reader: String! due: Date state: LoanState! history: [[LoanState!]!] }
  enum LoanState { OUT BACK LATE }
  type Query { loans(state: LoanState, states: [LoanState!]): [Loan!]! loanCount: Int! }
  type Mutation { lend(id: ID!, reader: String!): Loan giveBack(id: ID!, reader: String!): Loan }
`;

const reviews = `${LINK}
  type Item @interfaceObject @key(fields: "id") {
    id: ID!
    score: Float
    reviews(first: Int = 2): [Review!]!
    best: Review
  }
  type Review @key(fields: "id") { id: ID! stars: Int! body: String item: Item by: Person @provides(fields: "name") reply: Reply }
  union Reply = Review | Notice | Motto
  type Motto { text: String! @shareable }
  type Notice { text: String of: Review }
  type Person @key(fields: "id") { id: ID! name: String @external reviews: [Review!]! favourite: Item }
  type Query { reviews: [Review!]! best: Item replies: [Reply!] }
  type Mutation { review(item: ID!, stars: Int!, body: String): Review drop(id: ID!): Boolean! }
`;

/** By name, the SDL of each subgraph. */
export const FOREIGN_SDL = { catalogue, stock, lending, reviews } as const;
export type ForeignName = keyof typeof FOREIGN_SDL;
