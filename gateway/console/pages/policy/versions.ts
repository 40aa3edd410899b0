import { randomUUID } from 'node:crypto';
import { formFault } from '../../form-faults';
import { page, redirect, textOf, type Outcome, type Site, type Visit } from '../../site';
import { submit } from '../../submit';
import { differencesBetween, type Difference } from './differences';
import { partTexts } from './part-text';
import { getVersion, readBook, type PolicyBook, type Version } from './policy-api';
import { askChecked, askSimulated } from './proofs';
import { plainRules } from './rule-form';
import { DRAFT_POLICY } from './rules';

export const SUBMIT_POLICY = `mutation SubmitPolicy($version: ID!, $key: ID!) { submitPolicy(version: $version, idempotencyKey: $key) { id } }`;
export const APPROVE_POLICY = `mutation ApprovePolicy($version: ID!, $from: DateTime, $key: ID!) {
  approvePolicy(version: $version, effectiveFrom: $from, idempotencyKey: $key) { id } }`;
export const REJECT_POLICY = `mutation RejectPolicy($version: ID!, $reason: String!, $key: ID!) {
  rejectPolicy(version: $version, reason: $reason, idempotencyKey: $key) { id } }`;

/** Adds the history of a policy, and the life of each version. */
export function addVersions(site: Site): void {
  site.page('/policy/versions', showHistory);
  site.page('/policy/versions/:id', async (visit) => page('policy-version.njk', await valuesOf(visit)));
  site.form('/policy/versions/:id/submit', (visit) => step(visit, { query: SUBMIT_POLICY, done: 'submitted' }));
  site.form('/policy/versions/:id/approve', approve);
  site.form('/policy/versions/:id/reject', reject);
  site.form('/policy/versions/:id/restore', restore);
}

async function showHistory(visit: Visit): Promise<Outcome> {
  const book = await readBook(visit);
  const versions = book.versions.map((version) => {
    const parent = book.versions.find(({ id }) => id === version.parent) ?? null;
    return { version, parent, differences: parent ? differences(book, parent, version) : [] };
  });
  return page('policy-versions.njk', { versions });
}

function differences(book: PolicyBook, before: Version, after: Version): Difference[] {
  return differencesBetween(before.rules, after.rules, { references: book, textOf: partTexts(book) });
}

const NOT_YET = ['DRAFT', 'SUBMITTED', 'SCHEDULED'];

/** A version that does not hold yet is compared with the one that it would take the place of, any other with its parent. */
async function valuesOf(visit: Visit): Promise<object> {
  const book = await readBook(visit);
  const version = getVersion(book, visit.params['id'] ?? '');
  const parent = book.versions.find(({ id }) => id === version.parent) ?? null;
  const before = NOT_YET.includes(version.status) ? book.active : parent;
  const { subject } = visit.session.viewer;
  return {
    version,
    before,
    isAuthor: version.author === subject,
    // An emergency tightening holds already, and ends unless another officer approves it.
    isProvisional: version.status === 'ACTIVE' && version.revertsAt !== null && version.approvedBy === null,
    differences: before ? differences(book, before, version) : [],
    key: randomUUID(),
    check: textOf(visit.query, 'check') === 'yes' ? await askChecked(visit, version, book) : null,
    impact: textOf(visit.query, 'simulate') === 'yes' ? await askSimulated(visit, version.id) : null,
  };
}

interface Step {
  readonly query: string;
  readonly done: string;
  readonly variables?: object;
  readonly faults?: readonly ReturnType<typeof formFault>[];
}

async function step(visit: Visit, { query, done, variables = {}, faults = [] }: Step): Promise<Outcome> {
  const version = visit.params['id'] ?? '';
  return submit(visit, {
    question: { query, variables: { version, key: textOf(visit.form, 'key'), ...variables } },
    done: `/policy/versions/${encodeURIComponent(version)}?done=${done}`,
    view: 'policy-version.njk',
    values: await valuesOf(visit),
    labels: { reason: 'Why', effectiveFrom: 'From when' },
    faults,
  });
}

/** Without a day it holds at once; with one, from the first moment of it. */
async function approve(visit: Visit): Promise<Outcome> {
  const day = textOf(visit.form, 'effectiveFrom');
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  const faults = day === '' || isDay ? [] : [formFault('effectiveFrom', 'Give the day from which it holds')];
  const from = isDay ? `${day}T00:00:00Z` : null;
  return step(visit, { query: APPROVE_POLICY, done: from ? 'scheduled' : 'approved', variables: { from }, faults });
}

async function reject(visit: Visit): Promise<Outcome> {
  const reason = textOf(visit.form, 'reason').trim();
  const faults = reason === '' ? [formFault('reason', 'Say why it is rejected')] : [];
  return step(visit, { query: REJECT_POLICY, done: 'rejected', variables: { reason }, faults });
}

/** Going back to an old version is a new draft of its rules, which takes the way of every other. */
async function restore(visit: Visit): Promise<Outcome> {
  const book = await readBook(visit);
  const version = getVersion(book, visit.params['id'] ?? '');
  const note = `Back to the version of ${version.createdAt.slice(0, 10)}: ${version.note ?? ''}`.trim();
  const input = { owner: book.owner, rules: plainRules(version.rules), note, parent: version.id };
  const variables = { input, key: textOf(visit.form, 'key') };
  const { data } = await visit.ask<{ saved: { id: string } }>({ query: DRAFT_POLICY, variables });
  return redirect(`/policy/versions/${data.saved.id}?done=drafted`);
}
