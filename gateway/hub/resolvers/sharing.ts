import { Arg, Ctx, FieldResolver, Directive, Query, Resolver, Root } from 'type-graphql';
import { requireDataOfficerOf, requireOverseer } from '../authority';
import { type HubContext } from '../context';
import { getOrganisation } from '../directory-view';
import { childId as isChildId, refuseFaults, type Fault } from '../faults';
import { type OrganisationRow } from '../ports';
import { type SharingRow, type SupposedFacts } from '../sharing-port';
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
    description:
      'What somebody would see of the own organisation\u2019s records of a child of whom the stated facts hold, and why not more. Nothing that is recorded of the child is read.',
  })
  async explain(
    @Ctx() context: HubContext,
    @Arg('input', () => ExplainInput) input: ExplainInput,
  ): Promise<SharingDecision[]> {
    requireOverseer(context);
    const { principal, hub } = context;
    const recipient = hub.directory().findOrganisation(input.recipient);
    const version = input.version ?? null;
    if (version !== null) requireDataOfficerOf(context, principal.organisation);
    const versionFaults = version === null ? [] : await unknownVersion(context, version);
    refuseFaults([...suppositionFaults(input), ...unknownRecipient(recipient), ...versionFaults]);
    if (recipient === undefined) return [];
    const { role, purpose } = input;
    const { id: organisation, agency, areas } = recipient;
    // INVARIANT: the id of the child is the asker's own note. Neither whether the hub knows it nor anything recorded of it
    // goes into the answer; nor does what other owners decide, or whether they are involved.
    const rows = await hub.sharing.explain({
      owner: principal.organisation,
      recipient: { organisation, agency, areas, role, purpose, version },
      facts: factsOf(input),
    });
    // INVARIANT: which rules an owner wrote is known to its data officers, and to nobody else who answers for its data.
    const isOfficer = principal.role === 'DATA_OFFICER';
    return rows.map(({ rules = [], ...row }) => decisionOf(context, row, isOfficer ? rules : null));
  }
}

/** What is not stated is supposed to be whatever opens least. */
function factsOf(input: ExplainInput): SupposedFacts {
  return {
    relationship: input.relationship ?? 'NONE',
    concern: input.concern ?? 'NOT_RECORDED',
    consent: input.consent ?? 'NOT_SOUGHT',
    handling: input.handling ?? 'OPEN',
    age: input.age ?? null,
    justified: input.justified ?? false,
  };
}

const OLDEST = 25;

function suppositionFaults({ childId, age }: ExplainInput): Fault[] {
  const isAge = age == null || (age >= 0 && age <= OLDEST);
  const ageFault = { at: 'input.age', expected: `completed years, from 0 to ${OLDEST}`, got: 'another number' };
  return [...isChildId('input.childId', childId), ...(isAge ? [] : [ageFault])];
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

function decisionOf(context: HubContext, row: SharingRow, rules: readonly string[] | null = null): SharingDecision {
  const owner = getOrganisation(context, row.owner);
  const { category, level, reason, breakGlass } = row;
  return { owner, category, level, reason, breakGlass, contact: level === 'FULL' ? null : owner.contact, rules };
}
