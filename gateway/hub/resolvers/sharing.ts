import { Arg, Ctx, FieldResolver, Directive, Query, Resolver, Root } from 'type-graphql';
import { SightlineError } from '../../errors';
import { requireOverseer } from '../authority';
import { type HubContext } from '../context';
import { getOrganisation } from '../directory-view';
import { childId as isChildId, refuseFaults, type Fault } from '../faults';
import { type OrganisationRow, type SharingRow } from '../ports';
import { Child } from '../types/child';
import { SharingDecision } from '../types/disclosures';
import { ExplainInput } from '../types/inputs';

@Resolver(() => Child)
export class SharingResolver {
  @Directive('@public')
  @FieldResolver(() => [SharingDecision], {
    description: 'What the caller may see of this child, per owner and category, and why not more.',
  })
  async sharing(@Ctx() context: HubContext, @Root() child: Child): Promise<SharingDecision[]> {
    const rows = await context.hub.sharing.decisions(child.id);
    return rows.map((row) => decisionOf(context, row));
  }

  @Query(() => [SharingDecision], {
    description: 'What somebody else would see of the own organisation\u2019s records of a child, and why not more.',
  })
  async explain(
    @Ctx() context: HubContext,
    @Arg('input', () => ExplainInput) input: ExplainInput,
  ): Promise<SharingDecision[]> {
    requireOverseer(context);
    const { principal, hub } = context;
    const recipient = hub.directory().findOrganisation(input.recipient);
    const version = input.version ?? null;
    const versionFaults = version === null ? [] : await unknownVersion(context, version);
    refuseFaults([...isChildId('input.childId', input.childId), ...unknownRecipient(recipient), ...versionFaults]);
    if (recipient === undefined) return [];
    await requireKnown(context, input.childId);
    const { role, purpose } = input;
    const { id: organisation, agency, areas } = recipient;
    const rows = await hub.sharing.decisions(input.childId, {
      recipient: { organisation, agency, areas, role, purpose, version },
      onBehalfOf: principal.organisation,
    });
    // INVARIANT: an officer learns nothing of what other owners decide, nor whether they are involved.
    return rows.filter((row) => row.owner === principal.organisation).map((row) => decisionOf(context, row));
  }
}

async function requireKnown({ hub }: HubContext, childId: string): Promise<void> {
  const known = await hub.store.findKnownChildren([childId]);
  if (!known.has(childId)) throw new SightlineError('NOT_FOUND', 'no child has this id', { at: 'input.childId' });
}

function unknownRecipient(recipient: OrganisationRow | undefined): Fault[] {
  if (recipient !== undefined) return [];
  return [{ at: 'input.recipient', expected: 'the id of an organisation of the hub', got: 'another text' }];
}

async function unknownVersion(context: HubContext, version: string): Promise<Fault[]> {
  const own = await context.hub.store.findPolicyVersions(context.principal.organisation);
  if (own.some((one) => one.id === version)) return [];
  return [{ at: 'input.version', expected: 'a version of your own organisation\u2019s policy', got: 'another text' }];
}

function decisionOf(context: HubContext, row: SharingRow): SharingDecision {
  const owner = getOrganisation(context, row.owner);
  const { category, level, reason, breakGlass } = row;
  return { owner, category, level, reason, breakGlass, contact: level === 'FULL' ? null : owner.contact };
}
