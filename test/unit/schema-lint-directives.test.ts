import { FEDERATION_HEADER } from '../../schema/classified';
import { expectRefusal, type Case, type Edit } from '../support/lint-cases';
import type { SampleSubgraph } from '../support/sample-subgraphs';

const EVERY_LABEL_CALLED_LABEL = [
  [/"@classified", "@public"/, '{name: "@classified", as: "@label"}, "@public"'],
  [/@classified\(/g, '@label('],
] as const;
const renamedIn = (...sectors: SampleSubgraph['name'][]): Edit[] =>
  sectors.flatMap((sector) => EVERY_LABEL_CALLED_LABEL.map(([from, to]): Edit => [sector, from, to]));

const CASES: readonly Case[] = [
  {
    refuses: '@classified renamed in one subgraph of four',
    edits: renamedIn('charity'),
    finds: ['charity schema directive-renamed'],
    says: /@classified is renamed to @label: import it under its own name/,
  },
  {
    refuses: '@classified renamed in every subgraph',
    edits: renamedIn('police', 'council', 'charity', 'hub'),
    finds: ['police', 'council', 'charity', 'hub'].map((sector) => `${sector} schema directive-renamed`),
  },
  {
    refuses: 'the whole specification renamed',
    edits: [['police', 'spec/sharing/v1.0", import', 'spec/sharing/v1.0", as: "labels", import']],
    finds: ['police schema directive-renamed'],
  },
  {
    refuses: "federation's directives renamed",
    edits: [
      ['police', '"@inaccessible", "@tag"', '{ name: "@inaccessible", as: "@hidden" }, "@tag"'],
      ['police', /@inaccessible(?!")/g, '@hidden'],
    ],
    finds: ['police schema directive-renamed'],
  },
  {
    refuses: '@classified of another specification',
    edits: [['police', 'https://sightline.org.uk/spec', 'https://sightline.example/spec']],
    finds: ['police schema link-missing', 'police schema link-unknown'],
  },
  {
    refuses: 'another version of the specification',
    edits: [['police', 'sharing/v1.0', 'sharing/v2.0']],
    finds: ['police schema link-missing', 'police schema link-unknown'],
  },
  {
    refuses: 'a subgraph without the header',
    edits: [['charity', FEDERATION_HEADER, '']],
    finds: ['charity schema link-missing', 'charity schema link-missing'],
    says: /FEDERATION_HEADER/,
  },
  {
    refuses: 'the directive under its namespaced name',
    edits: [['charity', 'words: String @classified', 'words: String @sharing__classified']],
    finds: ['charity Wish.words directive-unknown'],
    says: /import @classified from https:\/\/sightline.org.uk/,
  },
  {
    refuses: 'a misspelt directive, even when the subgraph defines it',
    edits: [
      ['charity', 'words: String @classified', 'words: String @clasified'],
      [
        'charity',
        'directive @public',
        'directive @clasified(category: String, level: String) on FIELD_DEFINITION directive @public',
      ],
    ],
    finds: ['charity Wish.words directive-unknown'],
    says: /@clasified is unknown here/,
  },
  {
    refuses: "an authorisation directive of federation's that the gateway would not enforce",
    edits: [['police', '"@interfaceObject"', '"@interfaceObject", "@authenticated"']],
    finds: ['police schema directive-unknown'],
  },
  {
    refuses: '@interfaceObject',
    edits: [['charity', 'type SupportService {', 'type SupportService @interfaceObject @key(fields: "id") {']],
    finds: ['charity SupportService interface-object'],
  },
  {
    refuses: 'root types under other names',
    edits: [['charity', 'type Query {', 'schema { query: Root } type Root {']],
    finds: ['charity Root root-renamed'],
  },
  {
    refuses: 'a record that claims to be at home elsewhere',
    edits: [['charity', '@record(category: "CHILD_VOICE")', '@record(category: "CHILD_VOICE", sector: "police")']],
    finds: ['charity Wish label-unknown'],
  },
];

describe('lint of directives', () => {
  it.each(CASES)('refuses $refuses', (example) => {
    expectRefusal(example);
  });
});
