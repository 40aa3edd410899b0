import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { requireOwn } from '../kit/authority';
import type { SubgraphContext } from '../kit/context';
import { isId } from '../kit/fields';
import { findForChange, insertNew, mutate } from '../kit/mutation';
import { anId, ifGiven, pastTime, refuseFaults, textUpTo, type Fault } from '../kit/mutation-faults';
import { CustodyEvent } from './custody-event';
import { CustodyPrompt } from './custody-prompt';
import { raiseCustodyPrompts } from './custody-prompts';
import { RecordCustodyInput } from './mutation-inputs';
import { findKnown } from './mutation-profile';

@ArgsType()
export class ResolveCustodyPromptArguments {
  @Field(() => ID)
  promptId!: string;

  @Field(() => String, { description: 'What was decided, and why.' })
  outcome!: string;

  @Field(() => ID)
  idempotencyKey!: string;
}

type Resolution = Omit<ResolveCustodyPromptArguments, 'idempotencyKey'>;

@Resolver()
export class CustodyMutationsResolver {
  @Mutation(() => CustodyEvent, {
    description:
      'Records a contact in custody with a child whom the force keeps a profile of or is involved with. Raises a prompt ' +
      'where the child was not considered as a victim.',
  })
  recordCustody(
    @Arg('input', () => RecordCustodyInput) input: RecordCustodyInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<CustodyEvent> {
    const ownerId = context.principal.organisation;
    const { now } = context;
    return mutate(context, {
      name: 'recordCustody',
      agency: 'POLICE',
      input,
      idempotencyKey,
      faults: custodyFaults(input, now),
      entity: CustodyEvent,
      event: { type: 'CUSTODY_RECORDED', category: 'OFFENDING' },
      write: async (manager, id) => {
        const { childId, handling, ...said } = input;
        // No prompt rests on age. Without a profile no sign of exploitation shows in one, and a prompt that says so would be
        // untrue; signs in own NRM referrals count, and the defence for victims is asked about all the same.
        await findKnown(manager, context, childId);
        const key = { id, subjectId: childId, ownerId, handling: handling ?? ('OPEN' as const) };
        const event = await insertNew(manager, CustodyEvent, { ...said, ...key });
        await raiseCustodyPrompts(manager, event, now);
        return event;
      },
    });
  }

  @Mutation(() => CustodyPrompt, { description: 'Records what was decided on a prompt of the own force.' })
  resolveCustodyPrompt(
    @Args(() => ResolveCustodyPromptArguments) args: ResolveCustodyPromptArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<CustodyPrompt> {
    const { idempotencyKey, ...input } = args;
    return mutate(context, {
      name: 'resolveCustodyPrompt',
      agency: 'POLICE',
      input,
      idempotencyKey,
      faults: [...anId('promptId', input.promptId), ...textUpTo(2000)('outcome', input.outcome)],
      entity: CustodyPrompt,
      recordId: input.promptId,
      event: { type: 'PROMPT_RESOLVED', category: 'OFFENDING' },
      write: (manager) => resolvePrompt(manager, context, input),
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

async function resolvePrompt(
  manager: EntityManager,
  { principal, now }: SubgraphContext,
  { promptId, outcome }: Resolution,
): Promise<CustodyPrompt> {
  const found = isId(promptId) ? await findForChange(manager, CustodyPrompt, promptId) : null;
  const prompt = requireOwn(principal, found, 'promptId');
  if (prompt.resolvedAt !== null) refuseFaults([{ at: 'promptId', expected: 'a prompt that is not resolved' }]);
  const resolution = { resolvedAt: now, resolvedBy: principal.name ?? principal.subject, outcome };
  await manager.update(CustodyPrompt, { id: promptId }, resolution);
  return Object.assign(prompt, resolution);
}
