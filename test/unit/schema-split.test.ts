import { Supergraph } from '@apollo/federation-internals';
import { Kind, lexicographicSortSchema, print, printSchema, type DocumentNode } from 'graphql';
import { composeHub, composePlain } from '../../schema/compose';
import { labelName } from '../../schema/classified';
import { parseLabels } from '../../schema/labels';
import { split } from '../../schema/split';
import { edited, type Edit } from '../support/lint-cases';
import { createPlanner } from '../support/plan-fetches';
import { SAMPLE_SUBGRAPHS, sampleUrlOf } from '../support/sample-subgraphs';

const KEY = '@key(fields: "id subjectId ownerId handling")';
const KEYS = 'id subjectId ownerId handling';

function typeIn(documents: Map<string, DocumentNode>, subgraph: string, type: string): string | null {
  const definition = documents
    .get(subgraph)
    ?.definitions.find((one) => 'name' in one && one.name?.value === type && one.kind !== Kind.DIRECTIVE_DEFINITION);
  return definition === undefined ? null : print(definition).replace(/\s+/g, ' ');
}

function splitSample(name: string, ...edits: Edit[]): Map<string, DocumentNode> {
  const subgraph = edited(...edits).find((one) => one.name === name);
  return split(name, subgraph?.sdl ?? '');
}

describe('split', () => {
  const council = splitSample('council');

  it('leaves root fields, keys and public fields to the base, and names the sector of its records', () => {
    expect(typeIn(council, 'council', 'Referral')).toBe(
      `type Referral ${KEY} @record(category: "REFERRAL", sector: "council") { id: ID! subjectId: ID! @inaccessible ` +
        'ownerId: ID! @inaccessible handling: Handling! @inaccessible owner: Organisation! child: Child! }',
    );
    expect(typeIn(council, 'council', 'Query')).toContain('referrals(');
    expect(typeIn(council, 'council', 'Clock')).toBeNull();
  });

  it('gives a label its entities, with their key and the fields of that label', () => {
    expect(typeIn(council, 'council__REFERRAL_FULL', 'Referral')).toBe(
      `type Referral ${KEY} { id: ID! subjectId: ID! @inaccessible ownerId: ID! @inaccessible ` +
        'handling: Handling! @inaccessible concerns: String @classified(category: "REFERRAL", level: "FULL") }',
    );
    expect(typeIn(council, 'council__REFERRAL_FULL', 'Query')).toBeNull();
    expect(typeIn(council, 'council__REFERRAL_FULL', 'CouncilProfile')).toBeNull();
  });

  it('mentions another record by its key alone, with nothing to fetch', () => {
    expect(typeIn(council, 'council__MISSING_EXISTENCE', 'ReturnHomeInterview')).toBe(
      'type ReturnHomeInterview @key(fields: "id subjectId ownerId handling", resolvable: false) { id: ID! ' +
        'subjectId: ID! @inaccessible ownerId: ID! @inaccessible handling: Handling! @inaccessible }',
    );
  });

  it('shares value types between the virtual subgraphs that mention them', () => {
    const charity = splitSample('charity');
    expect(typeIn(charity, 'charity', 'SupportService')).toContain('type SupportService @shareable');
    expect(typeIn(charity, 'charity__SUPPORT_SUMMARY', 'SupportService')).toContain('type SupportService @shareable');
    expect(typeIn(charity, 'charity__SUPPORT_FULL', 'SupportService')).toBeNull();
  });

  it('keeps enums and input types whole', () => {
    const police = splitSample('police');
    const handling = 'enum Handling { OPEN CONDITIONAL SEALED HIDDEN }';
    for (const name of police.keys()) expect(typeIn(police, name, 'Handling')).toBe(handling);
    expect(typeIn(police, 'police', 'ReportMissingInput')).toContain('status: MissingStatus = MISSING');
  });
});

describe('split of a subgraph', () => {
  const council = splitSample('council');

  it('keeps the labels of arguments', () => {
    expect(typeIn(council, 'council', 'Query')).toContain(
      'overdue: Boolean @classified(category: "REFERRAL", level: "SUMMARY")',
    );
  });

  it('takes a labelled field over from the virtual subgraph of the other owner', () => {
    const moved = splitSample('charity', ['charity', 'words: String', 'words: String @override(from: "council")']);
    expect(typeIn(moved, 'charity__CHILD_VOICE_FULL', 'Wish')).toContain(
      '@override(from: "council__CHILD_VOICE_FULL")',
    );
  });

  it('brings what a nested key names', () => {
    const documents = split(
      'charity',
      `type Query { bed: Bed } type House { number: Int! note: String } 
       type Bed @key(fields: "id house { number }") { id: ID! house: House! state: String @classified(category: SUPPORT, level: FULL) }`,
    );
    expect(typeIn(documents, 'charity__SUPPORT_FULL', 'House')).toBe(
      'type House @shareable { number: Int! note: String }',
    );
  });

  it('refuses a label where no fetch could be refused', () => {
    expect(() =>
      split('charity', 'type Query { a: A } type A { b: Int @classified(category: SUPPORT, level: FULL) }'),
    ).toThrow(/`A.b` is classified, but `A` has no key/);
  });

  it('refuses an interface that would have no field left', () => {
    const sdl = `type Query { a: A } interface Named { name: String } type A implements Named ${KEY} {
      id: ID! subjectId: ID! ownerId: ID! handling: ID! name: String @classified(category: SUPPORT, level: FULL)
      others: [Named!] @classified(category: SUPPORT, level: EXISTENCE) }`;
    expect(() => split('charity', sdl)).toThrow(/give it the key field `id: ID!`/);
  });
});

const WITH_INPUTS = edited(
  // One field of another owner is an input, and an interface stands over two records.
  [
    'council',
    'returnHomeInterview: ReturnHomeInterview',
    'missingSince: String @external returnHomeInterview: ReturnHomeInterview @requires(fields: "missingSince")',
  ],
  ['council', /owner: Organisation! @public/g, 'owner: Organisation! @public @provides(fields: "name")'],
  ['council', 'resolvable: false) { id: ID! }', 'resolvable: false) { id: ID! name: String! @external }'],
  ['hub', 'name: String!', 'name: String! @shareable'],
  ['charity', 'type Child', 'interface Noted { id: ID! notes: String } type Child'],
  ['charity', 'type SupportEpisode', 'type SupportEpisode implements Noted'],
  ['charity', 'type Wish', 'type Wish implements Noted'],
  ['charity', 'words: String', 'notes: String @classified(category: "SUPPORT", level: "FULL") words: String'],
  [
    'charity',
    'wishes: [Wish!]',
    'noted: [Noted!] @classified(category: "SUPPORT", level: "EXISTENCE") wishes: [Wish!]',
  ],
);

const OPERATIONS: readonly (readonly [form: string, operation: string, wanted: string])[] = [
  ['a field', `{ child(id: "1") { missingEpisodes { ${KEYS} status } } }`, 'MissingEpisode.status'],
  ['an alias', `{ child(id: "1") { a: missingEpisodes { ${KEYS} id2: status } } }`, 'MissingEpisode.status'],
  [
    'fragments',
    `{ child(id: "1") { ...on Child { missingEpisodes { ...F } } } } fragment F on MissingEpisode { ${KEYS} status }`,
    'MissingEpisode.status',
  ],
  ['a root list', `{ missingEpisodes { nodes { ${KEYS} status } } }`, 'MissingEpisode.status'],
  [
    'an argument',
    `{ missingEpisodes(status: MISSING) { nodes { ${KEYS} circumstances } } }`,
    'MissingEpisode.circumstances',
  ],
  [
    'a way round through the child',
    `{ referrals { nodes { ${KEYS} child { missingEpisodes { ${KEYS} status } } } } }`,
    'MissingEpisode.status',
  ],
  [
    'an interface',
    `{ child(id: "1") { noted { id notes ...on Wish { ${KEYS} } ...on SupportEpisode { ${KEYS} } } } }`,
    'Wish.notes',
  ],
  [
    "another owner's record",
    `{ missingEpisodes { nodes { ${KEYS} returnHomeInterview { ${KEYS} notes } } } }`,
    'ReturnHomeInterview.notes',
  ],
  [
    "a mutation's payload",
    `mutation { reportMissing(input: {childId: "1", circumstances: ""}, idempotencyKey: "1") { ${KEYS} circumstances } }`,
    'MissingEpisode.circumstances',
  ],
  [
    'a union in a subscription',
    `subscription { childEvents { record { ...on Referral { ${KEYS} concerns } ...on MissingEpisode { ${KEYS} status } } } }`,
    'Referral.concerns',
  ],
  [
    'conditions',
    `query ($a: Boolean!) { child(id: "1") { missingEpisodes { ${KEYS} status @include(if: $a) } } }`,
    'MissingEpisode.status',
  ],
];

describe('a plan on the split supergraph', () => {
  const { supergraphSdl } = composeHub(WITH_INPUTS, sampleUrlOf);
  const labels = parseLabels(supergraphSdl);
  const plan = createPlanner(supergraphSdl);

  it.each(OPERATIONS)('fetches a classified field from the subgraph of its label only: %s', (_, operation, wanted) => {
    const fetches = plan(operation);
    const seen = fetches.flatMap(({ subgraph, fields }) => fields.map((field) => ({ subgraph, field })));
    expect(seen.map(({ field }) => field)).toContain(wanted);
    for (const { subgraph, field } of seen) {
      const graph = labels.graphs.get(subgraph);
      const own = labels.fields.get(field);
      // An interface's field carries the label of the fields behind it.
      if (own === undefined && field === 'Noted.notes') expect(subgraph).toBe('charity__SUPPORT_FULL');
      else if (own !== undefined) expect(subgraph).toBe(`${graph?.sector ?? ''}__${labelName(own)}`);
    }
  });

  it('brings the key of every record, and a required input of another owner, to the fetch that needs them', () => {
    const fetches = plan(`{ child(id: "1") { missingEpisodes { returnHomeInterview { notes } } } }`);
    expect(fetches.map(({ subgraph }) => subgraph)).toEqual([
      'hub',
      'police__MISSING_EXISTENCE',
      'police__MISSING_SUMMARY',
      'council__MISSING_EXISTENCE',
      'council__MISSING_FULL',
    ]);
    expect(fetches[3]?.requires.toSorted()).toEqual([...KEYS.split(' '), 'missingSince'].sort());
    expect(fetches[4]?.requires.toSorted()).toEqual(KEYS.split(' ').sort());
  });

  it('uses what a subgraph provides', () => {
    const fetches = plan('{ referrals { nodes { owner { name } } } }');
    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['council']);
  });

  it('offers the same API as the unsplit supergraph', () => {
    const plain = composePlain(WITH_INPUTS, sampleUrlOf).supergraphSdl;
    const apiOf = (sdl: string): string =>
      printSchema(lexicographicSortSchema(Supergraph.build(sdl).apiSchema().toGraphQLJSSchema()));
    expect(apiOf(supergraphSdl)).toEqual(apiOf(plain));
  });
});

describe('labels that differ', () => {
  it('holds the strictest of several labels on one field', () => {
    const doubled = edited([
      'charity',
      'words: String',
      'words: String @classified(category: "CHILD_VOICE", level: "SUMMARY")',
    ]);
    const { supergraphSdl } = composeHub(doubled, sampleUrlOf);
    expect(parseLabels(supergraphSdl).fields.get('Wish.words')).toEqual({ category: 'CHILD_VOICE', level: 'FULL' });
    expect(supergraphSdl).toBe(composeHub(SAMPLE_SUBGRAPHS, sampleUrlOf).supergraphSdl);
  });

  it('gives a field of several subgraphs the strictest label in all of them', () => {
    const shared = (level: string): string =>
      `concern: String @shareable @classified(category: "INVOLVEMENT", level: "${level}")`;
    const subgraphs = edited(
      ['hub', /concern: String @classified\([^)]*\)/, shared('SUMMARY')],
      ['charity', 'wishes: [Wish!]', `${shared('FULL')} wishes: [Wish!]`],
      ['police', 'policeProfiles: [', `${shared('EXISTENCE')} policeProfiles: [`],
    );
    const { supergraphSdl } = composePlain(subgraphs, sampleUrlOf);
    expect(supergraphSdl).toMatch(/concern: String [^\n]*@classified\(category: "INVOLVEMENT", level: "FULL"\)/);
    expect(supergraphSdl).not.toContain('@classified(category: "INVOLVEMENT", level: "SUMMARY")');
  });
});
