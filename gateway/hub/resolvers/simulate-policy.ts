import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { requireDataOfficer } from '../authority';
import { type HubContext } from '../context';
import { getOrganisation } from '../directory-view';
import { refuseFaults } from '../faults';
import { getOwnVersion } from '../policy-steps';
import { type ImpactRow } from '../simulation-port';
import { figureOf } from '../types/figure';
import { PolicyImpact, type ImpactLine } from '../types/policy-check';

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 366;

@Resolver()
export class SimulatePolicyResolver {
  @Query(() => PolicyImpact, {
    description: 'Decides the disclosures on the log again by an own version: who would gain, who would lose.',
  })
  async simulatePolicy(
    @Ctx() context: HubContext,
    @Arg('version', () => ID) id: string,
    @Arg('days', () => Int, { nullable: true, defaultValue: 30 }) given: number | null,
  ): Promise<PolicyImpact> {
    const { principal, hub } = context;
    requireDataOfficer(context);
    const days = given ?? 30;
    const expected = `a whole number from 1 to ${MOST_DAYS}`;
    refuseFaults(days >= 1 && days <= MOST_DAYS ? [] : [{ at: 'days', expected, got: String(days) }]);
    const owner = principal.organisation;
    const { rules } = getOwnVersion(await hub.store.findPolicyVersions(owner), id);
    const at = hub.now();
    const impact = await hub.simulate({ owner, rules, since: new Date(at.getTime() - days * DAY_MS), at });
    const shown = (row: ImpactRow): ImpactLine => ({
      ...row,
      recipient: getOrganisation(context, row.recipient),
      children: figureOf(row.children),
    });
    return { ...impact, gains: impact.gains.map(shown), losses: impact.losses.map(shown) };
  }
}
