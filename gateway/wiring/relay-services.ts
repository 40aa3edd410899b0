import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import type { Pool } from 'pg';
import type { Principal } from '../auth/principal';
import type { Events } from './event-services';
import type { LogEntry } from '../events/event-log';
import { followLog } from '../events/relays/follow';
import { createAskedInvolving } from '../events/relays/involve-asked';
import { createRecipientNaming } from '../events/relays/name-recipients';
import { createInterviewOpening, type InvolvedCouncil } from '../events/relays/open-interviews';
import { createOwing } from '../events/relays/owed';
import type { Relay } from '../events/relays/relay';
import { ORIGIN } from '../events/signal';
import { answer } from '../pipeline';
import type { Caller, PipelineServices } from '../request';
import { endAsked, involveAgain, involveAsked } from '../store/asked';
import { findInvolvementsOfChildren } from '../store/involvements';
import { createOwedEvents } from '../store/owed-events';
import { putRecordConditions } from '../store/record-conditions';
import type { PolicySource } from '../store/policy-source';

export interface RelayOptions {
  readonly events: Pick<Events, 'log' | 'positions' | 'wakeUpsFor'>;
  readonly pipeline: PipelineServices;
  readonly policies: PolicySource;
  readonly pool: Pool;
  readonly report: (id: string, error: unknown) => void;
  /** Writes a line for the operator. */
  readonly alarm: (line: string) => void;
}

const SUBJECT = 'sightline-relay';
const A_MINUTE_SECONDS = 60;

/** As what a relay asks, besides being a system of an organisation. */
type Capacity = Pick<Caller, 'purpose' | 'justification'>;

/** Reads the organisation's own records, and declares no purpose. */
const OWN_RECORDS: Capacity = { purpose: null, justification: null };

/** What a council needs to know of a return, and why it may over an objection: see docs/adr/0020. */
const RETURN_HOME: Capacity = {
  purpose: 'MISSING_CHILD',
  justification: 'The council owes a return home interview within 72 hours of the return.',
};

/** Acts on events as a client of the API, so that policies, markings and the log apply to it as to anybody. */
export async function startRelay(options: RelayOptions): Promise<{ close(): Promise<void> }> {
  const { events, pool, report, alarm } = options;
  const owed = createOwedEvents(pool);
  const stopping = new AbortController();
  const followings: Promise<void>[] = [];
  for (const [name, relay] of Object.entries(relays(options))) {
    await beginAtTheBeginning(events, name);
    const { signal } = stopping;
    const { types } = relay;
    const reportOf = (error: unknown): void => report(`relay ${name}`, error);
    const take = (entry: LogEntry): Promise<void> =>
      relay.take(entry).catch((error: unknown) => passOver(options, error));
    const owing = createOwing({ owed, name, relay: { types, take }, random: Math.random, report: reportOf, alarm });
    const wakeUps = events.wakeUpsFor(({ type }) => types.has(type));
    followings.push(
      followLog({ ...events, types, take: (entry) => owing.take(entry), wakeUps, name, report: reportOf, signal }),
      owing.repay(signal),
    );
  }
  return {
    async close() {
      stopping.abort();
      await Promise.all(followings);
    },
  };
}

/** An organisation that signals is not in the directory: nothing can be done in its name. */
class NotInDirectoryError extends Error {}

/** INVARIANT: what is signalled of an organisation that nobody knows holds up nobody else's signals. */
function passOver({ alarm }: RelayOptions, error: unknown): void {
  if (!(error instanceof NotInDirectoryError)) throw error;
  alarm('an event was not acted on: its organisation is not in the directory');
}

/** What is done about events, each under the name of its own place in the log: one that is held up holds up no other. */
function relays(options: RelayOptions): Record<string, Relay> {
  const { policies, pool, alarm } = options;
  return {
    'recipients-of-placements': createRecipientNaming({
      ask: (organisation, query, variables) =>
        ask(options, systemOf(policies, organisation, OWN_RECORDS), { query, variables }),
      isKnown: (organisation) => policies.current().directory.organisations.has(organisation),
      name: (namings) => putRecordConditions(pool, namings),
    }),
    'involvement-of-the-asked': createAskedInvolving({
      ask: (organisation, query, variables) =>
        ask(options, systemOf(policies, organisation, OWN_RECORDS), { query, variables }),
      involve: (asking) => involveAsked(pool, asking),
      end: (ending) => endAsked(pool, ending),
      involveAgain: (reopening) => involveAgain(pool, reopening),
    }),
    'return-home-interviews': createInterviewOpening({
      ask: (organisation, query, variables) =>
        ask(options, systemOf(policies, organisation, RETURN_HOME), { query, variables }),
      findCouncils: (childId) => findCouncils(options, childId),
      alarm,
    }),
  };
}

async function findCouncils({ pool, policies }: RelayOptions, childId: string): Promise<InvolvedCouncil[]> {
  const { directory } = policies.current();
  const involvements = await findInvolvementsOfChildren(pool, [childId]);
  return involvements
    .filter(({ active, organisation }) => active && directory.findOrganisation(organisation)?.agency === 'COUNCIL')
    .map(({ organisation: id, since, handling }) => ({ id, since, handling }));
}

/** INVARIANT: what is signalled while the first relay is still starting is acted on, too. */
async function beginAtTheBeginning({ log, positions }: RelayOptions['events'], name: string): Promise<void> {
  if ((await positions.find(name)) !== null || !(await log.holds(ORIGIN))) return;
  await positions.put(name, ORIGIN);
}

async function ask(
  { pipeline }: RelayOptions,
  caller: Caller,
  { query, variables }: { query: string; variables: Record<string, unknown> },
): Promise<unknown> {
  const { data, errors } = await answer(pipeline, {
    document: parse(query),
    hash: createHash('sha256').update(query).digest('hex'),
    operationName: null,
    variables,
    caller,
  });
  const [first] = errors;
  if (first !== undefined) throw first;
  return JSON.parse(data);
}

function systemOf(policies: PolicySource, id: string, capacity: Capacity): Caller {
  const organisation = policies.current().directory.findOrganisation(id);
  if (organisation === undefined) throw new NotInDirectoryError();
  const principal: Principal = {
    subject: SUBJECT,
    name: null,
    organisation: id,
    agency: organisation.agency,
    role: 'PARTNER_SYSTEM',
    areas: organisation.areas,
    team: null,
    purposes: capacity.purpose === null ? [] : [capacity.purpose],
    expiresAt: Math.floor(Date.now() / 1_000) + A_MINUTE_SECONDS,
  };
  return { ...capacity, principal, byHub: true };
}
