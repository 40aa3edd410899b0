import { Args, Ctx, Mutation, Resolver } from 'type-graphql';
import { requireAllocator, requireInvolvement } from '../authority';
import { type HubContext } from '../context';
import { childId as isChildId, refuseFaults, textUpTo } from '../faults';
import { answerOnce, keyFaults } from '../repeatable';
import { signalOf } from '../signals';
import { AllocateChildArguments } from '../types/arguments';
import { Child } from '../types/child';

const LONGEST_SUBJECT = 200;

@Resolver()
export class AllocateChildResolver {
  @Mutation(() => Child, {
    description:
      'Allocates a child to somebody of the caller\u2019s own organisation, or ends that; an advocate reads of allocated ' +
      'children alone. For supervisors of an organisation that is involved with the child.',
  })
  async allocateChild(
    @Ctx() context: HubContext,
    @Args(() => AllocateChildArguments) args: AllocateChildArguments,
  ): Promise<Child> {
    requireAllocator(context);
    const { childId, subject, allocated, idempotencyKey } = args;
    refuseFaults([
      ...isChildId('childId', childId),
      ...textUpTo(LONGEST_SUBJECT)('subject', subject),
      ...keyFaults(idempotencyKey),
    ]);
    const call = { name: 'allocateChild', input: { childId, subject, allocated }, idempotencyKey };
    const child = await answerOnce<Child>(context, call, async (writes, at) => {
      const { organisation, subject: allocatedBy } = context.principal;
      const standing = await requireInvolvement(writes, context.principal, { childId, at: 'childId' });
      const row = { childId, organisation, subject, isAllocated: allocated, allocatedBy, at };
      // Telling once more what holds already is no event.
      if (!(await writes.allocate(row))) return { id: childId };
      const { involvement: recordId, handling } = standing;
      const record = { recordType: 'Involvement', recordId: recordId ?? '', handling };
      await writes.signal([signalOf(context, { type: 'ALLOCATION_CHANGED', childId, at, ...record })]);
      return { id: childId };
    });
    context.hub.sharing.forget([childId]);
    return child;
  }
}
