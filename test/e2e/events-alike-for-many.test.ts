import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { HARBOUR, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { Person } from '../support/client';
import type { Relay } from '../support/relay';
import { startRelayedHub } from '../support/relayed-hub';
import type { TestHub } from '../support/running-hub';
import { follow, until, type Subscriber } from '../support/subscriber';

const OFFICER: Person = { ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' };
const GRANTED: Person = { ...worker(HARBOUR), purpose: 'IMMEDIATE_PROTECTION', subject: 'with-a-grant' };
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { id } }`;
const BREAK_GLASS = `mutation($id: ID!) { breakGlass(childId: $id, reason: "RISK_TO_LIFE",
  explanation: "seen with a knife ten minutes ago", minutes: 60, idempotencyKey: "glass") { id } }`;
const DOCUMENT = (fields: string): string => `
  subscription($after: String, $children: [ID!]${fields.includes('$isWanted') ? ', $isWanted: Boolean = false' : ''}) {
    childEvents(after: $after, types: [MISSING_REPORTED], children: $children) {
      cursor id type child { id } ${fields} } }`;

/** Of one organisation. */
const MOST_ALIKE = 3;

const OF_SEVERAL_OWNERS = `child { missingEpisodes { id circumstances } placements { id }
  theirs: placements { id } } record { ... on MissingEpisode { id returnHomeInterview { id } } }`;
const QUERIES = [
  'owner { name contact { name } areas { code policeForce { name } } } record { __typename ... on MissingEpisode { circumstances owner { id } } }',
  'child { sharing { owner { id } category level reason breakGlass } }',
  'record { ... on MissingEpisode { id returnHomeInterview { id } risk circumstances @include(if: $isWanted) } }',
  `child { mine: missingEpisodes { id circumstances child { id sharing { category level } } } placements { id }
     missingEpisodes { id risk } concern involvements { owner { id } since } consents { state } }`,
];

interface Seen {
  readonly events: unknown[];
  readonly errors: unknown[];
  readonly withheld: unknown[];
}

describe('an event that comes to many', () => {
  let hub: TestHub;
  let childId: string;
  let log: Pool;
  let council: Relay;
  let number = 0;
  const open: Subscriber[] = [];
  beforeAll(async () => {
    ({ hub, council } = await startRelayedHub());
    childId = await hub.findChild(OFFICER, 'DEMO-1');
    log = new Pool({ connectionString: hub.databases.hub });
    expect((await hub.ask(GRANTED, BREAK_GLASS, { id: childId })).errors).toEqual([]);
  }, 60_000);
  afterEach(() => open.splice(0).forEach((each) => each.stop()));
  afterAll(async () => {
    await log.end();
    await hub.stop();
  });

  async function report(over: object = {}): Promise<string> {
    number += 1;
    const input = { childId, missingSince: new Date(Date.now() - 3_600_000).toISOString(), risk: 'HIGH' };
    const variables = { input: { ...input, circumstances: 'words', ...over }, key: `report-${number}` };
    const { data, errors } = await hub.ask(OFFICER, REPORT, variables);
    expect(errors).toEqual([]);
    return data.reportMissing.id as string;
  }
  async function followed(person: Person, query: string, variables: object): Promise<Subscriber> {
    const subscriber = await follow({ url: hub.url, hub, person, query, variables: { ...variables } });
    open.push(subscriber);
    return subscriber;
  }
  /** What somebody was told, and what is on the log of it; without what differs each time. */
  const seenBy = ({ events, errors, withheld }: Subscriber): Seen => ({
    events: events.map((event) => ({ ...event, cursor: null })),
    errors: errors.map(({ extensions, ...error }) => ({ ...error, ...extensions, id: null })),
    withheld,
  });
  async function linesSince(at: Date): Promise<Map<string, string[]>> {
    const { rows } = await log.query<{ body: string }>('select body from audit_log where at > $1', [at]);
    const bySubject = new Map<string, string[]>();
    for (const { body } of rows) {
      const { principal, lines } = JSON.parse(body) as { principal: { subject: string }; lines: object[] };
      const own = lines.map((line) => JSON.stringify(line));
      bySubject.set(principal.subject, [...(bySubject.get(principal.subject) ?? []), ...own].sort());
    }
    return bySubject;
  }

  const PERSONS: Person[] = [
    GRANTED,
    { ...GRANTED, subject: 'without' },
    { ...GRANTED, subject: 'justified', justification: 'because' },
    ...['social-1', 'social-2'].map((subject): Person => ({
      ...worker(NORFOLK_COUNCIL, 'SECTION_47_ENQUIRY'),
      subject,
    })),
    ...['officer-1', 'officer-2'].map((subject): Person => ({ ...OFFICER, subject })),
  ];

  const turnOf = (person: Person): number =>
    PERSONS.filter(({ organisation }) => organisation === person.organisation).indexOf(person);

  it.each(QUERIES)('tells each what it would have been told alone: %s', compare);

  it('tells each what it would have been told alone while an owner does not answer', async () => {
    council.set('NOT_JSON');
    await compare(OF_SEVERAL_OWNERS);
    council.set('NONE');
  });

  /** One event to all at once, and then to each of an organisation when what was said to the one before serves nobody any more. */
  async function compare(fields: string): Promise<void> {
    const query = DOCUMENT(fields);
    // Of each organisation at least two say the same.
    const wanted = (index: number): object =>
      fields.includes('$isWanted') ? { isWanted: index % 3 > 0 || index > 5 } : {};
    const head = await followed(OFFICER, DOCUMENT(''), {});
    await report();
    await until(() => head.events.length > 0);
    const after = head.after()!;
    const together = await Promise.all(
      PERSONS.map((person, index) =>
        followed(person, query, { children: index % 2 === 0 ? null : [childId], ...wanted(index) }),
      ),
    );
    const from = await now();
    // What is read of the child changes with every record of it, so that such a query is asked of one event.
    if (!fields.includes('child {')) await report({ handling: 'SEALED' });
    await report();
    const isTold = ({ events }: Subscriber, count: number): boolean => events.length >= count;
    await until(() => together.every((each) => isTold(each, 1)));
    // Whoever is brought the one is brought the other, if any, at the same time.
    await sleep(300);
    const logged = await linesSince(from);
    for (let turn = 0; turn < MOST_ALIKE; turn++) {
      await Promise.all(
        PERSONS.map(async (person, index) => {
          if (turn !== turnOf(person)) return;
          const begun = await now();
          const alone = await followed(person, query, { after, ...wanted(index) });
          await until(() => isTold(alone, together[index]!.events.length));
          const lines = await linesSince(begun);
          const subject = person.subject!;
          expect([subject, seenBy(together[index]!), logged.get(subject)]).toEqual([
            subject,
            seenBy(alone),
            lines.get(subject),
          ]);
          alone.stop();
        }),
      );
    }
  }

  async function now(): Promise<Date> {
    const { rows } = await log.query<{ at: Date }>('select clock_timestamp() as at');
    return rows[0]!.at;
  }
});
