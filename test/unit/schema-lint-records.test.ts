import { MISSING_SUMMARY, expectRefusal, type Case } from '../support/lint-cases';

const CASES: readonly Case[] = [
  {
    refuses: 'a type listed on a child that is no record',
    edits: [['charity', '@record(category: "CHILD_VOICE")', '']],
    finds: [
      'charity Wish record-missing',
      'charity Child.wishes record-missing',
      'charity Wish.words classified-place',
      'charity Child.wishes foreign-field',
    ],
  },
  {
    refuses: 'a type keyed by a child that is no record',
    edits: [
      [
        'charity',
        'type SupportService {',
        'type Attendance @key(fields: "id childId") { id: ID! childId: ID! } type SupportService {',
      ],
    ],
    finds: ['charity Attendance record-missing'],
    says: /declare it with @record/,
  },
  {
    refuses: "an agency's type about a child that is no record",
    edits: [
      ['police', 'type Child', 'type EpisodeRow { child: Child! circumstances: String! } type Child'],
      ['police', 'type Query {', 'type Query { episodeRows: [EpisodeRow!]!'],
    ],
    finds: ['police EpisodeRow.child record-missing'],
  },
  {
    refuses: 'a record with two homes',
    edits: [['council', /type MissingEpisode (@key\([^)]*\))/, 'type MissingEpisode $1 @record(category: "MISSING")']],
    finds: ['council MissingEpisode record-home'],
  },
  {
    refuses: 'a record whose key leaves out what a decision needs',
    edits: [
      [
        'charity',
        '@key(fields: "id subjectId ownerId handling") @record(category: "CHILD_VOICE")',
        '@key(fields: "id subjectId ownerId") @record(category: "CHILD_VOICE")',
      ],
    ],
    finds: ['charity Wish record-key'],
  },
  {
    refuses: 'a record with a second key, by which it could be fetched undecided',
    edits: [['charity', '@record(category: "CHILD_VOICE")', '@key(fields: "id") @record(category: "CHILD_VOICE")']],
    finds: ['charity Wish record-key'],
  },
  {
    refuses: "a record that shows its child's id",
    edits: [['charity', /(category: "CHILD_VOICE"\) \{\s+id: ID! @public\s+subjectId: ID!) @inaccessible/, '$1']],
    finds: ['charity Wish record-key', 'charity Wish.subjectId label-missing'],
    says: /see subjectId/,
  },
  {
    refuses: 'a classified field in a key',
    edits: [['charity', 'type Child @key(fields: "id") {', 'type Child @key(fields: "id") @key(fields: "wishes") {']],
    finds: ['charity Child.wishes classified-key'],
  },
  {
    refuses: 'a classified field in @provides',
    edits: [
      ['hub', 'record: ChildRecord', 'record: ChildRecord episode: MissingEpisode @provides(fields: "status")'],
      [
        'hub',
        /type MissingEpisode (@key\([^)]*\)) \{/,
        'enum MissingStatus { MISSING AWAY_WITHOUT_AUTHORISATION RETURNED } type MissingEpisode $1 { status: MissingStatus @external',
      ],
    ],
    finds: ['hub ChildEvent.episode classified-provides'],
    says: /MissingEpisode.status/,
  },
  {
    refuses: "a sector's own fields on another sector's record",
    edits: [
      [
        'council',
        'returnHomeInterview: ReturnHomeInterview',
        `socialWorker: String ${MISSING_SUMMARY} returnHomeInterview: ReturnHomeInterview`,
      ],
    ],
    finds: ['council MissingEpisode.socialWorker foreign-field'],
    says: /at home in `police`: add only classified fields that return records of `council`/,
  },
  {
    refuses: "an agency's plain field on the hub's child",
    edits: [
      [
        'police',
        'policeProfiles: [PoliceProfile!]',
        'warning: String @classified(category: "OFFENDING", level: "SUMMARY") policeProfiles: [PoliceProfile!]',
      ],
    ],
    finds: ['police Child.warning foreign-field'],
  },
  {
    refuses: "a list on a child under a category that is not its records'",
    edits: [
      [
        'charity',
        'wishes: [Wish!] @classified(category: "CHILD_VOICE"',
        'wishes: [Wish!] @classified(category: "SUPPORT"',
      ],
    ],
    finds: ['charity Child.wishes record-category'],
  },
  {
    refuses: 'an interface whose types label its field differently',
    edits: [
      ['police', 'type Child', 'interface Dated { id: ID! note: String } type Child'],
      ['police', /type (MissingEpisode|CustodyEvent) @/g, 'type $1 implements Dated @'],
      [
        'police',
        'circumstances: String',
        'note: String @classified(category: "MISSING", level: "FULL") circumstances: String',
      ],
      [
        'police',
        'narrative: String',
        'note: String @classified(category: "OFFENDING", level: "FULL") narrative: String',
      ],
    ],
    finds: ['police Dated.note interface-labels'],
  },
  {
    refuses: 'an interface with a key',
    edits: [['police', 'type Child', 'interface Dated @key(fields: "id") { id: ID! } type Child']],
    finds: ['police Dated interface-key'],
  },
];

describe('lint of records', () => {
  it.each(CASES)('refuses $refuses', (example) => {
    expectRefusal(example);
  });
});
