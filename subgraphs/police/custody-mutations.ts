import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { insertNew, mutate } from '../kit/mutation';
import { anId, ifGiven, pastTime, textUpTo, type Fault } from '../kit/mutation-faults';
import { CustodyEvent } from './custody-event';
import { RecordCustodyInput } from './mutation-inputs';
import { getProfile } from './mutation-profile';

@Resolver()
export class CustodyMutationsResolver {
  @Mutation(() => CustodyEvent, {
    description: 'Records a contact in custody with a child whom the force keeps a profile of.',
  })
  recordCustody(
    @Arg('input', () => RecordCustodyInput) input: RecordCustodyInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<CustodyEvent> {
    const ownerId = context.principal.organisation;
    return mutate(context, {
      name: 'recordCustody',
      agency: 'POLICE',
      input,
      idempotencyKey,
      faults: custodyFaults(input, context.now),
      entity: CustodyEvent,
      event: { type: 'CUSTODY_RECORDED', category: 'OFFENDING' },
      write: async (manager, id) => {
        const { childId, handling, ...said } = input;
        await getProfile(manager, { childId, ownerId });
        const key = { id, subjectId: childId, ownerId, handling: handling ?? ('OPEN' as const) };
        return insertNew(manager, CustodyEvent, { ...said, ...key });
      },
    });
  }
}

function custodyFaults(input: RecordCustodyInput, now: Date): Fault[] {
  return [
    ...anId('input.childId', input.childId),
    ...pastTime(now)('input.occurredAt', input.occurredAt),
    ...ifGiven(textUpTo(100))('input.offenceCode', input.offenceCode),
    ...textUpTo(10_000)('input.narrative', input.narrative),
  ];
}
