import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { requireInvolvement } from '../kit/authority';
import { startClock } from '../kit/clock';
import { getSigner, type SubgraphContext } from '../kit/context';
import { insertNew, mutate } from '../kit/mutation';
import { anId, type Fault } from '../kit/mutation-faults';
import { HOST_AREAS } from './codes/host-areas';
import { INDICATORS } from './codes/indicators';
import { longText } from './decision-faults';
import { hashOfConcerns, signReceipt } from './receipt';
import { Referral } from './referral';
import { SubmitReferralInput } from './referral-inputs';
import { sourceOf } from './referral-source';

@Resolver()
export class SubmitReferralResolver {
  @Mutation(() => Referral, {
    description: 'Refers a child to a council. Its time to decide starts with the receipt, which comes back signed.',
  })
  submitReferral(
    @Arg('input', () => SubmitReferralInput) input: SubmitReferralInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Referral> {
    return mutate(context, {
      name: 'submitReferral',
      agency: 'ANY',
      input,
      idempotencyKey,
      faults: submissionFaults(input),
      entity: Referral,
      event: { type: 'REFERRAL_SUBMITTED', category: 'REFERRAL' },
      write: (manager, id) => receive(manager, context, { input, id, idempotencyKey }),
    });
  }
}

function submissionFaults(input: SubmitReferralInput): Fault[] {
  const { childId, council, harmContexts, indicators, concerns } = input;
  const isCouncil = HOST_AREAS.has(council);
  return [
    ...anId('input.childId', childId),
    ...(isCouncil ? [] : [{ at: 'input.council', expected: "the id of a council with children's services" }]),
    ...(harmContexts.length > 0 ? [] : [{ at: 'input.harmContexts', expected: 'at least one' }]),
    ...indicators.flatMap(indicatorFaults),
    ...longText('input.concerns', concerns),
  ];
}

function indicatorFaults(code: string, position: number): Fault[] {
  if (INDICATORS.has(code)) return [];
  return [{ at: `input.indicators[${position}]`, expected: `one of ${[...INDICATORS.keys()].join(', ')}` }];
}

interface Submission {
  input: SubmitReferralInput;
  id: string;
  idempotencyKey: string;
}

async function receive(
  manager: EntityManager,
  context: SubgraphContext,
  { input, id, idempotencyKey }: Submission,
): Promise<Referral> {
  const { principal, now: receivedAt } = context;
  const { childId: subjectId, council: ownerId, concerns } = input;
  requireInvolvement(context, subjectId, 'input.childId');
  const { dueAt, calendar } = startClock(context.clocks, 'REFERRAL_DECISION', receivedAt);
  const receipt = await signReceipt(getSigner(context), {
    referral: id,
    council: ownerId,
    referrer: principal.organisation,
    receivedAt: receivedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    concerns: hashOfConcerns(idempotencyKey, concerns),
  });
  return insertNew(manager, Referral, {
    id,
    subjectId,
    ownerId,
    handling: 'OPEN',
    referrerId: principal.organisation,
    receivedAt,
    receipt,
    concerns,
    source: await sourceOf(manager, principal, ownerId),
    harmContexts: [...new Set(input.harmContexts)],
    indicators: [...new Set(input.indicators)],
    clockDueAt: dueAt,
    clockCalendar: calendar,
    status: 'RECEIVED',
  });
}
