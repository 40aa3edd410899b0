import type { DataCategory, DisclosureLevel, Role } from '../../../../schema/vocabulary';
import type { Visit } from '../../site';
import type { PolicyBook, Version } from './policy-api';
import { wordsOf } from './rule-words';

export const CHECK_QUERY = `query Check($version: ID!) { checkPolicy(version: $version) { proved cells milliseconds
  findings { property severity message rules example } } }`;
export const SIMULATE_QUERY = `query Simulate($version: ID!) { simulatePolicy(version: $version, days: 30) { cellsChanged disclosuresReplayed
  gains { ...Line } losses { ...Line } } }
fragment Line on ImpactLine { recipient { id name } role category from to people disclosures children { value suppressed } }`;

type Severity = 'ERROR' | 'WARNING' | 'INFORMATION';

interface Finding {
  readonly property: string;
  readonly severity: Severity;
  readonly message: string;
  readonly rules: readonly string[];
  readonly example: string | null;
}

interface CheckAnswer {
  readonly checkPolicy: {
    readonly proved: boolean;
    readonly cells: number;
    readonly milliseconds: number;
    readonly findings: readonly Finding[];
  };
}

interface ImpactLine {
  readonly recipient: { readonly id: string; readonly name: string };
  readonly role: Role;
  readonly category: DataCategory;
  readonly from: DisclosureLevel;
  readonly to: DisclosureLevel;
  readonly people: number;
  readonly disclosures: number;
  readonly children: { readonly value: number | null; readonly suppressed: boolean };
}

interface SimulateAnswer {
  readonly simulatePolicy: {
    readonly cellsChanged: number;
    readonly disclosuresReplayed: number;
    readonly gains: readonly ImpactLine[];
    readonly losses: readonly ImpactLine[];
  };
}

/** What each property says, for whoever did not write the proofs (docs/adr/0022). */
const PROPERTIES: Readonly<Record<string, string>> = {
  P1: 'Without a purpose or a label, nothing is given',
  P2: 'No owner’s rule opens another owner’s records',
  P3: 'A hidden record is given to nobody',
  P4: 'Refusing or withdrawing consent never opens more',
  P5: 'Being further from the child never opens more',
  P6: 'A stricter marking never opens more',
  P7: 'Break-glass never closes anything, and keeps its duties',
  P8: 'Whatever is withheld has a reason and a contact',
  P9: 'Every sharing has a lawful basis that covers it',
  P10: 'The safeguarding minimum is reached',
  P11: 'Every rule changes something',
  P12: 'The compiled table and the rules say the same',
  CONFLICT: 'A cap beats a permit',
  GAP: 'No rule says anything',
  LIMIT: 'Too large to be proved',
};

const SEVERITIES: readonly (readonly [Severity, string, string])[] = [
  ['ERROR', 'Stops submission', 'red'],
  ['WARNING', 'To be weighed', 'orange'],
  ['INFORMATION', 'To be known', 'grey'],
];

/** Has a version proved, and says the findings in words, those that stop it first. */
export async function askChecked(visit: Visit, version: Version, book: PolicyBook): Promise<object> {
  const { data } = await visit.ask<CheckAnswer>({ query: CHECK_QUERY, variables: { version: version.id } });
  const { findings, ...check } = data.checkPolicy;
  return {
    ...check,
    cells: check.cells.toLocaleString('en-GB'),
    groups: SEVERITIES.map(([severity, title, tone]) => ({
      title,
      tone,
      findings: findings
        .filter((finding) => finding.severity === severity)
        .map((finding) => wordsFor(finding, version, book)),
    })).filter((group) => group.findings.length > 0),
  };
}

function wordsFor(finding: Finding, version: Version, book: PolicyBook): object {
  const rules = finding.rules.flatMap((id) => {
    const rule = version.rules.find((each) => each.id === id);
    return rule ? [{ index: version.rules.indexOf(rule), words: wordsOf(rule, book) }] : [];
  });
  return { ...finding, rules, title: PROPERTIES[finding.property] ?? finding.property };
}

/** Has the disclosures of the last 30 days decided again by a version. */
export async function askSimulated(visit: Visit, version: string): Promise<object> {
  const { data } = await visit.ask<SimulateAnswer>({ query: SIMULATE_QUERY, variables: { version } });
  const { cellsChanged, ...impact } = data.simulatePolicy;
  return { ...impact, cellsChanged: cellsChanged.toLocaleString('en-GB') };
}
