import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { type Principal } from '../../auth/principal';
import { countAttempt, countMiss } from '../attempts';
import { requireRecorder, requireWorkingPurpose } from '../authority';
import { dayOf } from '../calendar';
import { type HubContext } from '../context';
import { refuseFaults } from '../faults';
import { hashesOf, type Identity, type RegisteredHash } from '../identity';
import { decideLink, type Link } from '../link';
import { INDEX_MS, noSoonerThan } from '../no-sooner-than';
import { type ChildRow, type HubWrites } from '../ports';
import { identityFaults } from '../registration-input';
import { answerOnce, keyFaults } from '../repeatable';
import { signalOf } from '../signals';
import { RegisterChildInput } from '../types/inputs';
import { ChildRegistration, type MatchBand } from '../types/matches';

interface Answer {
  readonly childId: string;
  readonly created: boolean;
  readonly band: MatchBand | null;
}

@Resolver()
export class RegisterChildResolver {
  @Mutation(() => ChildRegistration, {
    description: 'Makes it known that the caller\u2019s organisation holds records of a child.',
  })
  async registerChild(
    @Ctx() context: HubContext,
    @Arg('input', () => RegisterChildInput) input: RegisterChildInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<ChildRegistration> {
    requireRecorder(context);
    requireWorkingPurpose(context);
    refuseFaults([...identityFaults(input, context.hub.now()), ...keyFaults(idempotencyKey)]);
    await countAttempt(context, 'REGISTER');
    const identity = identityOf(context.principal, input);
    const hashes = hashesOf(context.hub.hasher, identity);
    const call = { name: 'registerChild', input, idempotencyKey };
    const { childId, created, band } = await noSoonerThan(INDEX_MS, async () => {
      const told = await toldBefore(context, hashes);
      return answerOnce<Answer>(context, call, (writes, at) =>
        register(context, writes, { identity, hashes, told, at }),
      );
    });
    context.hub.sharing.forget([childId]);
    // INVARIANT: a registration is on the log whatever else is asked of the child, like a search that found it.
    await context.hub.sharing.found([childId]);
    if (created) await countMiss(context, 'REGISTER');
    return { child: { id: childId }, created, band };
  }
}

interface Registration {
  readonly identity: Identity;
  readonly hashes: readonly RegisteredHash[];
  readonly told: ReadonlyMap<string, readonly string[]>;
  readonly at: Date;
}

/** Read before the transaction, which must not wait for a second connection; who is met only later is not told of. */
async function toldBefore({ hub }: HubContext, hashes: readonly RegisteredHash[]) {
  const matches = await hub.store.findHashMatches(hashes);
  return hub.sharing.ownersToldBefore(matches.map(({ childId }) => childId));
}

async function register(
  context: HubContext,
  writes: HubWrites,
  { identity, hashes, told, at }: Registration,
): Promise<Answer> {
  const { organisation, nhsNumber } = identity;
  await writes.lockIdentity(hashes);
  const matches = await writes.findHashMatches(hashes);
  const link = agreed(decideLink({ matches, organisation, hasNhsNumber: nhsNumber !== null, told }));
  const childId = link.kind === 'link' ? link.childId : context.hub.newId();
  const [before] = await writes.findStandings([childId], organisation);
  await writes.registerChildren([rowOf(context, { childId, identity, hashes, at })]);
  const [after] = await writes.findStandings([childId], organisation);
  // Telling once more what is known already is no event.
  if (before?.involved !== true && after?.involvement) {
    const record = { recordType: 'Involvement', recordId: after.involvement, handling: after.handling };
    await writes.signal([signalOf(context, { type: 'CHILD_REGISTERED', childId, at, ...record })]);
  }
  const candidates = link.kind === 'apart' ? link.candidates : [];
  await writes.keepPendingLinks({ childId, organisation, candidates, at });
  const isTold = link.kind === 'link' && link.isTold;
  return { childId, created: !isTold, band: isTold ? link.band : null };
}

function identityOf(principal: Principal, input: RegisterChildInput): Identity {
  return {
    organisation: principal.organisation,
    reference: input.reference,
    givenName: input.givenName,
    familyName: input.familyName,
    dateOfBirth: input.dateOfBirth,
    nhsNumber: input.nhsNumber ?? null,
  };
}

function agreed(link: Link): Exclude<Link, { kind: 'contradiction' }> {
  if (link.kind !== 'contradiction') return link;
  const expected = 'a reference that your organisation has not used for another child';
  refuseFaults([{ at: 'input.reference', expected, got: 'one that it uses for another identity' }]);
  throw new Error('a contradiction was not refused');
}

function rowOf(
  context: HubContext,
  registration: { childId: string; identity: Identity; hashes: readonly RegisteredHash[]; at: Date },
): ChildRow {
  const { childId, identity, hashes, at } = registration;
  const involvement = {
    id: context.hub.newId(),
    organisation: identity.organisation,
    since: dayOf(at),
    handling: 'OPEN' as const,
    contact: null,
    allocatedTeam: null,
    allocatedSubjects: [],
  };
  return { id: childId, bornOn: identity.dateOfBirth, createdAt: at, involvements: [involvement], hashes };
}
