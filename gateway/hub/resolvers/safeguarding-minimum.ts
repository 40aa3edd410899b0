import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { minimumOn } from '../../policy/minimum';
import { requireDataOfficer } from '../authority';
import { dayOf } from '../calendar';
import { type HubContext } from '../context';
import { calendarDay, refuseFaults } from '../faults';
import { approveChange, draftChange, draftOf, rejectChange, type FourEyesTable } from '../four-eyes';
import { contentOf, minimumFaults, pastFaults, shownChange, shownMinimum, staleFaults } from '../minimum-change';
import { type MinimumChangeRow } from '../policy-ports';
import { keyFaults } from '../repeatable';
import { RejectChangeArguments } from '../types/policy-arguments';
import {
  SafeguardingMinimum,
  SafeguardingMinimumChange,
  SafeguardingMinimumInput,
} from '../types/safeguarding-minimum';
import { DateScalar } from '../types/scalars';

const MINIMUMS: FourEyesTable<MinimumChangeRow> = {
  name: 'the safeguarding minimum',
  deed: 'SAFEGUARDING_MINIMUM',
  of: ({ minimums }) => minimums,
};

@Resolver()
export class SafeguardingMinimumResolver {
  @Query(() => SafeguardingMinimum, {
    description: 'What every owner shares about a child at risk, as agreed for a day; without a day for today.',
  })
  safeguardingMinimum(
    @Ctx() { hub }: HubContext,
    @Arg('on', () => DateScalar, { nullable: true }) on: string | null,
  ): SafeguardingMinimum {
    const day = on ?? dayOf(hub.now());
    refuseFaults(calendarDay('on', day));
    return shownMinimum(minimumOn(hub.safeguardingMinimums(), day));
  }

  @Query(() => [SafeguardingMinimumChange], {
    description: 'Every change of the safeguarding minimum, the newest first.',
  })
  async safeguardingMinimumChanges(@Ctx() context: HubContext): Promise<SafeguardingMinimumChange[]> {
    requireDataOfficer(context);
    const rows = await context.hub.store.findMinimumChanges();
    return rows.map((row) => shownChange(context, row));
  }

  @Mutation(() => SafeguardingMinimumChange, {
    description: 'Proposes what the minimum shall be. A data officer of another organisation decides.',
  })
  async draftSafeguardingMinimum(
    @Ctx() context: HubContext,
    @Arg('input', () => SafeguardingMinimumInput) input: SafeguardingMinimumInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<SafeguardingMinimumChange> {
    requireDataOfficer(context);
    refuseFaults([...minimumFaults(input, context.hub.now()), ...keyFaults(idempotencyKey)]);
    const drafted = await draftChange(context, MINIMUMS, {
      call: { name: 'draftSafeguardingMinimum', input, idempotencyKey },
      rowOf: async ({ minimums }, at) => {
        const replaces = await minimums.findNewest();
        return draftOf(context, { content: contentOf(input), replaces, note: input.note }, at);
      },
    });
    return shownChange(context, drafted);
  }

  @Mutation(() => SafeguardingMinimumChange, {
    description: 'By a data officer of another organisation than the author\u2019s. It holds from its first day on.',
  })
  async approveSafeguardingMinimum(
    @Ctx() context: HubContext,
    @Arg('change', () => ID) change: string,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<SafeguardingMinimumChange> {
    const approved = await approveChange(context, MINIMUMS, {
      name: 'approveSafeguardingMinimum',
      change,
      idempotencyKey,
      staleFaults: async (found, { minimums }) => [
        ...staleFaults(found, await minimums.findNewest()),
        ...pastFaults('change', found.content.validFrom, context.hub.now()),
      ],
    });
    return shownChange(context, approved);
  }

  @Mutation(() => SafeguardingMinimumChange, { description: 'By any data officer, the author too.' })
  async rejectSafeguardingMinimum(
    @Ctx() context: HubContext,
    @Args(() => RejectChangeArguments) rejection: RejectChangeArguments,
  ): Promise<SafeguardingMinimumChange> {
    const { change, reason, idempotencyKey } = rejection;
    const call = { name: 'rejectSafeguardingMinimum', change, reason, idempotencyKey };
    return shownChange(context, await rejectChange(context, MINIMUMS, call));
  }
}
