/** The children that queries are about, as far as they differ. */
export interface CorpusChildren {
  /** Has records of every kind, from all three sectors. */
  readonly id: string;
  readonly placed: string;
  readonly refused: string;
  /** Known to one charity only. */
  readonly alone: string;
  /** Records of two forces. */
  readonly forces: string;
  readonly advocated: string;
  /** Not a child: a mentoring service of Harbour Youth Trust, with places. */
  readonly service: string;
  /** Not a child: support that Harbour Youth Trust has offered. */
  readonly offered: string;
  /** Not a child: advocacy that Open Door Advocacy gives. */
  readonly advocacy: string;
}

/** One query of the corpus, and who asks it. */
export interface CorpusQuery {
  readonly query: string;
  /** Values of its variables besides the children's ids. */
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly by?: 'SUPERVISOR' | 'OFFICER' | 'CONSTABLE' | 'MENTOR' | 'ADVOCACY_DESK';
  /** The answer tells of a fault of the input beside its data. */
  readonly isFaulty?: boolean;
  /** Which stock gateway is right where the two differ, for a reason told beside the query. */
  readonly right?: 'PLAIN' | 'SPLIT';
}
