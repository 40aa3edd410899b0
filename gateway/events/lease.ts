/** The right to collect, which one gateway has at a time. */
export interface Lease {
  /** Takes it when nobody has it; null otherwise. */
  acquire(): Promise<Held | null>;
}

export interface Held {
  /** Aborted when the right was lost. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}
