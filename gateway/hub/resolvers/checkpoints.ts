import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { badInput } from '../../errors';
import { requireDataOfficer } from '../authority';
import { type HubContext } from '../context';
import { CheckpointArguments } from '../types/arguments';
import { AuditCheckpointConnection } from '../types/checkpoints';

const MOST = 1_000;

@Resolver()
export class CheckpointsResolver {
  @Query(() => AuditCheckpointConnection, {
    description:
      'Signed checkpoints of the audit log, for every owner to keep: whoever holds them finds what was changed later.',
  })
  async auditCheckpoints(
    @Ctx() context: HubContext,
    @Args(() => CheckpointArguments) { first, after }: CheckpointArguments,
  ): Promise<AuditCheckpointConnection> {
    requireDataOfficer(context);
    const { checkpoints } = context.hub;
    const size = first ?? 100;
    if (size < 1 || size > MOST) throw badInput({ at: 'first', expected: `a number from 1 to ${MOST}`, got: size });
    const page = await checkpoints.read(size, after ?? null);
    if (page === null) throw badInput({ at: 'after', expected: 'a cursor that this list gave', got: after });
    const { rows, end, hasNextPage } = page;
    return {
      nodes: rows.map(({ file, line, writer, seq, hash, at }) => ({ file, line, writer, seq, hash, at: new Date(at) })),
      pageInfo: { endCursor: end, hasNextPage },
      publicKey: await checkpoints.readPublicKey(),
    };
  }
}
