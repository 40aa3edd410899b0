import { Args, Ctx, Mutation, Resolver } from 'type-graphql';
import { requireDataOfficer, requireInvolvement } from '../authority';
import { type HubContext } from '../context';
import { getOrganisation } from '../directory-view';
import { childId as isChildId, refuseFaults, textUpTo, type Fault } from '../faults';
import { type ChildLogHoldRow } from '../ports';
import { answerOnce, keyFaults } from '../repeatable';
import { HoldChildLogArguments } from '../types/arguments';
import { ChildLogHold } from '../types/disclosures';

const REASON = textUpTo(2_000);
const A_YEAR_MS = 365 * 86_400_000;

@Resolver()
export class HoldChildLogResolver {
  @Mutation(() => ChildLogHold, {
    description:
      'Keeps from a child\u2019s advocate, until a moment, which of the own organisation\u2019s data a recipient saw or asked ' +
      'for, where knowing it would endanger the child or an enquiry. The owner itself goes on seeing all of it, and the ' +
      'lines appear when the hold has ended. For data officers of an organisation that is involved with the child.',
  })
  async holdChildLog(
    @Ctx() context: HubContext,
    @Args(() => HoldChildLogArguments) args: HoldChildLogArguments,
  ): Promise<ChildLogHold> {
    requireDataOfficer(context);
    const { childId, recipient, until, reason, idempotencyKey } = args;
    refuseFaults([
      ...isChildId('childId', childId),
      ...recipientFaults(context, recipient),
      ...untilFaults(until, context.hub.now()),
      ...REASON('reason', reason),
      ...keyFaults(idempotencyKey),
    ]);
    const end = new Date(until);
    const input = { childId, recipient, until: end.toISOString(), reason };
    const call = { name: 'holdChildLog', input, idempotencyKey };
    const held = await answerOnce<ChildLogHoldRow>(context, call, async (writes, recordedAt) => {
      const { hub, principal } = context;
      await requireInvolvement(writes, principal, { childId, at: 'childId' });
      const { organisation: owner, subject: recordedBy } = principal;
      const row = { ...input, until: end, id: hub.newId(), owner, recordedBy, recordedAt };
      await writes.holdChildLog(row);
      // INVARIANT: a hold that could not be put on the audit log is none.
      await hub.recordChange(principal, { deed: 'CHILD_LOG_HELD', subject: row.id, owner });
      return row;
    });
    return shownHold(context, held);
  }
}

function recipientFaults({ hub }: HubContext, recipient: string): Fault[] {
  if (hub.directory().findOrganisation(recipient) !== undefined) return [];
  return [{ at: 'recipient', expected: 'the id of an organisation of the hub', got: 'another text' }];
}

function untilFaults(until: string, now: Date): Fault[] {
  const time = Date.parse(until);
  if (time > now.getTime() && time <= now.getTime() + A_YEAR_MS) return [];
  const got = Number.isNaN(time) ? 'another text' : 'a moment outside of that';
  return [{ at: 'until', expected: 'a moment to come, 365 days from now at most', got }];
}

function shownHold(context: HubContext, { id, childId, recipient, until, reason }: ChildLogHoldRow): ChildLogHold {
  return { id, child: { id: childId }, recipient: getOrganisation(context, recipient), until: new Date(until), reason };
}
