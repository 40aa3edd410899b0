import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { requireOwn } from '../kit/authority';
import { startClock, stopClock } from '../kit/clock';
import type { SubgraphContext } from '../kit/context';
import { ageOn } from '../kit/derive';
import { isId } from '../kit/fields';
import { findForChange, insertNew, mutate } from '../kit/mutation';
import { anId, ifGiven, refuseFaults, textUpTo, type Fault } from '../kit/mutation-faults';
import { dayInLondon } from '../kit/working-days';
import { ReferToNrmInput } from './mutation-inputs';
import { findKnown, findProfile } from './mutation-profile';
import { NRM_CLOCK, NrmReferral, NrmStageEnum } from './nrm-referral';
import { nextNrmStages, type NrmStage } from './nrm-stages';
import type { PoliceProfile } from './police-profile';

const ADULT = 18;

/** Decides on every child that is referred; only some adults' cases go to the other authority. */
const COMPETENT_AUTHORITY = 'Single Competent Authority';

const STAGE_CHANGED = { type: 'NRM_STAGE_CHANGED', category: 'EXPLOITATION' } as const;

@ArgsType()
export class RecordNrmStageArguments {
  @Field(() => ID)
  referralId!: string;

  @Field(() => NrmStageEnum)
  stage!: NrmStage;

  @Field(() => ID)
  idempotencyKey!: string;
}

@Resolver()
export class NrmMutationsResolver {
  // A police force is a first responder by statute: being one is the whole of the authority that is needed.
  @Mutation(() => NrmReferral, {
    description:
      'Refers someone to the National Referral Mechanism. A child need not consent; from the 18th birthday the ' +
      'consent and its evidence are required.',
  })
  referToNrm(
    @Arg('input', () => ReferToNrmInput) input: ReferToNrmInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<NrmReferral> {
    const ownerId = context.principal.organisation;
    const { now } = context;
    return mutate(context, {
      name: 'referToNrm',
      agency: 'POLICE',
      input,
      idempotencyKey,
      faults: referralFaults(input),
      entity: NrmReferral,
      event: STAGE_CHANGED,
      write: async (manager, id) => {
        const { childId, ...said } = input;
        const profile = await findKnown(manager, context, childId);
        if (isAdult(profile, now)) refuseFaults(consentFaults(input));
        const key = { id, subjectId: childId, ownerId, handling: 'OPEN' as const };
        const referral = { stage: 'REFERRED' as const, competentAuthority: COMPETENT_AUTHORITY, referredAt: now };
        return insertNew(manager, NrmReferral, { ...key, ...referral, ...said });
      },
    });
  }

  @Mutation(() => NrmReferral, { description: 'Records how far a referral of the own force has come.' })
  recordNrmStage(
    @Args(() => RecordNrmStageArguments) args: RecordNrmStageArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<NrmReferral> {
    const { idempotencyKey, ...input } = args;
    return mutate(context, {
      name: 'recordNrmStage',
      agency: 'POLICE',
      input,
      idempotencyKey,
      faults: anId('referralId', input.referralId),
      entity: NrmReferral,
      recordId: input.referralId,
      event: STAGE_CHANGED,
      write: (manager) => moveReferral(manager, context, input),
    });
  }
}

function referralFaults({ childId, narrative, consentEvidence }: ReferToNrmInput): Fault[] {
  return [
    ...anId('input.childId', childId),
    ...textUpTo(10_000)('input.narrative', narrative),
    ...ifGiven(textUpTo(2000))('input.consentEvidence', consentEvidence),
  ];
}

/**
 * Someone of unknown age who may be a child is treated as one: Modern Slavery Act 2015 s.51. So is whom the force keeps no
 * profile of: to ask a child for a consent that it need not give would keep it from being referred.
 */
function isAdult(profile: PoliceProfile | null, now: Date): boolean {
  const dateOfBirth = profile?.dateOfBirth ?? null;
  if (dateOfBirth === null) return false;
  return ageOn(dateOfBirth, new Date(`${dayInLondon(now)}T00:00:00Z`)) >= ADULT;
}

function consentFaults({ consentGiven, consentEvidence }: ReferToNrmInput): Fault[] {
  const given = 'true: from the 18th birthday a referral needs the consent of the person referred';
  const evidence = 'text of 1 to 2000 characters: how and when the consent was given, which an adult’s referral needs';
  return [
    ...(consentGiven === true ? [] : [{ at: 'input.consentGiven', expected: given }]),
    ...(consentEvidence == null ? [{ at: 'input.consentEvidence', expected: evidence }] : []),
  ];
}

async function moveReferral(
  manager: EntityManager,
  context: SubgraphContext,
  { referralId, stage }: Pick<RecordNrmStageArguments, 'referralId' | 'stage'>,
): Promise<NrmReferral> {
  const found = isId(referralId) ? await findForChange(manager, NrmReferral, referralId) : null;
  const referral = requireOwn(context.principal, found, 'referralId');
  refuseFaults(stageFaults(referral, stage));
  if (stage === 'REFERRED') await refuseUnconsented(manager, referral, context.now);
  const change = changeTo(stage, referral, context);
  await manager.update(NrmReferral, { id: referralId }, change);
  return Object.assign(referral, change);
}

function stageFaults({ stage, reconsideredStage }: NrmReferral, asked: NrmStage): Fault[] {
  const next = nextNrmStages(stage, reconsideredStage);
  if (next.includes(asked)) return [];
  const expected = next.length === 0 ? `none: ${stage} is final` : `${next.join(' or ')}, which follows on ${stage}`;
  return [{ at: 'stage', expected }];
}

/** The consent rule holds for whoever is referred later than identified, too. */
async function refuseUnconsented(manager: EntityManager, referral: NrmReferral, now: Date): Promise<void> {
  const { subjectId: childId, ownerId, consentGiven } = referral;
  if (consentGiven === true) return;
  const profile = await findProfile(manager, { childId, ownerId });
  const expected = 'a referral of someone under 18, or with the consent of the adult on record: use referToNrm';
  if (isAdult(profile, now)) refuseFaults([{ at: 'referralId', expected }]);
}

type Change = Partial<Omit<NrmReferral, 'clock' | 'times'>>;

function changeTo(stage: NrmStage, referral: NrmReferral, { clocks, now }: SubgraphContext): Change {
  if (stage === 'REFERRED') return { stage, referredAt: now };
  if (stage === 'RECONSIDERATION') return { stage, reconsideredStage: referral.stage };
  if (stage === 'REASONABLE_GROUNDS_PENDING') {
    const { startedAt, dueAt, calendar } = startClock(clocks, NRM_CLOCK, now);
    return { stage, clockStartedAt: startedAt, clockDueAt: dueAt, clockStoppedAt: null, clockCalendar: calendar };
  }
  if (referral.clockStartedAt === null) return { stage };
  return { stage, clockStoppedAt: stopClock(referral.times, now).stoppedAt };
}
