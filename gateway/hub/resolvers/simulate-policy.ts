import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { requireDataOfficer } from '../authority';
import { type HubContext } from '../context';
import { getOrganisation } from '../directory-view';
import { refuseFaults } from '../faults';
import { getOwnVersion } from '../policy-steps';
import { type ImpactRow } from '../simulation-port';
import { createTurns } from '../turns';
import { figureOf } from '../types/figure';
import { PolicyImpact, type ImpactLine } from '../types/policy-check';

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 366;
/** No more than there are connections for reading the log. */
const SIMULATIONS = createTurns({ atOnce: 2, waiting: 15 });

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
    const since = new Date(at.getTime() - days * DAY_MS);
    const impact = await SIMULATIONS.take(principal, () => hub.simulate({ owner, rules, since, at }));
    await hub.recordChange(principal, { deed: 'POLICY_SIMULATED', subject: id, owner });
    const shown = (row: ImpactRow): ImpactLine => shownLine(context, row);
    return { ...impact, gains: impact.gains.map(shown), losses: impact.losses.map(shown) };
  }
}

/**
 * INVARIANT: of fewer than five children nothing but the kind of change is told, or an officer, who may know no child's
 * concern, consents and relationships, would read them off rules that are drafted to ask for them. Who simulated what is
 * on the audit log for the same reason.
 */
function shownLine(context: HubContext, row: ImpactRow): ImpactLine {
  const children = figureOf(row.children);
  const recipient = getOrganisation(context, row.recipient);
  const small = children.suppressed ? { people: 0, disclosures: 0 } : {};
  return { ...row, ...small, recipient, children };
}
