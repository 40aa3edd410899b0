import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { ClockBook } from './clock-book';
import { lineOf, type ErrorLine } from './errors';
import { wakeReaders } from './outbox';
import { recomputing, signalling, type ClockWork, type OverdueKind } from './overdue';

const BATCH = 200;

export interface ClockRounds {
  dataSource: DataSource;
  kinds: readonly OverdueKind[];
  book: ClockBook;
  /** Gets a line for each record on which the work failed. */
  log: (line: ErrorLine) => void;
}

/**
 * Looks once through all running clocks as of `now`: those computed by an older calendar are computed anew, then those
 * that are overdue are signalled. Any number of processes may do so at once. Stops between two records when aborted.
 * Rejects when the database does; a record on which the work fails is logged, and left for the next round.
 */
export async function goRound(rounds: ClockRounds, now: Date, signal?: AbortSignal): Promise<void> {
  const { book, kinds, dataSource } = rounds;
  await book.refresh();
  const { settings } = book;
  // Recomputed first: what a holiday puts off is not overdue.
  await workThrough(
    rounds,
    kinds.filter(({ again }) => again === undefined).map((kind) => recomputing(kind, settings, now)),
    signal,
  );
  const signalled = await workThrough(
    rounds,
    kinds.map((kind) => signalling(kind, settings, now)),
    signal,
  );
  if (signalled > 0) await wakeReaders(dataSource);
}

/** How many records were worked on. */
async function workThrough(rounds: ClockRounds, works: readonly ClockWork[], signal?: AbortSignal): Promise<number> {
  let done = 0;
  for (const work of works) done += await workOff(rounds, work, signal);
  return done;
}

async function workOff(rounds: ClockRounds, work: ClockWork, signal?: AbortSignal): Promise<number> {
  const seen = new Set<string>();
  let done = 0;
  for (;;) {
    const ids = await findSome(rounds.dataSource, work, [...seen]);
    for (const id of ids) {
      if (signal?.aborted === true) return done;
      seen.add(id);
      if (await applyTo(rounds, work, id)) done += 1;
    }
    if (ids.length < BATCH) return done;
  }
}

/** Unlocked: whatever changes until its turn comes is looked at again then. */
async function findSome(dataSource: DataSource, work: ClockWork, seen: readonly string[]): Promise<string[]> {
  const rows = await dataSource.manager
    .createQueryBuilder(work.kind.entity, 'r')
    .select('r.id', 'id')
    .where(work.where, work.parameters)
    .andWhere('r.id <> all(:seen)', { seen })
    .orderBy('r.clockDueAt')
    .limit(BATCH)
    .getRawMany<{ id: string }>();
  return rows.map(({ id }) => id);
}

async function applyTo({ dataSource, log }: ClockRounds, work: ClockWork, id: string): Promise<boolean> {
  try {
    return await dataSource.transaction(async (manager) => {
      const record = await manager
        .createQueryBuilder(work.kind.entity, 'r')
        .where(work.where, work.parameters)
        .andWhere('r.id = :id', { id })
        .setLock('pessimistic_write')
        // Another process is at it, or a mutation that may stop the clock: the next round will tell.
        .setOnLocked('skip_locked')
        .getOne();
      return record !== null && (await work.apply(manager, record));
    });
  } catch (error) {
    log(lineOf(randomUUID(), 'INTERNAL', error));
    return false;
  }
}
