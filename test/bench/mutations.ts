import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { DataSource, EntityManager } from 'typeorm';
import { openClockBook } from '../../subgraphs/kit/clock-book';
import { createContext, type SubgraphContext } from '../../subgraphs/kit/context';
import { createDataSource } from '../../subgraphs/kit/database';
import { insertNew, mutate } from '../../subgraphs/kit/mutation';
import { MissingEpisode } from '../../subgraphs/police/missing-episode';
import { POLICE } from '../../subgraphs/police/subgraph';
import { NORFOLK_FORCE, worker } from '../support/cast';
import type { TestHub } from '../support/running-hub';

const ROUNDS = 300;
const WARM_UP = 50;
const AT_THE_HUB = 60;
const OFFICER = worker(NORFOLK_FORCE, 'MISSING_CHILD');
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { id status missingSince } }`;

/** Milliseconds. */
export interface MutationCosts {
  /** A mutation as a client has it: gateway, owner, audit. */
  readonly hub: { readonly median: number; readonly p95: number };
  /** The same row written in a transaction of its own, without and with outbox and key. */
  readonly bare: number;
  readonly framed: number;
}

/** Measures what a mutation takes, and what its outbox row and its idempotency key add to a bare insert. */
export async function measureMutations(hub: TestHub): Promise<MutationCosts> {
  const dataSource = await createDataSource({ url: hub.databases.police, entities: POLICE.entities }).initialize();
  try {
    const { bare, framed } = await compareWrites(dataSource);
    return { hub: await timeReports(hub), bare: middle(bare), framed: middle(framed) };
  } finally {
    await dataSource.destroy();
  }
}

/** Takes turns, so that whatever else the disk does falls on both alike. */
async function compareWrites(dataSource: DataSource): Promise<{ bare: number[]; framed: number[] }> {
  const { settings: clocks } = await openClockBook(dataSource.manager);
  const principal = {
    subject: 'bench',
    organisation: NORFOLK_FORCE,
    agency: 'POLICE' as const,
    role: 'PRACTITIONER' as const,
    areas: [],
    team: null,
    name: null,
  };
  const context = createContext(
    { principal, purpose: null, involvedWith: [], byHub: false },
    { manager: dataSource.manager, now: new Date(), clocks, signer: null },
  );
  const bare: number[] = [];
  const framed: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const one = await timed(() => dataSource.transaction((manager) => write(manager, randomUUID())));
    const other = await timed(() => writeFramed(context));
    if (round < WARM_UP) continue;
    bare.push(one);
    framed.push(other);
  }
  return { bare, framed };
}

function writeFramed(context: SubgraphContext): Promise<MissingEpisode> {
  return mutate(context, {
    name: 'bench',
    agency: 'POLICE',
    input: { childId: 'bench', circumstances: 'invented circumstances' },
    idempotencyKey: randomUUID(),
    faults: [],
    entity: MissingEpisode,
    event: { type: 'MISSING_REPORTED', category: 'MISSING' },
    write,
  });
}

/** A row of a child of its own, as no demonstration has. */
function write(manager: EntityManager, id: string): Promise<MissingEpisode> {
  const key = { id, subjectId: `bench-${id}`, ownerId: NORFOLK_FORCE, handling: 'HIDDEN' as const };
  const said = { status: 'MISSING' as const, missingSince: new Date(), risk: 'HIGH' as const };
  return insertNew(manager, MissingEpisode, { ...key, ...said, circumstances: 'invented circumstances' });
}

async function timeReports(hub: TestHub): Promise<MutationCosts['hub']> {
  const childId = await hub.findChild(OFFICER, 'DEMO-1');
  const times: number[] = [];
  for (let round = 0; round < AT_THE_HUB; round += 1) {
    const missingSince = new Date(Date.now() - (round + 1) * 200 * 86_400_000 * 0.4).toISOString();
    const input = { childId, missingSince, risk: 'HIGH', circumstances: 'invented circumstances' };
    const time = await timed(async () => {
      const { errors } = await hub.ask(OFFICER, REPORT, { input, key: `bench-${round}` });
      if (errors.length > 0) throw new Error(`a report was refused: ${errors[0]?.message}`);
    });
    if (round >= 10) times.push(time);
  }
  const ordered = times.toSorted((a, b) => a - b);
  return { median: middle(times), p95: ordered[Math.floor(ordered.length * 0.95)] ?? Number.NaN };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
