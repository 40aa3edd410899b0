import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { demonstrationLines } from '../../gateway/launch/demonstration/generate';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { LAWFUL_BASES } from '../../gateway/policy/lawful-bases';
import { DEMONSTRATION_MINIMUMS } from '../../gateway/policy/minimum';
import { supergraphHash } from '../../schema/compose';
import { createFilledDatabase } from './filled-database';
import { createDatabase, type TestDatabase } from './postgres';

const ROOT = path.resolve(__dirname, '..', '..');
/** Tests run from their sources, the bench runs compiled: both start the compiled programs. */
export const DIST = path.basename(ROOT) === 'dist' ? ROOT : path.join(ROOT, 'dist');
const SECTORS = ['hub', 'police', 'council', 'charity'] as const;
export type AnySector = (typeof SECTORS)[number];

const QUARTER_OF_AN_HOUR_MS = 15 * 60_000;

/** What the databases of a hub hold. */
export interface HubContent {
  /** Demonstration children, the cast of eight included. */
  readonly children?: number;
  /** Lines to load besides the demonstration: by sector. */
  readonly lines?: Partial<Record<AnySector, readonly object[]>>;
  /** The moment at which the demonstration plays; the last quarter of an hour unless given. */
  readonly now?: Date;
  /** What each organisation shares, instead of what the demonstration's organisations agreed to. */
  readonly policyOf?: typeof demonstrationPolicy;
}

export interface HubDatabases {
  readonly urls: Record<AnySector, string>;
  drop(): Promise<void>;
}

/**
 * Creates the four databases of a hub whose keys are in `folder`. A demonstration that plays at no particular moment is
 * loaded once per run and copied: all that start within a quarter of an hour, which no midnight divides, share one.
 */
export async function createHubDatabases(content: HubContent, folder: string): Promise<HubDatabases> {
  const demonstration = demonstrationOf(content);
  const isShared = content.now === undefined;
  const create = async (sector: AnySector): Promise<TestDatabase> => {
    const [lines, added] = [demonstration[sector], textsOf(content.lines?.[sector])];
    const fill = (url: string): Promise<void> => load({ sector, url, folder }, lines);
    if (isShared) {
      const database = await createFilledDatabase({ name: sector, madeFrom: lines.join('\n'), fill });
      if (added.length > 0) await load({ sector, url: database.url, folder }, added);
      return database;
    }
    const database = await createDatabase(sector);
    await load({ sector, url: database.url, folder }, [...lines, ...added]);
    return database;
  };
  const created = await Promise.all(SECTORS.map(create));
  return {
    urls: bySector((_, index) => created[index]!.url),
    async drop() {
      for (const database of created) await database.drop();
    },
  };
}

/** Loads the content of a hub whose keys are in `folder` into databases that exist already, empty, and stay. */
export async function fillHubDatabases(
  urls: HubDatabases['urls'],
  content: HubContent,
  folder: string,
): Promise<HubDatabases> {
  const demonstration = demonstrationOf(content);
  await Promise.all(
    SECTORS.map((sector) =>
      load({ sector, url: urls[sector], folder }, [...demonstration[sector], ...textsOf(content.lines?.[sector])]),
    ),
  );
  return { urls, drop: () => Promise.resolve() };
}

function bySector<T>(valueOf: (sector: AnySector, index: number) => T): Record<AnySector, T> {
  return Object.fromEntries(SECTORS.map((sector, index) => [sector, valueOf(sector, index)])) as Record<AnySector, T>;
}

function demonstrationOf({
  children = 40,
  now = new Date(Date.now() - (Date.now() % QUARTER_OF_AN_HOUR_MS)),
  policyOf = demonstrationPolicy,
}: HubContent): Record<AnySector, string[]> {
  const texts = bySector((): string[] => []);
  const supergraph = readFileSync(path.join(ROOT, 'schema', 'generated', 'supergraph.graphql'), 'utf8');
  for (const { sector, line } of demonstrationLines({
    seed: 'sightline',
    now,
    children,
    supergraphHash: supergraphHash(supergraph),
    lawfulBases: LAWFUL_BASES,
    safeguardingMinimums: DEMONSTRATION_MINIMUMS,
    policyOf,
  })) {
    texts[sector].push(JSON.stringify(line));
  }
  return texts;
}

function textsOf(lines: readonly object[] = []): string[] {
  return lines.map((line) => JSON.stringify(line));
}

interface Target {
  readonly sector: AnySector;
  readonly url: string;
  readonly folder: string;
}

/** Loads through the same programs as `npm start` does. */
function load({ sector, url, folder }: Target, lines: readonly string[]): Promise<void> {
  const place = sector === 'hub' ? path.join('gateway', 'hub') : path.join('subgraphs', sector);
  const child = spawn(process.execPath, [path.join(DIST, place, 'load.js')], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      SIGHTLINE_DATA: folder,
      [`${sector.toUpperCase()}_DATABASE_URL`]: url,
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  child.stdin.end(`${lines.join('\n')}\n`);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`loading ${sector} failed: ${errors}`))));
  });
}
