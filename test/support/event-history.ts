import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { HARBOUR, METROPOLITAN_FORCE, NORFOLK_COUNCIL, NORFOLK_FORCE, worker, type CastMember, findCast } from './cast';
import type { Person } from './client';
import { Reader } from './event-reader';
import { startGateway } from './extra-gateway';
import type { TestHub } from './running-hub';
import { follow, followStream, until } from './subscriber';

/** How much is to happen. */
export interface HistoryOptions {
  readonly events: number;
  readonly writers: number;
  readonly gatewayKills: number;
  readonly subgraphKills: number;
  /** The longest time that everything may take. */
  readonly ms: number;
  /** Told every now and then how far it has come. */
  readonly report?: (line: string) => void;
}

/** What happened, held against the log. */
export interface History {
  readonly committed: number;
  readonly logged: number;
  /** By subscriber: how many events it was due, and everything that was not as it should be. */
  readonly subscribers: readonly { readonly name: string; readonly due: number; readonly faults: readonly string[] }[];
  readonly faults: readonly string[];
  readonly gatewayKills: number;
  readonly subgraphKills: number;
}

const TYPES = ['MISSING_REPORTED', 'MISSING_RETURNED'];
const HANDLINGS = ['OPEN', 'OPEN', 'OPEN', 'OPEN', 'SEALED', 'CONDITIONAL', 'HIDDEN'] as const;

const PEOPLE: readonly Person[] = [
  { ...worker(NORFOLK_COUNCIL), purpose: 'SECTION_47_ENQUIRY' },
  { ...worker(HARBOUR), purpose: 'SUPPORT_SERVICE' },
];

interface Case {
  readonly childId: string;
  readonly ownerId: string;
  /** The people, by position, who may know of this owner's episodes of this child. */
  readonly known: ReadonlySet<number>;
}

/**
 * Lets many write at once, some of them in vain, kills processes meanwhile, and holds what every subscriber was given,
 * resuming by cursor after each break, against the log: exactly what it may know of, once, in the log's order.
 */
export async function runHistory(hub: TestHub, options: HistoryOptions): Promise<History> {
  const other = await startGateway(hub);
  const cases = await findCases(hub);
  await putRecords(hub, cases);
  const readers = PEOPLE.flatMap((person, index) => [
    new Reader({ hub, other, person, index, types: TYPES, by: follow }),
    new Reader({ hub, other, person, index, types: TYPES, by: index === 0 ? followStream : follow }),
  ]);
  await Promise.all(readers.map((reader) => reader.start()));
  const police = new Pool({ connectionString: hub.databases.police, max: options.writers });
  police.on('error', () => undefined);
  const written = { ids: new Set<string>() };
  const kills = { gateway: 0, subgraph: 0 };
  // Who has no cursor yet starts with what comes from then on: nobody is killed before each has one.
  const killing = until(() => readers.every(({ seen }) => seen.length > 0), options.ms).then(() =>
    killInTurn(hub, { options, kills, seen: () => Math.min(...readers.map(({ seen }) => seen.length)) }),
  );
  const progress = setInterval(() => options.report?.(lineOf(written.ids.size, readers, kills)), 15_000);
  await Promise.all(Array.from({ length: options.writers }, (_, n) => write(police, { cases, written, options, n })));
  await killing;
  await police.end();
  const hubDatabase = new Client({ connectionString: hub.databases.hub });
  await hubDatabase.connect();
  const logOf = async (): Promise<Logged[]> => (await hubDatabase.query<Logged>(LOG)).rows;
  const counted = async (): Promise<number> => Number((await hubDatabase.query(COUNT)).rows[0].count);
  await until(async () => (await counted()) >= written.ids.size, options.ms);
  const log = await logOf();
  const due = readers.map((reader) => log.filter((entry) => mayKnow(cases, entry, reader.index)).map(({ id }) => id));
  await until(() => readers.every((reader, n) => reader.seen.length >= due[n]!.length), options.ms).catch(
    () => undefined,
  );
  await sleep(300);
  clearInterval(progress);
  options.report?.(lineOf(written.ids.size, readers, kills));
  for (const reader of readers) reader.stop();
  await hubDatabase.end();
  await other.end();
  return {
    committed: written.ids.size,
    logged: log.length,
    faults: faultsOfLog(written.ids, log),
    subscribers: readers.map((reader, n) => ({
      name: `${reader.person.organisation} ${n}`,
      due: due[n]!.length,
      faults: [...reader.errors, ...faultsOf(due[n]!, reader.seen)].slice(0, 10),
    })),
    gatewayKills: kills.gateway,
    subgraphKills: kills.subgraph,
  };
}

function lineOf(written: number, readers: readonly Reader[], kills: Killing['kills']): string {
  const seen = readers.map((reader) => reader.seen.length).join(' ');
  const seconds = Math.round(performance.now() / 1_000);
  return `${seconds} s: ${written} written; given ${seen}; ${kills.gateway} and ${kills.subgraph} kills`;
}

interface Logged {
  readonly id: string;
  readonly child_id: string;
  readonly owner_id: string;
  readonly handling: string;
}

/** Of the writers; the agencies themselves signal what is overdue. */
const OURS = `from events e where e.record_id like 'episode-%'`;
const LOG = `select e.id, e.child_id, e.owner_id, e.handling ${OURS} order by e.xid, e.seq`;
const COUNT = `select count(*) ${OURS}`;

function mayKnow(cases: readonly Case[], { child_id, owner_id, handling }: Logged, index: number): boolean {
  if (handling !== 'OPEN' && handling !== 'SEALED') return false;
  return cases.some((each) => each.childId === child_id && each.ownerId === owner_id && each.known.has(index));
}

const recordOf = (index: number, handling: string): string => `episode-${index}-${handling}`;

/** The records of which the writers tell: of each case one under each marking. */
async function putRecords(hub: TestHub, cases: readonly Case[]): Promise<void> {
  const police = new Pool({ connectionString: hub.databases.police, max: 1 });
  const statement = `insert into missing_episodes (id, subject_id, owner_id, handling, status, missing_since, returned_at, risk)
    values ($1, $2, $3, $4, 'RETURNED', now() - interval '2 days', now() - interval '1 day', 'LOW')`;
  for (const [index, { childId, ownerId }] of cases.entries()) {
    for (const handling of new Set(HANDLINGS)) {
      await police.query(statement, [recordOf(index, handling), childId, ownerId, handling]);
    }
  }
  await police.end();
}

/** What these people are told that they may see: another way to the same decisions. */
async function findCases(hub: TestHub): Promise<Case[]> {
  const cast = await findCast(hub);
  const names: CastMember[] = ['DEMO-1', 'DEMO-2', 'DEMO-3', 'DEMO-4', 'DEMO-6'];
  const pairs = names.flatMap((name) =>
    [NORFOLK_FORCE, METROPOLITAN_FORCE].map((ownerId) => ({ childId: cast[name], ownerId })),
  );
  const cases = pairs.map(async ({ childId, ownerId }): Promise<Case[]> => {
    const answers = await Promise.all(PEOPLE.map((person) => levelFor(hub, { person, childId, ownerId })));
    if (answers.includes(null)) return [];
    const known = answers.flatMap((level, index) => (level === 'NONE' ? [] : [index]));
    return [{ childId, ownerId, known: new Set(known) }];
  });
  return (await Promise.all(cases)).flat();
}

async function levelFor(
  hub: TestHub,
  { person, childId, ownerId }: { person: Person; childId: string; ownerId: string },
): Promise<string | null> {
  const query = 'query($id: ID!) { child(id: $id) { sharing { owner { id } category level } } }';
  const { data } = await hub.ask(person, query, { id: childId });
  const rows = (data?.child?.sharing ?? []) as { owner: { id: string }; category: string; level: string }[];
  return rows.find(({ owner, category }) => owner.id === ownerId && category === 'MISSING')?.level ?? null;
}

interface Writing {
  readonly cases: readonly Case[];
  readonly written: { readonly ids: Set<string> };
  readonly options: HistoryOptions;
  readonly n: number;
}

const INSERT = `insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
  values ($1, $2, 'MISSING', $3, 'MissingEpisode', $4, $5, $6, now())`;

/** One writer's share: some transactions take their time, one in ten is undone. */
async function write(police: Pool, { cases, written, options, n }: Writing): Promise<void> {
  for (let number = n; number < options.events; number += options.writers) {
    const index = (number * 7) % cases.length;
    const { childId, ownerId } = cases[index]!;
    const handling = HANDLINGS[(number * 5) % HANDLINGS.length]!;
    const id = randomUUID();
    const client = await police.connect();
    await client.query('begin');
    await client.query(INSERT, [id, TYPES[number % 2], childId, recordOf(index, handling), ownerId, handling]);
    if (number % 5 === 0) await sleep((number * 3) % 16);
    const isUndone = number % 10 === 9;
    await client.query(isUndone ? 'rollback' : 'commit');
    client.release();
    if (!isUndone) written.ids.add(id);
    if (number % 50 === 0) await police.query(`select pg_notify('outbox', '')`);
  }
}

interface Killing {
  readonly options: HistoryOptions;
  readonly kills: { gateway: number; subgraph: number };
  /** What every subscriber has been given at least. */
  readonly seen: () => number;
}

/** Some wait for the next kill until they have been given so much more, if that comes at all. */
const LONGEST_PEACE_MS = 10_000;

/** Kills without warning, one process after the other, while there is writing and giving to be done. */
async function killInTurn(hub: TestHub, { options, kills, seen }: Killing): Promise<void> {
  const share = options.events / 6 / (options.gatewayKills + options.subgraphKills);
  while (kills.gateway < options.gatewayKills || kills.subgraph < options.subgraphKills) {
    const before = seen();
    await sleep(300);
    await until(() => seen() >= before + share, LONGEST_PEACE_MS).catch(() => undefined);
    const isGateway = kills.gateway / options.gatewayKills <= kills.subgraph / Math.max(options.subgraphKills, 1);
    const name = isGateway && kills.gateway < options.gatewayKills ? 'gateway' : 'police';
    await hub.end(name, 'SIGKILL');
    // As a supervisor would: on a busy machine a start may give up.
    for (let tries = 0; tries < 20; tries++) {
      const started = await hub.start(name).then(
        () => true,
        () => false,
      );
      if (started) break;
      await sleep(1_000);
    }
    kills[name === 'gateway' ? 'gateway' : 'subgraph'] += 1;
  }
}

function faultsOfLog(committed: ReadonlySet<string>, log: readonly Logged[]): string[] {
  const ids = new Set(log.map(({ id }) => id));
  const faults = [...committed].filter((id) => !ids.has(id)).map((id) => `${id} was committed and is not in the log`);
  for (const id of ids) if (!committed.has(id)) faults.push(`${id} is in the log and was never committed`);
  if (ids.size !== log.length) faults.push('the log has an event twice');
  return faults.slice(0, 10);
}

/** Exactly what was due, in the order of the log. */
function faultsOf(due: readonly string[], seen: readonly string[]): string[] {
  const faults: string[] = [];
  const isDue = new Set(due);
  const forbidden = seen.filter((id) => !isDue.has(id));
  faults.push(...forbidden.map((id) => `${id} was given and must not be known of`));
  if (new Set(seen).size !== seen.length) faults.push(`${seen.length - new Set(seen).size} events were given twice`);
  const given = new Set(seen);
  faults.push(...due.flatMap((id, n) => (given.has(id) ? [] : [`${id}, due as number ${n}, was never given`])));
  if (faults.length === 0 && due.some((id, n) => seen[n] !== id)) faults.push('events were given in another order');
  return faults;
}
