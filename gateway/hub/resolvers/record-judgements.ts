import { Arg, Args, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { SightlineError } from '../../errors';
import { parentSpeaks } from '../../policy/age';
import { requireInvolvement, requireRecorder } from '../authority';
import { dayOf, isCalendarDay } from '../calendar';
import { type HubContext } from '../context';
import { calendarDay, childId as isChildId, distinctWords, refuseFaults, textUpTo, type Fault } from '../faults';
import { findRaise, standsUntil, type Raise } from '../consent-rule';
import { type ConsentRaised } from '../notices';
import { type ConsentRow, type HubWrites } from '../ports';
import { consentOf } from '../records';
import { answerOnce, keyFaults } from '../repeatable';
import { signalOf } from '../signals';
import { RecordConcernArguments } from '../types/arguments';
import { Child, Consent } from '../types/child';
import { RecordConsentInput } from '../types/inputs';

const longText = textUpTo(4_000);

@Resolver()
export class RecordJudgementsResolver {
  @Mutation(() => Child, {
    description:
      'Records what the caller\u2019s organisation judges of a child; its earlier judgement stays in the record.',
  })
  async recordConcern(
    @Ctx() context: HubContext,
    @Args(() => RecordConcernArguments) args: RecordConcernArguments,
  ): Promise<Child> {
    requireRecorder(context);
    const { childId, level, reason, idempotencyKey } = args;
    refuseFaults([...isChildId('childId', childId), ...longText('reason', reason), ...keyFaults(idempotencyKey)]);
    const call = { name: 'recordConcern', input: { childId, level, reason }, idempotencyKey };
    const child = await answerOnce<Child>(context, call, async (writes, at) => {
      const { organisation, subject } = context.principal;
      const standing = await requireInvolvement(writes, context.principal, { childId, at: 'childId' });
      await writes.recordConcerns([{ childId, organisation, level, reason, recordedBy: subject, recordedAt: at }]);
      const { involvement: recordId, handling } = standing;
      const record = { recordType: 'Involvement', recordId: recordId ?? '', handling };
      await writes.signal([signalOf(context, { type: 'CONCERN_RECORDED', childId, at, ...record })]);
      return { id: childId };
    });
    context.hub.sharing.forget([childId]);
    return child;
  }

  @Mutation(() => Consent, {
    description: 'Records what a child or a parent said about sharing; what was recorded earlier stays in the record.',
  })
  async recordConsent(
    @Ctx() context: HubContext,
    @Arg('input', () => RecordConsentInput) input: RecordConsentInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<Consent> {
    requireRecorder(context);
    refuseFaults([...consentFaults(input, dayOf(context.hub.now())), ...keyFaults(idempotencyKey)]);
    const call = { name: 'recordConsent', input, idempotencyKey };
    const { id, raise } = await answerOnce<RecordedAnswer>(context, call, (writes, at) =>
      recordOne(context, writes, { input, at }),
    );
    context.hub.sharing.forget([input.childId]);
    if (raise !== null) await tellOfRaise(context, { consentId: id, childId: input.childId, ...raise });
    const [row] = await context.hub.store.findConsents([id]);
    if (row === undefined) throw new SightlineError('INTERNAL', 'a consent was recorded and is not there');
    return consentOf(context, row);
  }
}

interface RecordedAnswer {
  readonly id: string;
  readonly raise: Raise | null;
}

async function recordOne(
  context: HubContext,
  writes: HubWrites,
  { input, at }: { input: RecordConsentInput; at: Date },
): Promise<RecordedAnswer> {
  const { childId } = input;
  const standing = await requireInvolvement(writes, context.principal, { childId, at: 'input.childId' });
  if (input.givenBy === 'PARENT') refuseFaults(parentFaults(standing.bornOn, dayOf(at)));
  // INVARIANT: what a consent lifts is decided by everything recorded before it, and by nothing that lands meanwhile.
  await writes.lockChild(childId);
  const newest = await writes.findConsentsOfChildren([childId]);
  const written = consentRow(context, input, at);
  const raise = raiseOf(context, { written, history: newest.toReversed(), bornOn: standing.bornOn });
  if (raise !== null) {
    refuseFaults([...required('input.evidence', input.evidence), ...required('input.reason', input.reason)]);
  }
  await writes.recordConsents([{ ...written, contested: raise?.contested ?? [] }]);
  const record = { recordType: 'Consent', recordId: written.id, handling: standing.handling };
  await writes.signal([signalOf(context, { type: 'CONSENT_CHANGED', childId, at, ...record })]);
  return { id: written.id, raise };
}

interface Written {
  readonly written: Omit<ConsentRow, 'contested'>;
  readonly history: readonly ConsentRow[];
  readonly bornOn: string | null;
}

function raiseOf({ hub }: HubContext, { written, history, bornOn }: Written): Raise | null {
  const directory = hub.directory();
  const saidOn = (one: Pick<ConsentRow, 'recordedAt'>): string => dayOf(one.recordedAt);
  return findRaise(
    { ...written, until: standsUntil(written, { bornOn, saidOn: saidOn(written) }) },
    {
      history: history.map((one) => ({ ...one, until: standsUntil(one, { bornOn, saidOn: saidOn(one) }) })),
      today: saidOn(written),
      agencyOf: (id) => directory.findOrganisation(id)?.agency,
    },
  );
}

function required(at: string, value: string | null | undefined): Fault[] {
  if (value != null) return [];
  const expected = 'a text: a refusal or withdrawal stands, and what is to lift it needs evidence and a reason';
  return [{ at, expected, got: 'none' }];
}

/** Whoever recorded what was lifted is told: on its log of disclosures, and through the hub's notices. */
async function tellOfRaise({ hub, principal }: HubContext, raised: Omit<ConsentRaised, 'recordedBy'>): Promise<void> {
  if (raised.against.length === 0) return;
  hub.notices.consentRaised({ ...raised, recordedBy: principal.organisation });
  await hub.sharing.consentRaised(raised.childId, raised.against);
}

function consentFaults(input: RecordConsentInput, today: string): Fault[] {
  const optionalText = (name: 'evidence' | 'reason'): Fault[] =>
    input[name] == null ? [] : longText(`input.${name}`, input[name]);
  return [
    ...isChildId('input.childId', input.childId),
    ...distinctWords('input.categories', input.categories),
    ...distinctWords('input.recipients', input.recipients),
    ...textUpTo(200)('input.capacity', input.capacity),
    ...optionalText('evidence'),
    ...(input.validTo == null ? [] : validToFaults(input.validTo, today)),
    ...optionalText('reason'),
  ];
}

/** Whoever gets here is involved with the young person, and so may know the age that this gives away. */
function parentFaults(bornOn: string | null, today: string): Fault[] {
  if (parentSpeaks(bornOn, today, today)) return [];
  const expected = 'CHILD: from the eighteenth birthday nobody else says yes or no to sharing';
  return [{ at: 'input.givenBy', expected, got: 'PARENT' }];
}

function validToFaults(validTo: string, today: string): Fault[] {
  const at = 'input.validTo';
  if (!isCalendarDay(validTo)) return calendarDay(at, validTo);
  return validTo < today ? [{ at, expected: `a day not before ${today}`, got: 'a day in the past' }] : [];
}

function consentRow(context: HubContext, input: RecordConsentInput, at: Date) {
  return {
    id: context.hub.newId(),
    childId: input.childId,
    categories: input.categories,
    recipients: input.recipients,
    state: input.state,
    givenBy: input.givenBy,
    capacity: input.capacity,
    evidence: input.evidence ?? null,
    recordedBy: context.principal.organisation,
    recordedBySubject: context.principal.subject,
    recordedAt: at,
    validTo: input.validTo ?? null,
    reason: input.reason ?? null,
  };
}
