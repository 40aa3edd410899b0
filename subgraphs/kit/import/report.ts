/** A line that is not imported, and everything that is wrong with it; never what it says. */
export interface Rejection {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** What an import did, or in a dry run would do. */
export interface ImportReport {
  readonly rejected: readonly Rejection[];
  /** By what was counted, in the order in which it is told. */
  readonly counts: Readonly<Record<string, number>>;
  readonly isCommitted: boolean;
}

/** The report as lines of text: first what was rejected, then the sums. */
export function linesOfReport({ rejected, counts, isCommitted }: ImportReport): string[] {
  return [
    ...rejected.map(({ file, line, reason }) => `${file}:${line}: ${reason}`),
    `${rejected.length} line(s) rejected`,
    ...Object.entries(counts).map(([what, count]) => `${what}: ${count}`),
    isCommitted ? 'imported' : 'dry run: nothing was written; add --commit to import',
  ];
}
