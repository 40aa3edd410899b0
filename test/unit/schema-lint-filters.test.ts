import { MISSING_SUMMARY, expectRefusal, type Case } from '../support/lint-cases';

const CASES: readonly Case[] = [
  {
    refuses: 'an unclassified filter by the name of a classified field',
    edits: [['police', `status: MissingStatus ${MISSING_SUMMARY}\n      first`, 'status: MissingStatus\n      first']],
    finds: ['police Query.missingEpisodes filter-unclassified'],
    says: /argument `status` reveals `MissingEpisode.status`, which is MISSING_SUMMARY/,
  },
  {
    refuses: 'an unclassified filter by the enum of a classified field',
    edits: [['police', '      first: Int', '      only: [MissingStatus!] first: Int']],
    finds: ['police Query.missingEpisodes filter-unclassified'],
  },
  {
    refuses: 'an unclassified filter by what a classified value holds',
    edits: [['council', 'overdue: Boolean @classified(category: "REFERRAL", level: "SUMMARY")', 'overdue: Boolean']],
    finds: ['council Query.referrals filter-unclassified'],
    says: /Referral.decisionClock/,
  },
  {
    refuses: 'an unclassified filter inside an input object',
    edits: [
      ['police', '      first: Int', '      where: EpisodeFilter first: Int'],
      [
        'police',
        'input ReportMissingInput',
        'input EpisodeFilter { and: [EpisodeFilter!] circumstancesContains: String } input ReportMissingInput',
      ],
    ],
    finds: ['police Query.missingEpisodes filter-unclassified'],
    says: /MissingEpisode.circumstances/,
  },
  {
    refuses: 'an unclassified sort order',
    edits: [
      ['police', '      first: Int', '      orderBy: EpisodeOrder first: Int'],
      ['police', 'input ReportMissingInput', 'enum EpisodeOrder { ID MISSING_SINCE_DESC } input ReportMissingInput'],
    ],
    finds: ['police Query.missingEpisodes filter-unclassified'],
    says: /MissingEpisode.missingSince/,
  },
  {
    refuses: 'a filter classified below its field',
    edits: [
      [
        'police',
        '      first: Int',
        '      circumstances: String @classified(category: "MISSING", level: "SUMMARY") first: Int',
      ],
    ],
    finds: ['police Query.missingEpisodes filter-unclassified'],
    says: /MISSING_FULL/,
  },
  {
    refuses: "a filter on a child's list",
    edits: [
      [
        'police',
        '    missingEpisodes: [MissingEpisode!]',
        '    missingEpisodes(status: MissingStatus): [MissingEpisode!]',
      ],
    ],
    finds: ['police Child.missingEpisodes filter-unclassified'],
  },
  {
    refuses: 'a classified argument where the gateway does not decide arguments',
    edits: [
      [
        'police',
        '    missingEpisodes: [MissingEpisode!]',
        `    missingEpisodes(status: MissingStatus ${MISSING_SUMMARY}): [MissingEpisode!]`,
      ],
    ],
    finds: ['police Child.missingEpisodes argument-place'],
  },
  {
    refuses: 'a total in a connection of records',
    edits: [['police', 'nodes: [MissingEpisode!]! pageInfo', 'nodes: [MissingEpisode!]! totalCount: Int! pageInfo']],
    finds: ['police MissingEpisodeConnection connection-shape'],
    says: /no totals/,
  },
  {
    refuses: 'a connection of records that cannot be read ahead',
    edits: [['council', '\n      lookahead: Boolean = false @inaccessible', '']],
    finds: ['council ReferralConnection connection-shape'],
  },
  {
    refuses: 'a connection of records through edges',
    edits: [
      ['council', 'nodes: [Referral!]! pageInfo', 'edges: [ReferralEdge!]! pageInfo'],
      [
        'council',
        'type ReferralConnection',
        'type ReferralEdge { cursor: String! node: Referral! } type ReferralConnection',
      ],
    ],
    finds: ['council ReferralConnection connection-shape'],
  },
];

describe('lint of filters', () => {
  it.each(CASES)('refuses $refuses', (example) => {
    expectRefusal(example);
  });
});
