import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { SightlineError } from '../../errors';
import { requireDataOfficer } from '../authority';
import { basisFaults, contentOf, currentText, decisionFaults, shownChange, staleFaults } from '../basis-change';
import { type HubContext } from '../context';
import { refuseFaults, textUpTo } from '../faults';
import { type BasisChangeRow, type BasisDecision } from '../policy-ports';
import { type HubWrites } from '../ports';
import { answerOnce, keyFaults, type MutationCall } from '../repeatable';
import { RejectLawfulBasisArguments } from '../types/policy-arguments';
import { LawfulBasisChange, LawfulBasisInput } from '../types/lawful-bases';

const REASON = textUpTo(2_000);

@Resolver()
export class LawfulBasesResolver {
  @Query(() => [LawfulBasisChange], { description: 'Every change of the table of lawful bases, the newest first.' })
  async lawfulBasisChanges(@Ctx() context: HubContext): Promise<LawfulBasisChange[]> {
    requireDataOfficer(context);
    const rows = await context.hub.store.findBasisChanges();
    return rows.map((row) => shownChange(context, row));
  }

  @Mutation(() => LawfulBasisChange, {
    description: 'Proposes what an entry of the table shall say. A data officer of another organisation decides.',
  })
  async draftLawfulBasis(
    @Ctx() context: HubContext,
    @Arg('input', () => LawfulBasisInput) input: LawfulBasisInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<LawfulBasisChange> {
    requireDataOfficer(context);
    refuseFaults([...basisFaults(input), ...keyFaults(idempotencyKey)]);
    const { hub, principal } = context;
    return takeStep(context, { name: 'draftLawfulBasis', input, idempotencyKey }, async (writes, at) => {
      const content = contentOf(input);
      const change: BasisChangeRow = {
        id: hub.newId(),
        status: 'DRAFT',
        basis: input.id,
        content,
        hash: hub.hashRules(content),
        replaces: currentText(hub.lawfulBases().get(input.id)),
        author: principal.subject,
        authorOrganisation: principal.organisation,
        decidedBy: null,
        decidedByOrganisation: null,
        reason: null,
        note: input.note,
        createdAt: at,
      };
      await writes.bases.draft(change);
      return { id: change.id, deed: 'LAWFUL_BASIS_DRAFTED' };
    });
  }

  @Mutation(() => LawfulBasisChange, {
    description: 'By a data officer of another organisation than the author\u2019s. The table says so at once.',
  })
  async approveLawfulBasis(
    @Ctx() context: HubContext,
    @Arg('change', () => ID) change: string,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<LawfulBasisChange> {
    requireDataOfficer(context);
    refuseFaults(keyFaults(idempotencyKey));
    const call = { name: 'approveLawfulBasis', input: { change }, idempotencyKey };
    return takeStep(context, call, async (writes, at) => {
      const found = await lockChange(writes, change);
      const { organisation, subject } = context.principal;
      if (found.authorOrganisation === organisation || found.author === subject) throw ownChange();
      refuseFaults(decisionFaults(found));
      refuseFaults(staleFaults(found, context.hub.lawfulBases().get(found.basis)));
      await writes.bases.approve(decisionOf(context, change, at));
      return { id: change, deed: 'LAWFUL_BASIS_APPROVED' };
    });
  }

  @Mutation(() => LawfulBasisChange, { description: 'By any data officer, the author too.' })
  async rejectLawfulBasis(
    @Ctx() context: HubContext,
    @Args(() => RejectLawfulBasisArguments) { change, reason, idempotencyKey }: RejectLawfulBasisArguments,
  ): Promise<LawfulBasisChange> {
    requireDataOfficer(context);
    refuseFaults([...REASON('reason', reason), ...keyFaults(idempotencyKey)]);
    const call = { name: 'rejectLawfulBasis', input: { change, reason }, idempotencyKey };
    return takeStep(context, call, async (writes, at) => {
      refuseFaults(decisionFaults(await lockChange(writes, change)));
      await writes.bases.reject(decisionOf(context, change, at), reason);
      return { id: change, deed: 'LAWFUL_BASIS_REJECTED' };
    });
  }
}

/** @throws SightlineError NOT_FOUND when there is no such change. */
async function lockChange(writes: HubWrites, id: string): Promise<BasisChangeRow> {
  await writes.policies.lock();
  return getChange(await writes.bases.find(), id);
}

function getChange(changes: readonly BasisChangeRow[], id: string): BasisChangeRow {
  const found = changes.find((one) => one.id === id);
  if (found !== undefined) return found;
  const expected = 'the id of a change of the table of lawful bases';
  throw new SightlineError('NOT_FOUND', 'there is no such change', { at: 'change', expected });
}

function ownChange(): SightlineError {
  const expected = 'a data officer of another organisation than the author’s';
  return new SightlineError('FORBIDDEN', 'two organisations decide about lawful bases', { at: 'change', expected });
}

function decisionOf({ principal }: HubContext, id: string, at: Date): BasisDecision {
  return { id, by: principal.subject, organisation: principal.organisation, at };
}

/** INVARIANT: a step that could not be put on the audit log is not taken. */
async function takeStep(
  context: HubContext,
  call: MutationCall,
  step: (writes: HubWrites, at: Date) => Promise<{ readonly id: string; readonly deed: string }>,
): Promise<LawfulBasisChange> {
  const kept = await answerOnce<BasisChangeRow>(context, call, async (writes, at) => {
    const { id, deed } = await step(writes, at);
    await context.hub.recordChange(context.principal, { deed, subject: id, owner: context.principal.organisation });
    return getChange(await writes.bases.find(), id);
  });
  return shownChange(context, kept);
}
