import { MISSING_SUMMARY, expectRefusal, type Case } from '../support/lint-cases';

const CASES: readonly Case[] = [
  {
    refuses: 'a record field that lost its label',
    edits: [
      ['police', `status: MissingStatus ${MISSING_SUMMARY}\n     missingSince`, 'status: MissingStatus missingSince'],
    ],
    finds: ['police MissingEpisode.status label-missing'],
    says: /add @classified, or @public/,
  },
  {
    refuses: 'a list on a child that lost its label',
    edits: [['charity', 'wishes: [Wish!] @classified(category: "CHILD_VOICE", level: "EXISTENCE")', 'wishes: [Wish!]']],
    finds: ['charity Child.wishes label-missing'],
  },
  {
    refuses: 'a label dropped by one of two subgraphs that resolve the field',
    edits: [
      ['hub', 'concern: String', 'concern: String @shareable'],
      ['charity', 'wishes: [Wish!]', 'concern: String @shareable wishes: [Wish!]'],
    ],
    finds: ['charity Child.concern label-missing', 'charity Child.concern foreign-field'],
  },
  {
    refuses: 'a field that is public for one subgraph and classified for another',
    edits: [
      [
        'police',
        'missingEpisodes: [MissingEpisode!]',
        'leads: [CustodyEvent!] @shareable @public missingEpisodes: [MissingEpisode!]',
      ],
      [
        'council',
        'referrals: [Referral!]',
        'leads: [Referral!] @shareable @classified(category: "OFFENDING", level: "EXISTENCE") referrals: [Referral!]',
      ],
    ],
    finds: [
      'police Child.leads label-conflict',
      'police Child.leads foreign-field',
      'council Child.leads record-category',
    ],
  },
  {
    refuses: 'a field under two categories',
    edits: [
      [
        'police',
        `missingSince: String ${MISSING_SUMMARY}`,
        `missingSince: String ${MISSING_SUMMARY} @classified(category: "IDENTITY", level: "SUMMARY")`,
      ],
    ],
    finds: ['police MissingEpisode.missingSince label-conflict'],
    says: /MISSING and IDENTITY/,
  },
  {
    refuses: 'a classified field that cannot be null',
    edits: [['police', 'circumstances: String @', 'circumstances: String! @']],
    finds: ['police MissingEpisode.circumstances classified-nullable'],
    says: /make it nullable/,
  },
  {
    refuses: 'a label on a root field',
    edits: [
      [
        'charity',
        'supportServices(kind: String): [SupportService!]!',
        'supportServices(kind: String): [SupportService!] @classified(category: "SUPPORT", level: "SUMMARY")',
      ],
    ],
    finds: ['charity Query.supportServices classified-place'],
  },
  {
    refuses: 'a label on a value type, where no fetch could be refused',
    edits: [['charity', 'capacity: Int!', 'capacity: Int @classified(category: "SUPPORT", level: "SUMMARY")']],
    finds: ['charity SupportService.capacity classified-place'],
  },
  {
    refuses: 'a category that nobody knows',
    edits: [['charity', 'category: "CHILD_VOICE", level: "FULL"', 'category: "CHILD_VOICES", level: "FULL"']],
    finds: ['charity Wish.words label-unknown'],
    says: /got `CHILD_VOICES`/,
  },
  {
    refuses: 'the level NONE',
    edits: [['charity', 'category: "CHILD_VOICE", level: "FULL"', 'category: "CHILD_VOICE", level: "NONE"']],
    finds: ['charity Wish.words label-unknown'],
  },
];

describe('lint of labels', () => {
  it.each(CASES)('refuses $refuses', (example) => {
    expectRefusal(example);
  });
});
