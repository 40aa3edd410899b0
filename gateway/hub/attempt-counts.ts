/** What somebody does with a child's name or number by which it could be guessed who is known. */
export type IdentityAction = 'REGISTER' | 'FIND';

/** Whose attempts a limit is for: one person's, one partner system's, or all of one organisation's. */
export type AttemptScope = 'PERSON' | 'SYSTEM' | 'ORGANISATION';

/** How often, and how often in vain, on one day. */
export interface Tally {
  readonly attempts: number;
  readonly misses: number;
}

/** The most of a day; null is no limit. */
export interface AttemptLimit {
  readonly scope: AttemptScope;
  readonly attempts: number | null;
  readonly misses: number | null;
}

/** Whose attempts of which day are counted. */
export interface AttemptCount {
  readonly organisation: string;
  readonly subject: string;
  readonly action: IdentityAction;
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string;
}

/** The counts of attempts, and the limits that the hub was set to. */
export interface IdentityAttempts {
  /** Counts an attempt before it is made; commits at once, so that what is refused or fails counts too. */
  countAttempt(count: AttemptCount): Promise<{
    readonly person: Tally;
    readonly organisation: Tally;
    readonly limits: readonly AttemptLimit[];
  }>;
  countMiss(count: AttemptCount): Promise<void>;
}
