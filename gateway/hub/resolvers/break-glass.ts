import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { SightlineError } from '../../errors';
import { requireBreakGlassRight, requireOverseer } from '../authority';
import { type BreakGlassRow } from '../break-glass-ports';
import { grantFaults, grantOf, reviewFaults, refuseUnsettled, type ReviewWord } from '../break-glass';
import { type HubContext } from '../context';
import { refuseFaults } from '../faults';
import { type HubWrites } from '../ports';
import { answerOnce, keyFaults } from '../repeatable';
import { BreakGlassArguments, ReviewBreakGlassArguments } from '../types/arguments';
import { BreakGlassGrant } from '../types/break-glass';

const MINUTE_MS = 60_000;

@Resolver()
export class BreakGlassResolver {
  @Mutation(() => BreakGlassGrant, {
    description:
      'Opens one child\u2019s records to the caller alone, for an hour at most. Their owners are told at once, what is seen is marked, and its use is reviewed within one working day.',
  })
  async breakGlass(
    @Ctx() context: HubContext,
    @Args(() => BreakGlassArguments) { idempotencyKey, ...input }: BreakGlassArguments,
  ): Promise<BreakGlassGrant> {
    const purpose = requireBreakGlassRight(context);
    refuseFaults([...grantFaults(input), ...keyFaults(idempotencyKey)]);
    const { childId } = input;
    // Asked before the transaction: what decides it is read by another connection.
    const opens = await context.hub.sharing.wouldOpen(childId);
    const call = { name: 'breakGlass', input: { ...input, purpose }, idempotencyKey };
    const { id } = await answerOnce<{ id: string }>(context, call, async (writes, at) => {
      await writes.lockHolder(context.principal);
      refuseUnsettled(await writes.findUnsettledGrants(context.principal), at);
      if (!opens) throw unknownChild();
      const row = rowOf(context, { input, purpose, at });
      await writes.grantBreakGlass(row);
      await tellOwners(context, writes, row);
      return { id: row.id };
    });
    context.hub.sharing.forget([childId]);
    // INVARIANT: that the glass was broken is on the owners' logs even when nothing is read afterwards.
    await context.hub.sharing.found([childId]);
    return readGrant(context, id);
  }

  @Mutation(() => BreakGlassGrant, {
    description: 'Says whether a break-glass grant was justified; its holder cannot.',
  })
  async reviewBreakGlass(
    @Ctx() context: HubContext,
    @Args(() => ReviewBreakGlassArguments) { grantId, outcome, idempotencyKey }: ReviewBreakGlassArguments,
  ): Promise<BreakGlassGrant> {
    requireOverseer(context);
    refuseFaults([...reviewFaults({ grantId, outcome }), ...keyFaults(idempotencyKey)]);
    const call = { name: 'reviewBreakGlass', input: { grantId, outcome }, idempotencyKey };
    const { childId } = await answerOnce<{ childId: string }>(context, call, async (writes, at) => {
      const row = await lockReviewable(context, writes, grantId);
      await review(writes, row, { outcome: outcome as ReviewWord, by: context.principal.subject, at });
      return { childId: row.childId };
    });
    context.hub.sharing.forget([childId]);
    return readGrant(context, grantId);
  }

  @Query(() => [BreakGlassGrant], {
    description:
      'For those who answer for an organisation: grants to its people, and for children with whom it is involved. For anybody else: their own.',
  })
  async breakGlassGrants(
    @Ctx() context: HubContext,
    @Arg('reviewed', () => Boolean, { nullable: true }) reviewed?: boolean | null,
  ): Promise<BreakGlassGrant[]> {
    const { organisation, subject, role } = context.principal;
    const oversees = role === 'SUPERVISOR' || role === 'DATA_OFFICER';
    const holder = oversees ? null : subject;
    const query = { organisation, holder, reviewed: reviewed ?? null };
    const rows = await context.hub.store.findBreakGlassGrants(query);
    return rows.map((row) => grantOf(context, row));
  }
}

function unknownChild(): SightlineError {
  const expected = 'the id of a child, as findChildren gives it';
  return new SightlineError('NOT_FOUND', 'there is no such child, or none of whom this would open anything', {
    at: 'childId',
    expected,
  });
}

type Asked = Omit<BreakGlassArguments, 'idempotencyKey'>;

function rowOf(
  { principal, hub }: HubContext,
  { input, purpose, at }: { input: Asked; purpose: BreakGlassRow['purpose']; at: Date },
): BreakGlassRow {
  const { organisation, subject, role } = principal;
  const { rule, dueAt, calendar } = hub.reviewClock(at);
  return {
    id: hub.newId(),
    childId: input.childId,
    organisation,
    subject,
    role,
    purpose,
    reason: input.reason,
    explanation: input.explanation,
    grantedAt: at,
    expiresAt: new Date(at.getTime() + (input.minutes ?? 60) * MINUTE_MS),
    reviewRule: rule,
    reviewDueAt: dueAt,
    reviewCalendar: calendar,
    reviewedBy: null,
    reviewedAt: null,
    outcome: null,
    restoredBy: null,
    restoredAt: null,
  };
}

/** INVARIANT: each owner hears of it alone, those who are involved in secret included: a HIDDEN signal is its owner's. */
async function tellOwners({ hub }: HubContext, writes: HubWrites, row: BreakGlassRow): Promise<void> {
  const owners = await writes.findInvolvedOwners(row.childId);
  await writes.signal(
    owners.map(({ organisation }) => ({
      id: hub.newId(),
      type: 'BREAK_GLASS_USED',
      category: 'INVOLVEMENT',
      childId: row.childId,
      recordType: 'BreakGlassGrant',
      recordId: row.id,
      ownerId: organisation,
      handling: 'HIDDEN',
      occurredAt: row.grantedAt,
    })),
  );
}

/** @throws SightlineError NOT_FOUND for a grant of another organisation, as for none; FORBIDDEN for the holder's own. */
async function lockReviewable({ principal }: HubContext, writes: HubWrites, grantId: string): Promise<BreakGlassRow> {
  const row = await writes.lockGrant(grantId);
  if (row === null || row.organisation !== principal.organisation) {
    const expected = 'the id of a grant to somebody of your organisation';
    throw new SightlineError('NOT_FOUND', 'your organisation has no grant of this id', { at: 'grantId', expected });
  }
  if (row.subject === principal.subject) {
    const expected = 'a grant to somebody else';
    throw new SightlineError('FORBIDDEN', 'nobody reviews their own grant', { at: 'grantId', expected });
  }
  return row;
}

async function review(
  writes: HubWrites,
  row: BreakGlassRow,
  { outcome, by, at }: { outcome: ReviewWord; by: string; at: Date },
): Promise<void> {
  if (outcome === 'RIGHT_RESTORED') {
    const isLost = row.outcome === 'NOT_JUSTIFIED' && row.restoredAt === null;
    refuseFaults(isLost ? [] : [{ at: 'outcome', expected: nextOf(row), got: outcome }]);
    await writes.restoreRight(row.id, { by, at });
  } else {
    refuseFaults(row.outcome === null ? [] : [{ at: 'outcome', expected: nextOf(row), got: outcome }]);
    await writes.reviewGrant(row.id, { by, at, outcome });
  }
}

/** What can still be said of a grant. */
function nextOf({ outcome, restoredAt }: BreakGlassRow): string {
  if (outcome === null) return 'JUSTIFIED or NOT_JUSTIFIED: this grant awaits its review';
  const isLost = outcome === 'NOT_JUSTIFIED' && restoredAt === null;
  return isLost ? 'RIGHT_RESTORED: this grant was found not justified' : 'another grant: this one has been reviewed';
}

async function readGrant(context: HubContext, id: string): Promise<BreakGlassGrant> {
  const row = await context.hub.store.findBreakGlassGrant(id);
  if (row === null) throw new SightlineError('INTERNAL', 'a grant was made and is not there');
  return grantOf(context, row);
}
