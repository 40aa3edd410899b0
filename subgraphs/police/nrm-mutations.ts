import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { dayInLondon } from '../kit/working-days';
import type { SubgraphContext } from '../kit/context';
import { ageOn } from '../kit/derive';
import { insertNew, mutate } from '../kit/mutation';
import { anId, refuseFaults, textUpTo } from '../kit/mutation-faults';
import { ReferToNrmInput } from './mutation-inputs';
import { getProfile } from './mutation-profile';
import { NrmReferral } from './nrm-referral';

const ADULT = 18;

/** Decides on every child that is referred; only some adults' cases go to the other authority. */
const COMPETENT_AUTHORITY = 'Single Competent Authority';

@Resolver()
export class NrmMutationsResolver {
  // A police force is a first responder by statute: being one is the whole of the authority that is needed.
  @Mutation(() => NrmReferral, {
    description:
      'Refers a child to the National Referral Mechanism. A child need not consent; an adult is refused here.',
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
      faults: [...anId('input.childId', input.childId), ...textUpTo(10_000)('input.narrative', input.narrative)],
      entity: NrmReferral,
      event: { type: 'NRM_STAGE_CHANGED', category: 'EXPLOITATION' },
      write: async (manager, id) => {
        const { childId, narrative } = input;
        const { dateOfBirth } = await getProfile(manager, { childId, ownerId });
        refuseAdult(dateOfBirth, now);
        const key = { id, subjectId: childId, ownerId, handling: 'OPEN' as const };
        const referral = { stage: 'REFERRED' as const, competentAuthority: COMPETENT_AUTHORITY, referredAt: now };
        return insertNew(manager, NrmReferral, { ...key, ...referral, narrative });
      },
    });
  }
}

/** Someone of unknown age who may be a child is treated as one: Modern Slavery Act 2015 s.51. */
function refuseAdult(dateOfBirth: string | null, now: Date): void {
  if (dateOfBirth === null) return;
  const today = new Date(`${dayInLondon(now)}T00:00:00Z`);
  if (ageOn(dateOfBirth, today) < ADULT) return;
  const expected = 'someone under 18: an adult is referred with consent only, which this input cannot carry';
  refuseFaults([{ at: 'input.childId', expected }]);
}
