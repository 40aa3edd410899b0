import { SECTORS, type Sector } from '../../schema/vocabulary';
import { demonstrationPolicy } from '../policy/default-policy';
import { LAWFUL_BASES } from '../policy/lawful-bases';
import { DEMONSTRATION_MINIMUMS } from '../policy/minimum';
import { demonstrationLines } from './demonstration/generate';
import type { Destined } from './demonstration/lines';
import { loadLines, type LoadProgram } from './loaders';
import type { DatabaseUrls } from './run-file';
import { markHalf, markWhole, readSeedState, type SeedState } from './seeding-marker';
import { databaseVariable } from './settings';

/** Everybody's demonstration is the same. */
const SEED = 'sightline';
const REPORT_EVERY_MS = 2_000;

export interface SeedOptions {
  databases: DatabaseUrls;
  /** Empties an embedded database; null for an owner whose database is somebody else's to empty. */
  recreate: Record<Sector, (() => Promise<void>) | null>;
  programs: Record<Sector, LoadProgram>;
  children: number;
  supergraphHash: string;
  now: Date;
  say: (message: string) => void;
  signal: AbortSignal;
}

/**
 * Fills empty databases with the demonstration data, through the owners' own load programs. What an interrupted start
 * left half done is made anew; databases that hold data of their own are left alone.
 */
export async function seedWhenEmpty(options: SeedOptions): Promise<void> {
  const states = await readStates(options.databases);
  const kinds = new Set(SECTORS.map((sector) => states[sector].kind));
  if (kinds.has('OWN')) {
    if (kinds.size > 1) options.say('some databases hold data of their own: no demonstration data are loaded');
    return;
  }
  if (kinds.size === 1 && kinds.has('WHOLE')) return addSupergraph(options, states.hub);
  await emptyAll(options, states);
  const from = Date.now();
  for (const sector of SECTORS) await markHalf(options.databases[sector], options.supergraphHash);
  await load(options);
  for (const sector of SECTORS) await markWhole(options.databases[sector], options.supergraphHash);
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  options.say(`loaded the demonstration data of ${options.children} invented children in ${seconds} s`);
}

async function readStates(databases: DatabaseUrls): Promise<Record<Sector, SeedState>> {
  const [police, council, charity, hub] = await Promise.all([
    readSeedState(databases.police),
    readSeedState(databases.council),
    readSeedState(databases.charity),
    readSeedState(databases.hub),
  ]);
  return { police, council, charity, hub };
}

async function emptyAll({ recreate }: SeedOptions, states: Record<Sector, SeedState>): Promise<void> {
  for (const sector of SECTORS) {
    if (states[sector].kind === 'EMPTY') continue;
    const empty = recreate[sector];
    if (empty === null) {
      throw new Error(
        `${databaseVariable(sector)}: expected an empty database, or all four with the whole demonstration data, ` +
          'got one with a part of them: empty it and start again',
      );
    }
    await empty();
  }
}

async function load(options: SeedOptions): Promise<void> {
  const lines = demonstrationLines({
    seed: SEED,
    now: options.now,
    children: options.children,
    supergraphHash: options.supergraphHash,
    lawfulBases: LAWFUL_BASES,
    safeguardingMinimums: DEMONSTRATION_MINIMUMS,
    policyOf: demonstrationPolicy,
  });
  const progress = createProgress(options);
  await loadLines({ programs: options.programs, lines, signal: options.signal, onLine: progress });
}

/** Says now and then how far it is, and nothing when it is done before. */
function createProgress({ children, say }: SeedOptions): (destined: Destined) => void {
  let sent = 0;
  let next = Date.now() + REPORT_EVERY_MS;
  return ({ line }) => {
    if (line.kind !== 'Child') return;
    sent += 1;
    if (Date.now() < next) return;
    next = Date.now() + REPORT_EVERY_MS;
    say(`loading demonstration data: ${sent} of ${children} children (${Math.floor((100 * sent) / children)} %)`);
  };
}

/** The demonstration's policies hold for whatever version of the hub runs; a real hub's data officers say so themselves. */
async function addSupergraph(options: SeedOptions, state: SeedState): Promise<void> {
  const { supergraphHash, programs, signal, databases } = options;
  if (state.kind !== 'WHOLE' || state.supergraphHash === supergraphHash) return;
  const lines: Destined[] = [{ sector: 'hub', line: { kind: 'SupergraphHash', hash: supergraphHash } }];
  await loadLines({ programs, lines, signal, onLine: () => undefined });
  await markWhole(databases.hub, supergraphHash);
}
