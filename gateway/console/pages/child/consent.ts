import { randomUUID } from 'node:crypto';
import { AGENCIES, CATEGORIES, CONSENT_STATES } from '../../../../schema/vocabulary';
import { formFault, type FormFault } from '../../form-faults';
import { page, textOf, textsOf, type Fields, type Site, type Visit } from '../../site';
import { submit } from '../../submit';

export const RECORD_CONSENT = `mutation RecordConsent($input: RecordConsentInput!, $key: ID!) {
  recordConsent(input: $input, idempotencyKey: $key) { id } }`;

const LABELS = {
  categories: 'What it is about',
  recipients: 'With whom it may be shared',
  state: 'What they said',
  givenBy: 'Who said it',
  capacity: 'Why they could decide',
  evidence: 'Evidence',
  validTo: 'Until when',
  reason: 'Reason',
} as const;

const CAPACITIES = [
  { code: 'AGED_16_OR_17', text: 'Aged 16 or 17' },
  { code: 'GILLICK_ASSESSED', text: 'Gillick-assessed for this decision' },
  { code: 'PARENTAL_RESPONSIBILITY', text: 'Has parental responsibility' },
];

/** Adds recording what a child or a parent said about sharing. */
export function addConsent(site: Site): void {
  site.page('/children/:id/consent', async (visit) =>
    Promise.resolve(page('consent.njk', valuesOf(visit, {}, randomUUID()))),
  );
  site.form('/children/:id/consent', async (visit) => {
    const { form, params } = visit;
    const key = textOf(form, 'key');
    return submit(visit, {
      question: { query: RECORD_CONSENT, variables: { input: inputOf(visit), key }, about: params['id'] ?? '' },
      done: `/children/${params['id'] ?? ''}?done=consent#consent`,
      view: 'consent.njk',
      values: valuesOf(visit, form, key),
      labels: LABELS,
      faults: missing(form),
    });
  });
}

function valuesOf({ params }: Visit, form: Fields, key: string): object {
  const chosen = {
    categories: textsOf(form, 'categories'),
    recipients: textsOf(form, 'recipients'),
    ...Object.fromEntries(
      ['state', 'givenBy', 'capacity', 'evidence', 'validTo', 'reason'].map((name) => [name, textOf(form, name)]),
    ),
  };
  const offered = { categories: CATEGORIES, agencies: AGENCIES, states: CONSENT_STATES, capacities: CAPACITIES };
  return { id: params['id'], key, chosen, offered };
}

function missing(form: Fields): FormFault[] {
  const lists = ['categories', 'recipients'].filter((name) => textsOf(form, name).length === 0);
  const texts = ['state', 'givenBy', 'capacity'].filter((name) => textOf(form, name) === '');
  return [...lists, ...texts].map((name) =>
    formFault(name, `${LABELS[name as keyof typeof LABELS]}: select at least one`),
  );
}

function inputOf({ params, form }: Visit): object {
  const optional = ['evidence', 'validTo', 'reason'].map((name) => [name, textOf(form, name).trim()] as const);
  return {
    childId: params['id'],
    categories: textsOf(form, 'categories'),
    recipients: textsOf(form, 'recipients'),
    state: textOf(form, 'state'),
    givenBy: textOf(form, 'givenBy'),
    capacity: textOf(form, 'capacity'),
    ...Object.fromEntries(optional.filter(([, text]) => text !== '')),
  };
}
