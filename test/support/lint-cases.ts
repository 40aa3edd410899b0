import { composeHub, CompositionError } from '../../schema/compose';
import { lint } from '../../schema/lint';
import type { Finding } from '../../schema/rules/lint-context';
import type { SubgraphSource } from '../../schema/subgraph-document';
import { SAMPLE_SUBGRAPHS, sampleUrlOf, type SampleSubgraph } from './sample-subgraphs';

export type Edit = readonly [sector: SampleSubgraph['name'], from: string | RegExp, to: string];

/** The sample with some text replaced; an edit that changes nothing would make a test prove nothing. */
export function edited(...edits: readonly Edit[]): SubgraphSource[] {
  return SAMPLE_SUBGRAPHS.map(({ name, sdl }) => ({
    name,
    sdl: edits
      .filter(([sector]) => sector === name)
      .reduce((text, [, from, to]) => {
        const changed = text.replace(from, to);
        if (changed === text) throw new Error(`nothing to replace in ${name}: ${String(from)}`);
        return changed;
      }, sdl),
  }));
}

export function places(findings: readonly Finding[]): string[] {
  return findings.map(({ subgraph, type, field, rule }) =>
    [subgraph, [type, field].filter((part) => part !== null).join('.') || 'schema', rule].join(' '),
  );
}

/** A change to the sample that the lint has to refuse. */
export interface Case {
  readonly refuses: string;
  readonly edits: readonly Edit[];
  /** Every finding: subgraph, coordinate, rule. */
  readonly finds: readonly string[];
  /** What the remedy has to mention. */
  readonly says?: RegExp;
}

/** Asserts that the change is refused for the reasons given and no others, by the lint and by composition. */
export function expectRefusal({ edits, finds, says }: Case): void {
  const subgraphs = edited(...edits);
  const findings = lint(subgraphs);
  expect(places(findings).sort()).toEqual([...finds].sort());
  for (const finding of findings) expect(finding.message).toContain(`\`${finding.subgraph}\``);
  if (says !== undefined) expect(findings.map(({ message }) => message).join('\n')).toMatch(says);
  expect(() => composeHub(subgraphs, sampleUrlOf)).toThrow(CompositionError);
}

/** The label that the sample's cases move about most. */
export const MISSING_SUMMARY = '@classified(category: "MISSING", level: "SUMMARY")';
