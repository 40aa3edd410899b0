import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { requireDataOfficer } from '../authority';
import { basisFaults, contentOf, currentText, shownChange, staleFaults } from '../basis-change';
import { type HubContext } from '../context';
import { refuseFaults } from '../faults';
import { approveChange, draftChange, draftOf, rejectChange, type FourEyesTable } from '../four-eyes';
import { type BasisChangeRow } from '../policy-ports';
import { keyFaults } from '../repeatable';
import { RejectChangeArguments } from '../types/policy-arguments';
import { LawfulBasisChange, LawfulBasisInput } from '../types/lawful-bases';

const BASES: FourEyesTable<BasisChangeRow> = {
  name: 'the table of lawful bases',
  deed: 'LAWFUL_BASIS',
  of: ({ bases }) => bases,
};

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
    const drafted = await draftChange(context, BASES, {
      call: { name: 'draftLawfulBasis', input, idempotencyKey },
      rowOf: async (_writes, at) => {
        const replaces = currentText(context.hub.lawfulBases().get(input.id));
        return { ...draftOf(context, { content: contentOf(input), replaces, note: input.note }, at), basis: input.id };
      },
    });
    return shownChange(context, drafted);
  }

  @Mutation(() => LawfulBasisChange, {
    description: 'By a data officer of another organisation than the author\u2019s. The table says so at once.',
  })
  async approveLawfulBasis(
    @Ctx() context: HubContext,
    @Arg('change', () => ID) change: string,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<LawfulBasisChange> {
    const approved = await approveChange(context, BASES, {
      name: 'approveLawfulBasis',
      change,
      idempotencyKey,
      staleFaults: async (found) => staleFaults(found, context.hub.lawfulBases().get(found.basis)),
    });
    return shownChange(context, approved);
  }

  @Mutation(() => LawfulBasisChange, { description: 'By any data officer, the author too.' })
  async rejectLawfulBasis(
    @Ctx() context: HubContext,
    @Args(() => RejectChangeArguments) rejection: RejectChangeArguments,
  ): Promise<LawfulBasisChange> {
    const { change, reason, idempotencyKey } = rejection;
    const call = { name: 'rejectLawfulBasis', change, reason, idempotencyKey };
    return shownChange(context, await rejectChange(context, BASES, call));
  }
}
