/** What the proofs of a policy found. `property` is P1 to P12, CONFLICT, GAP or LIMIT. */
export interface Finding {
  readonly property: string;
  readonly severity: 'ERROR' | 'WARNING' | 'INFORMATION';
  readonly message: string;
  /** Ids of the rules that it is about. */
  readonly rules: readonly string[];
  /** A cell in which it shows, in words. */
  readonly example: string | null;
}

/** Keeps the first finding of each kind about the same rules, and no more of a kind than a person reads. */
export function createFindings(most = 20) {
  const byKey = new Map<string, Finding>();
  const counts = new Map<string, number>();
  return {
    /** The example is made only for what is kept. */
    add(finding: Omit<Finding, 'example'>, example: () => string | null): void {
      const key = `${finding.property} ${finding.rules.join(' ')} ${finding.rules.length === 0 ? finding.message : ''}`;
      const count = counts.get(finding.property) ?? 0;
      if (byKey.has(key) || count >= most) return;
      counts.set(finding.property, count + 1);
      byKey.set(key, { ...finding, example: example() });
    },
    all: (): Finding[] => [...byKey.values()],
  };
}

export type Findings = ReturnType<typeof createFindings>;
