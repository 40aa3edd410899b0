import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { requireDataOfficerOf } from '../authority';
import { type HubContext } from '../context';
import { versionOf } from '../policy-version';
import { LawfulBasis, PolicyVersion } from '../types/policies';

@Resolver()
export class PoliciesResolver {
  @Query(() => [LawfulBasis], { description: 'The dated table of what a sharing can rest on.' })
  lawfulBases(@Ctx() context: HubContext): LawfulBasis[] {
    return [...context.hub.lawfulBases().values()];
  }

  @Query(() => PolicyVersion, {
    nullable: true,
    description: 'A version of the own policy; without a version the active one.',
  })
  async policy(
    @Ctx() context: HubContext,
    @Arg('owner', () => ID) owner: string,
    @Arg('version', () => ID, { nullable: true }) version: string | null,
  ): Promise<PolicyVersion | null> {
    requireDataOfficerOf(context, owner);
    const rows = await context.hub.store.findPolicyVersions(owner);
    const row = rows.find((one) => (version == null ? one.status === 'ACTIVE' : one.id === version));
    return row === undefined ? null : versionOf(context, row);
  }

  @Query(() => [PolicyVersion], { description: 'Every version of the own policy, the newest first.' })
  async policyVersions(@Ctx() context: HubContext, @Arg('owner', () => ID) owner: string): Promise<PolicyVersion[]> {
    requireDataOfficerOf(context, owner);
    const rows = await context.hub.store.findPolicyVersions(owner);
    return rows.map((row) => versionOf(context, row));
  }
}
