import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { requireDataOfficer } from '../authority';
import { type HubContext } from '../context';
import { provePolicy } from '../policy-proof';
import { getOwnVersion } from '../policy-steps';
import { PolicyCheck } from '../types/policy-check';

@Resolver()
export class CheckPolicyResolver {
  @Query(() => PolicyCheck, {
    description: 'Proves an own version over every case: twelve properties, conflicts, gaps.',
  })
  async checkPolicy(@Ctx() context: HubContext, @Arg('version', () => ID) id: string): Promise<PolicyCheck> {
    requireDataOfficer(context);
    const { organisation } = context.principal;
    const version = getOwnVersion(await context.hub.store.findPolicyVersions(organisation), id);
    const from = context.hub.now().getTime();
    const { findings, cells } = await provePolicy(context, organisation, version.rules);
    const proved = findings.every(({ severity }) => severity !== 'ERROR');
    return { proved, findings, cells, milliseconds: context.hub.now().getTime() - from };
  }
}
