import { SightlineError } from '../errors';
import { requireDataOfficer } from './authority';
import { type HubContext } from './context';
import { getOrganisation } from './directory-view';
import { refuseFaults, textUpTo, type Fault } from './faults';
import { type FourEyesDecision, type FourEyesRow, type FourEyesWrites } from './policy-ports';
import { STEPS_IN_TURN } from './policy-steps';
import { type HubWrites } from './ports';
import { answerOnce, keyFaults, type MutationCall } from './repeatable';

const REASON = textUpTo(2_000);

/** A table that changes by a draft of one organisation's data officer and the approval of another's. */
export interface FourEyesTable<Row extends FourEyesRow> {
  /** As refusals name it: 'the table of lawful bases'. */
  readonly name: string;
  /** Its steps on the audit log begin so: 'LAWFUL_BASIS'. */
  readonly deed: string;
  readonly of: (writes: HubWrites) => FourEyesWrites<Row>;
}

/** What a step is called, and which change it is about. */
interface Deciding {
  readonly name: string;
  readonly change: string;
  readonly idempotencyKey: string;
}

/** What every draft starts as. */
export function draftOf<Content extends object>(
  { hub, principal }: HubContext,
  { content, replaces, note }: Pick<FourEyesRow<Content>, 'content' | 'replaces' | 'note'>,
  createdAt: Date,
): FourEyesRow<Content> {
  return {
    id: hub.newId(),
    status: 'DRAFT',
    content,
    hash: hub.hashRules(content),
    replaces,
    author: principal.subject,
    authorOrganisation: principal.organisation,
    decidedBy: null,
    decidedByOrganisation: null,
    reason: null,
    note,
    createdAt,
  };
}

/** Keeps a draft. The caller is a data officer whose input is in order. */
export function draftChange<Row extends FourEyesRow>(
  context: HubContext,
  table: FourEyesTable<Row>,
  { call, rowOf }: { call: MutationCall; rowOf: (writes: HubWrites, at: Date) => Promise<Row> },
): Promise<Row> {
  return takeStep(context, table, {
    call,
    deed: 'DRAFTED',
    step: async (writes, at) => {
      const change = await rowOf(writes, at);
      await table.of(writes).draft(change);
      return change.id;
    },
  });
}

/**
 * Approves a change, which takes effect in the same transaction. `staleFaults` says what has come between since the draft.
 * @throws SightlineError FORBIDDEN to whoever is not a data officer of another organisation than the author's,
 * NOT_FOUND, BAD_USER_INPUT.
 */
export function approveChange<Row extends FourEyesRow>(
  context: HubContext,
  table: FourEyesTable<Row>,
  { staleFaults, ...asked }: Deciding & { staleFaults: (found: Row, writes: HubWrites) => Promise<Fault[]> },
): Promise<Row> {
  const { name, change, idempotencyKey } = asked;
  requireDataOfficer(context);
  refuseFaults(keyFaults(idempotencyKey));
  return takeStep(context, table, {
    call: { name, input: { change }, idempotencyKey },
    deed: 'APPROVED',
    step: async (writes, at) => {
      const found = await lockChange(writes, table, change);
      const { organisation, subject } = context.principal;
      if (found.authorOrganisation === organisation || found.author === subject) throw ownChange(table.name);
      refuseFaults(decisionFaults(found));
      refuseFaults(await staleFaults(found, writes));
      await table.of(writes).approve(decisionOf(context, change, at));
      return change;
    },
  });
}

/** Rejects a change: any data officer may, the author too. @throws SightlineError as `approveChange`. */
export function rejectChange<Row extends FourEyesRow>(
  context: HubContext,
  table: FourEyesTable<Row>,
  { name, change, reason, idempotencyKey }: Deciding & { reason: string },
): Promise<Row> {
  requireDataOfficer(context);
  refuseFaults([...REASON('reason', reason), ...keyFaults(idempotencyKey)]);
  return takeStep(context, table, {
    call: { name, input: { change, reason }, idempotencyKey },
    deed: 'REJECTED',
    step: async (writes, at) => {
      refuseFaults(decisionFaults(await lockChange(writes, table, change)));
      await table.of(writes).reject(decisionOf(context, change, at), reason);
      return change;
    },
  });
}

/** What data officers see of every change, but for what it proposes. */
export function shownStep(context: HubContext, row: FourEyesRow) {
  const { id, status, reason, note, decidedByOrganisation: decider } = row;
  return {
    id,
    status,
    reason,
    note,
    draftedBy: getOrganisation(context, row.authorOrganisation),
    decidedBy: decider === null ? null : getOrganisation(context, decider),
    createdAt: new Date(row.createdAt),
  };
}

/** @throws SightlineError NOT_FOUND when there is no such change. */
async function lockChange<Row extends FourEyesRow>(
  writes: HubWrites,
  table: FourEyesTable<Row>,
  id: string,
): Promise<Row> {
  await writes.policies.lock();
  return getChange(await table.of(writes).find(), id, table.name);
}

function getChange<Row extends FourEyesRow>(changes: readonly Row[], id: string, name: string): Row {
  const found = changes.find((one) => one.id === id);
  if (found !== undefined) return found;
  const expected = `the id of a change of ${name}`;
  throw new SightlineError('NOT_FOUND', 'there is no such change', { at: 'change', expected });
}

/** What stands against deciding about a change. */
function decisionFaults({ status }: FourEyesRow): Fault[] {
  return status === 'DRAFT' ? [] : [{ at: 'change', expected: 'one that is DRAFT', got: status }];
}

function ownChange(name: string): SightlineError {
  const expected = 'a data officer of another organisation than the author’s';
  return new SightlineError('FORBIDDEN', `two organisations decide about ${name}`, { at: 'change', expected });
}

function decisionOf({ principal }: HubContext, id: string, at: Date): FourEyesDecision {
  return { id, by: principal.subject, organisation: principal.organisation, at };
}

interface Step {
  readonly call: MutationCall;
  readonly deed: 'DRAFTED' | 'APPROVED' | 'REJECTED';
  readonly step: (writes: HubWrites, at: Date) => Promise<string>;
}

/** INVARIANT: a step that could not be put on the audit log is not taken. */
function takeStep<Row extends FourEyesRow>(
  context: HubContext,
  table: FourEyesTable<Row>,
  { call, deed, step }: Step,
): Promise<Row> {
  return STEPS_IN_TURN.take(context.principal, () =>
    answerOnce<Row>(context, call, async (writes, at) => {
      const subject = await step(writes, at);
      const { organisation: owner } = context.principal;
      await context.hub.recordChange(context.principal, { deed: `${table.deed}_${deed}`, subject, owner });
      return getChange(await table.of(writes).find(), subject, table.name);
    }),
  );
}
