import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { countAttempt, countMiss } from '../attempts';
import { isAllocated, requireChildReader } from '../authority';
import { type HubContext } from '../context';
import { refuseFaults, type Fault } from '../faults';
import { type HashKind, type IdentityHash } from '../identity';
import { INDEX_MS, noSoonerThan } from '../no-sooner-than';
import { type HashMatch } from '../ports';
import { identityFaults } from '../registration-input';
import { FindChildrenInput } from '../types/inputs';
import { ChildMatch } from '../types/matches';

const MOST = 10;

const EVIDENCE: Readonly<Record<HashKind, string>> = {
  REFERENCE: 'your organisation\u2019s own reference',
  NHS_NUMBER: 'the same NHS number',
  NAME_AND_BIRTH: 'exactly the same given name, family name and date of birth',
};

@Resolver()
export class FindChildrenResolver {
  @Query(() => [ChildMatch], {
    description: 'Children whose record the caller\u2019s organisation holds or may find; never a list of everyone.',
  })
  async findChildren(
    @Ctx() context: HubContext,
    @Arg('input', () => FindChildrenInput) input: FindChildrenInput,
  ): Promise<ChildMatch[]> {
    requireChildReader(context);
    refuseFaults([...identityFaults(input, context.hub.now()), ...combinationFaults(input)]);
    const isGuessable = input.nhsNumber != null || input.givenName != null;
    if (isGuessable) await countAttempt(context, 'FIND');
    const search = () => searchIndex(context, input);
    // A reference is the caller's own and tells of nobody else.
    const found = isGuessable ? await noSoonerThan(INDEX_MS, search) : await search();
    // INVARIANT: finding a child is a disclosure of its own: it is on the log whatever else is asked of the child.
    await context.hub.sharing.found(found.map(({ child }) => child.id));
    if (isGuessable && found.length === 0) await countMiss(context, 'FIND');
    return found;
  }
}

async function searchIndex(context: HubContext, input: FindChildrenInput): Promise<ChildMatch[]> {
  const matches = await context.hub.store.findHashMatches(searchedHashes(context, input));
  const visible = await visibleTo(
    context,
    matches.map((match) => match.childId),
  );
  const known = await Promise.all(
    matches.filter((match) => visible.has(match.childId)).map((match) => asKnownTo(context, match)),
  );
  return known
    .filter((match) => match.matched.length > 0)
    .map(matchOf)
    .sort((a, b) => Number(b.band === 'CERTAIN') - Number(a.band === 'CERTAIN'))
    .slice(0, MOST);
}

const NAME = ['givenName', 'familyName', 'dateOfBirth'] as const;

function combinationFaults(input: FindChildrenInput): Fault[] {
  const given = NAME.filter((name) => input[name] != null);
  const missing = NAME.filter((name) => input[name] == null);
  if (given.length > 0 && missing.length > 0) {
    const expected = `${missing.join(' and ')} too: names and date of birth find a child only together`;
    return [{ at: 'input', expected, got: `${given.join(' and ')} alone` }];
  }
  if (given.length > 0 || input.nhsNumber != null || input.reference != null) return [];
  const expected = 'a reference, an NHS number, or given name, family name and date of birth together';
  return [{ at: 'input', expected, got: input.postcode == null ? 'nothing to search by' : 'a postcode alone' }];
}

function searchedHashes(context: HubContext, input: FindChildrenInput): IdentityHash[] {
  const { hasher } = context.hub;
  const { reference, nhsNumber, givenName, familyName, dateOfBirth } = input;
  return [
    ...(reference == null ? [] : [hasher.reference(context.principal.organisation, reference)]),
    ...(nhsNumber == null ? [] : [hasher.nhsNumber(nhsNumber)]),
    ...(givenName == null || familyName == null || dateOfBirth == null
      ? []
      : [hasher.nameAndBirth({ givenName, familyName, dateOfBirth })]),
  ];
}

/**
 * Of the children found, those that the caller may learn of: its own organisation's, and with a purpose those that an
 * involved organisation lets it know of. An advocate learns of the children allocated to it and of no others.
 */
async function visibleTo(context: HubContext, childIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { principal, purpose, hub } = context;
  // INVARIANT: nobody is asked about like a child whom the caller may not know of, or the time taken would tell them apart.
  const asked = childIds.length > 0 ? childIds : [hub.newId()];
  const standings = await hub.store.findStandings(asked, principal.organisation);
  if (principal.role === 'ADVOCATE') {
    return new Set(standings.filter((one) => isAllocated(one, principal)).map((one) => one.childId));
  }
  const own = new Set(standings.filter((one) => one.involved).map((one) => one.childId));
  const others = asked.filter((id) => !own.has(id));
  if (purpose === null || others.length === 0) return own;
  return new Set([...own, ...(await hub.sharing.mayKnowOf(others))]);
}

/**
 * A match by what the caller's organisation registered itself, or somebody of whom it may know. INVARIANT: what others
 * registered finds nothing, or a caller could learn from a number or a spelling of a name that they know its child.
 */
async function asKnownTo({ principal, purpose, hub }: HubContext, match: HashMatch): Promise<HashMatch> {
  const told = purpose === null ? [] : await hub.sharing.ownersToldOf(match.childId);
  const knowable = new Set([principal.organisation, ...told]);
  const sources = match.sources.filter(({ organisation }) => knowable.has(organisation));
  return { ...match, sources, matched: match.matched.filter((kind) => sources.some((each) => each.kind === kind)) };
}

function matchOf(match: HashMatch): ChildMatch {
  const isCertain = match.matched.includes('REFERENCE') || match.matched.includes('NHS_NUMBER');
  return {
    child: { id: match.childId },
    band: isCertain ? 'CERTAIN' : 'LIKELY',
    evidence: match.matched.map((kind) => EVIDENCE[kind]),
  };
}
