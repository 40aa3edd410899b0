import { randomUUID } from 'node:crypto';
import { formFault, type FormFault } from '../../form-faults';
import { momentInLondon } from '../../london-time';
import { page, textOf, type Fields, type Site, type Visit } from '../../site';
import { submit } from '../../submit';

export const RECORD_INTERVIEW = `mutation RecordInterview($input: RecordInterviewInput!, $key: ID!) {
  recordReturnHomeInterview(input: $input, idempotencyKey: $key) { id } }`;

const LABELS = {
  offeredAt: 'When it was offered',
  accepted: 'Whether the child accepted',
  completedAt: 'When it was held',
  notes: 'Notes',
} as const;

/** Adds recording what became of an interview that the own council owes. */
export function addInterview(site: Site): void {
  site.page('/children/:id/interviews/:episode', async (visit) =>
    Promise.resolve(page('interview.njk', valuesOf(visit, randomUUID()))),
  );
  site.form('/children/:id/interviews/:episode', async (visit) => {
    const key = textOf(visit.form, 'key');
    return submit(visit, {
      question: { query: RECORD_INTERVIEW, variables: { input: inputOf(visit), key }, about: visit.params['id'] ?? '' },
      done: '/work?done=interview',
      view: 'interview.njk',
      values: valuesOf(visit, key),
      labels: LABELS,
      faults: faultsIn(visit.form),
    });
  });
}

function valuesOf({ params, form }: Visit, key: string): object {
  const chosen = Object.fromEntries(Object.keys(LABELS).map((name) => [name, textOf(form, name)]));
  return { id: params['id'], episode: params['episode'], key, chosen };
}

function faultsIn(form: Fields): FormFault[] {
  const held = textOf(form, 'completedAt');
  return [
    ...(momentInLondon(textOf(form, 'offeredAt')) === null
      ? [formFault('offeredAt', 'Enter when it was offered')]
      : []),
    ...(textOf(form, 'accepted') === '' ? [formFault('accepted', 'Select whether the child accepted')] : []),
    ...(held !== '' && momentInLondon(held) === null ? [formFault('completedAt', 'Enter a day and a time')] : []),
  ];
}

function inputOf({ params, form }: Visit): object {
  const completedAt = momentInLondon(textOf(form, 'completedAt'));
  const notes = textOf(form, 'notes').trim();
  return {
    episodeId: params['episode'],
    offeredAt: momentInLondon(textOf(form, 'offeredAt')),
    accepted: textOf(form, 'accepted') === 'yes',
    ...(completedAt === null ? {} : { completedAt }),
    ...(notes === '' ? {} : { notes }),
  };
}
