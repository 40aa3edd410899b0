import { randomUUID } from 'node:crypto';
import { CONCERN_LEVELS } from '../../../../schema/vocabulary';
import { formFault } from '../../form-faults';
import { page, textOf, type Site, type Visit } from '../../site';
import { submit } from '../../submit';

export const RECORD_CONCERN = `mutation RecordConcern($childId: ID!, $level: ConcernLevel!, $reason: String!, $key: ID!) {
  recordConcern(childId: $childId, level: $level, reason: $reason, idempotencyKey: $key) { id } }`;

/** Adds recording what one's organisation judges of a child. */
export function addConcern(site: Site): void {
  site.page('/children/:id/concern', async (visit) =>
    Promise.resolve(page('concern.njk', valuesOf(visit, randomUUID()))),
  );
  site.form('/children/:id/concern', async (visit) => {
    const { form, params } = visit;
    const childId = params['id'] ?? '';
    const [key, level, reason] = ['key', 'level', 'reason'].map((name) => textOf(form, name));
    return submit(visit, {
      question: { query: RECORD_CONCERN, variables: { childId, level, reason, key }, about: childId },
      done: `/children/${childId}?done=concern`,
      view: 'concern.njk',
      values: valuesOf(visit, key ?? ''),
      labels: { level: 'What you judge', reason: 'Why' },
      faults: level === '' ? [formFault('level', 'Select what you judge')] : [],
    });
  });
}

function valuesOf({ params, form }: Visit, key: string): object {
  const chosen = { level: textOf(form, 'level'), reason: textOf(form, 'reason') };
  return { id: params['id'], key, levels: CONCERN_LEVELS, chosen };
}
