import { randomUUID } from 'node:crypto';
import { faultsByField, faultsOf, formFault, type FormFault } from '../../form-faults';
import { HubRefusal } from '../../hub-client';
import { page, redirect, textOf, type Fields, type Outcome, type Site, type Visit } from '../../site';
import { byAgency } from '../disclosures/search';
import { getVersion, readBook, type PolicyBook, type RuleText, type Version } from './policy-api';
import { BLANK_RULE, formFaults, ruleIn, SAYABLE, withRule } from './rule-form';
import { wordsOf } from './rule-words';

export const DRAFT_POLICY = `mutation DraftPolicy($input: DraftPolicyInput!, $key: ID!) {
  saved: draftPolicy(input: $input, idempotencyKey: $key) { id } }`;
export const TIGHTEN_POLICY = `mutation TightenPolicy($input: DraftPolicyInput!, $key: ID!) {
  saved: tightenPolicy(input: $input, idempotencyKey: $key) { id } }`;

/** Adds the rules of a version, and writing another version in which one of them is different. */
export function addRules(site: Site): void {
  site.page('/policy/rules', async (visit) => {
    const book = await readBook(visit);
    const version = getVersion(book, textOf(visit.query, 'version'));
    const rules = version.rules.map((rule) => ({ rule, words: wordsOf(rule, book) }));
    return page('policy-rules.njk', { version, rules, active: book.active });
  });
  site.page('/policy/rules/edit', async (visit) => {
    const { version, rule } = visit.query;
    // An address fills in no reason, and names no key.
    const editing = await editingOf(visit, { version, rule });
    return showForm(editing, editing.rule, []);
  });
  site.form('/policy/rules/edit', save);
}

interface Editing {
  readonly book: PolicyBook;
  readonly version: Version;
  /** Position of the rule in the version; null for a new one. */
  readonly index: number | null;
  readonly rule: RuleText;
  readonly key: string;
  readonly reason: string;
}

async function editingOf(visit: Visit, fields: Fields): Promise<Editing> {
  const book = await readBook(visit);
  const version = getVersion(book, textOf(fields, 'version'));
  const asked = textOf(fields, 'rule');
  const known = /^\d+$/.test(asked) ? version.rules[Number(asked)] : undefined;
  return {
    book,
    version,
    index: known === undefined ? null : Number(asked),
    rule: known ?? BLANK_RULE,
    key: textOf(fields, 'key') || randomUUID(),
    reason: textOf(fields, 'reason'),
  };
}

async function save(visit: Visit): Promise<Outcome> {
  const { form } = visit;
  const deed = textOf(form, 'deed');
  const editing = await editingOf(visit, form);
  const { book, version, index, key, reason } = editing;
  const rule = deed === 'remove' ? editing.rule : ruleIn(form);
  const faults =
    deed === 'remove'
      ? formFaults(form, editing.rule).filter(({ field }) => field === 'reason')
      : formFaults(form, rule);
  if (faults.length > 0) return showForm(editing, rule, faults);
  const input = {
    owner: book.owner,
    rules: withRule(version.rules, index, deed === 'remove' ? null : rule),
    note: reason,
    // What goes on from the version in force, or back to an old one, says so.
    parent: version.id,
  };
  try {
    const query = deed === 'tighten' ? TIGHTEN_POLICY : DRAFT_POLICY;
    const { data } = await visit.ask<{ saved: { id: string } }>({ query, variables: { input, key } });
    return redirect(`/policy/versions/${data.saved.id}?done=${deed === 'tighten' ? 'tightened' : 'drafted'}`);
  } catch (error) {
    if (!(error instanceof HubRefusal) || error.code !== 'BAD_USER_INPUT') throw error;
    return showForm(editing, rule, faultsIn(error));
  }
}

const LABELS = {
  lawfulBasis: 'Lawful basis',
  note: 'Note',
  from: 'Ages',
  to: 'Ages',
  validFrom: 'From',
  validTo: 'Until',
  maximumHandling: 'Markings',
};
/** Ids of fields that have another name on the form than in the API. */
const FIELDS: Readonly<Record<string, string>> = { from: 'agesFrom', to: 'agesTo' };

function faultsIn(error: HubRefusal): FormFault[] {
  return faultsOf(error, LABELS).map((fault) => formFault(FIELDS[fault.field] ?? fault.field, fault.text));
}

function showForm(editing: Editing, rule: RuleText, faults: readonly FormFault[]): Outcome {
  const { book, version, index, key, reason } = editing;
  const values = {
    version,
    active: book.active,
    index,
    rule,
    key,
    reason,
    words: index === null ? null : wordsOf(editing.rule, book),
    sayable: SAYABLE,
    bases: book.bases,
    groups: byAgency(book.organisations),
    faults,
    errors: faultsByField(faults),
  };
  return page('policy-rule.njk', values, faults.length > 0 ? 400 : 200);
}
