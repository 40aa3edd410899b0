import { Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { type WithheldReason } from '../../../schema/vocabulary';
import { badInput, SightlineError } from '../../errors';
import { isAllocated, requireOverseer } from '../authority';
import { type HubContext } from '../context';
import { getOrganisation } from '../directory-view';
import { conditionsOf, filterFaults, NO_CONDITIONS, type Page } from '../disclosure-filter';
import { refuseFaults } from '../faults';
import { type DisclosureQuery, type DisclosureRow, type HeldLines } from '../ports';
import { DisclosuresArguments, PageArguments } from '../types/arguments';
import { Child } from '../types/child';
import { Disclosure, DisclosureConnection } from '../types/disclosures';

@Resolver(() => Child)
export class DisclosuresResolver {
  @Query(() => DisclosureConnection, {
    description: 'Who saw, or asked for, what of the own organisation\u2019s data.',
  })
  async disclosures(
    @Ctx() context: HubContext,
    @Args(() => DisclosuresArguments) { filter, ...args }: DisclosuresArguments,
  ): Promise<DisclosureConnection> {
    requireOverseer(context);
    const page = pageOf(args);
    const own = context.principal.organisation;
    refuseFaults(filterFaults(context.hub.directory(), filter ?? {}));
    if (filter?.owner != null && filter.owner !== own) {
      throw new SightlineError('FORBIDDEN', 'only disclosures of the own organisation\u2019s data can be asked for', {
        at: 'filter.owner',
      });
    }
    return find(context, { ...conditionsOf(filter ?? {}), owners: [own], ...page });
  }

  @Directive('@public')
  @FieldResolver(() => DisclosureConnection, {
    name: 'disclosures',
    description:
      'Who saw what of this child\u2019s record: for advocates, but for what owners hold back for a time, and for owners as to their own data.',
  })
  async disclosuresOfChild(
    @Ctx() context: HubContext,
    @Root() child: Child,
    @Args(() => PageArguments) args: PageArguments,
  ): Promise<DisclosureConnection> {
    const page = pageOf(args);
    const shown = await ownersWhoseLinesAreShown(context, child.id);
    const { owners, held, reason } = shown;
    if (reason !== null) return { ...EMPTY, reason, mayBeIncomplete: mayBeIncomplete(context) };
    return find(context, { ...NO_CONDITIONS, childId: child.id, owners, held, ...page });
  }
}

/**
 * What concerns the own organisation's data; an advocate of the child sees its log beyond that, but for the owners of
 * whose involvement it may not know. With no purpose, or one in which nobody tells of its involvement, these are all others.
 */
async function ownersWhoseLinesAreShown(context: HubContext, childId: string): Promise<Shown> {
  const { principal, hub } = context;
  if (principal.role === 'ANALYST') return refused('ROLE_NOT_PERMITTED');
  if (principal.role !== 'ADVOCATE') return { owners: [principal.organisation], held: [], reason: null };
  const [standing] = await hub.store.findStandings([childId], principal.organisation);
  if (standing === undefined || !isAllocated(standing, principal)) return refused('NO_RELATIONSHIP');
  // INVARIANT: a log that names owners tells who is involved, and is on the log as that.
  await hub.sharing.found([childId]);
  const held = await hub.store.findHeldLines(childId, hub.now());
  return { owners: [principal.organisation, ...(await hub.sharing.ownersToldOf(childId))], held, reason: null };
}

function refused(reason: WithheldReason): Shown {
  return { owners: [], held: [], reason };
}

/** INVARIANT: told by the role alone, so that it never tells whether anything is held back. */
function mayBeIncomplete({ principal }: HubContext): boolean {
  return principal.role === 'ADVOCATE';
}

/** Whose lines a caller is shown; none of them, with the reason. */
interface Shown {
  readonly owners: readonly string[];
  /** But for these lines. */
  readonly held: readonly HeldLines[];
  readonly reason: WithheldReason | null;
}

// INVARIANT: a log that is not shown is an empty one with its reason, so that the rest of the child is not lost with it.
const EMPTY = { nodes: [], pageInfo: { endCursor: null, hasNextPage: false } };

const TURNS = new WeakMap<HubContext, Promise<unknown>>();

/** INVARIANT: a request reads the log one page after another, or aliases of one caller would take every connection. */
function inTurn<T>(context: HubContext, read: () => Promise<T>): Promise<T> {
  const turn = (TURNS.get(context) ?? Promise.resolve()).then(read);
  TURNS.set(
    context,
    turn.catch(() => undefined),
  );
  return turn;
}

async function find(context: HubContext, query: DisclosureQuery): Promise<DisclosureConnection> {
  const { rows, endCursor, hasNextPage } = await inTurn(context, () => context.hub.disclosures.findDisclosures(query));
  const nodes = rows.map((row) => disclosureOf(context, row));
  return { nodes, pageInfo: { endCursor, hasNextPage }, reason: null, mayBeIncomplete: mayBeIncomplete(context) };
}

/**
 * A line without a purpose tells of a request that was refused everything for this reason, or of the owner's own staff:
 * who looked without saying why has to be seen above all.
 */
function disclosureOf(context: HubContext, row: DisclosureRow): Disclosure {
  const { purpose, recipient, owner, childId, ...rest } = row;
  return {
    ...rest,
    purpose: purpose ?? 'OVERSIGHT',
    declaredPurpose: purpose,
    recipient: getOrganisation(context, recipient),
    owner: getOrganisation(context, owner),
    child: childId === null ? null : { id: childId },
  };
}

function pageOf({ first, after }: PageArguments): Page {
  const size = first ?? 50;
  if (size < 1 || size > 100) throw badInput({ at: 'first', expected: 'a number from 1 to 100', got: size });
  return { first: size, after: after ?? null };
}
