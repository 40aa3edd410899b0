import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { type Principal } from '../../auth/principal';
import { requireRecorder } from '../authority';
import { dayOf } from '../calendar';
import { type HubContext } from '../context';
import { refuseFaults } from '../faults';
import { hashesOf, type Identity, type RegisteredHash } from '../identity';
import { decideLink, type Link } from '../link';
import { type ChildRow } from '../ports';
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
    refuseFaults([...identityFaults(input, context.hub.now()), ...keyFaults(idempotencyKey)]);
    const identity = identityOf(context.principal, input);
    const hashes = hashesOf(context.hub.hasher, identity);
    const call = { name: 'registerChild', input, idempotencyKey };
    const answer = await answerOnce<Answer>(context, call, async (writes, at) => {
      await writes.lockIdentity(hashes);
      const matches = await writes.findHashMatches(hashes);
      const { dateOfBirth, nhsNumber } = identity;
      const link = agreed(decideLink({ matches, dateOfBirth, hasNhsNumber: nhsNumber !== null }));
      const childId = link.kind === 'link' ? link.childId : context.hub.newId();
      const { organisation } = identity;
      const [before] = await writes.findStandings([childId], organisation);
      await writes.registerChildren([rowOf(context, { childId, identity, hashes, at })]);
      const [after] = await writes.findStandings([childId], organisation);
      // Telling once more what is known already is no event.
      if (before?.involved !== true && after?.involvement) {
        const record = { recordType: 'Involvement', recordId: after.involvement, handling: after.handling };
        await writes.signal([signalOf(context, { type: 'CHILD_REGISTERED', childId, at, ...record })]);
      }
      return { childId, created: link.kind === 'create', band: link.kind === 'link' ? link.band : null };
    });
    return { child: { id: answer.childId }, created: answer.created, band: answer.band };
  }
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
  if (link.kind === 'contradiction') {
    refuseFaults([{ at: link.at, expected: link.expected, got: 'one that belongs to another identity' }]);
  }
  return link as Exclude<Link, { kind: 'contradiction' }>;
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
