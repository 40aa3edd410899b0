import { randomUUID } from 'node:crypto';
import { formFault, type FormFault } from '../../form-faults';
import { page, textOf, type Fields, type Site, type Visit } from '../../site';
import { submit } from '../../submit';
import { readReferral } from './referral';

export const DECIDE_REFERRAL = `mutation DecideReferral($input: DecideReferralInput!, $key: ID!) {
  decideReferral(input: $input, idempotencyKey: $key) { id } }`;

const LABELS = {
  decision: 'Decision',
  reason: 'Reason of the refusal',
  rationale: 'Explanation',
  stepDown: 'What is offered instead',
  otherAuthority: 'The council that is responsible',
  otherAuthorityReceipt: 'Its receipt',
  linkedEpisode: 'The open episode or referral',
} as const;
type Name = keyof typeof LABELS;
const NAMES = Object.keys(LABELS) as Name[];

const DECISIONS = ['SECTION_47_ENQUIRY', 'CHILD_IN_NEED_ASSESSMENT', 'EARLY_HELP', 'ADVICE', 'NO_FURTHER_ACTION'];
const REFUSALS = ['ADVICE', 'NO_FURTHER_ACTION'];

/** Adds deciding a referral: no refusal without a coded reason, an explanation and an offer, and the test in view. */
export function addDecide(site: Site): void {
  site.page('/children/:id/referrals/:referral/decide', async (visit) =>
    page('decide.njk', await valuesOf(visit, randomUUID())),
  );
  site.form('/children/:id/referrals/:referral/decide', async (visit) => {
    const key = textOf(visit.form, 'key');
    return submit(visit, {
      question: { query: DECIDE_REFERRAL, variables: { input: inputOf(visit), key }, about: visit.params['id'] ?? '' },
      done: `/work?done=decided`,
      view: 'decide.njk',
      values: await valuesOf(visit, key),
      labels: LABELS,
      faults: missing(visit.form),
    });
  });
}

async function valuesOf(visit: Visit, key: string): Promise<object> {
  const { referral, reasons } = await readReferral(visit);
  const chosen = Object.fromEntries(NAMES.map((name) => [name, textOf(visit.form, name)]));
  return { id: visit.params['id'], referral, reasons, decisions: DECISIONS, chosen, key };
}

function missing(form: Fields): FormFault[] {
  const decision = textOf(form, 'decision');
  const isRefusal = REFUSALS.includes(decision);
  const lacks = (name: Name): boolean => textOf(form, name).trim() === '';
  return [
    ...(decision === '' ? [formFault('decision', 'Select what you decide')] : []),
    ...(isRefusal && lacks('reason') ? [formFault('reason', 'Select the reason of the refusal')] : []),
    ...(lacks('rationale') ? [formFault('rationale', 'Explain the decision to the referrer')] : []),
    ...(isRefusal && lacks('stepDown') ? [formFault('stepDown', 'Say what is offered instead')] : []),
  ];
}

/** What only a refusal has is left out of any other decision: a reason that was picked first cannot be unpicked. */
function inputOf({ params, form }: Visit): object {
  const names = REFUSALS.includes(textOf(form, 'decision')) ? NAMES : (['decision', 'rationale'] as const);
  const given = names.map((name) => [name, textOf(form, name).trim()] as const).filter(([, text]) => text !== '');
  return { referralId: params['referral'], ...Object.fromEntries(given) };
}
