import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import type { Sector } from '../../schema/vocabulary';
import { readAccounts, untilEverythingAnswers } from './answers';
import { makeDataFolder } from './data-folder';
import { openDatabases } from './embedded';
import { messageOf } from './failure';
import { openKeys } from './keys';
import { takeLock } from './lock';
import { checkPorts } from './ports';
import { hubEnvironments, type Environments } from './environments';
import type { LoadProgram } from './loaders';
import { programPart, type Program } from './program';
import { writeRunFile } from './run-file';
import { seedWhenEmpty } from './seed';
import { GATEWAY_FLAGS } from './gateway-flags';
import { addressOf, readSettings, type Settings } from './settings';
import { supervise, type Supervised } from './supervise';
import { welcomeText } from './welcome';

const DIST = path.resolve(__dirname, '..', '..');
const SUPERGRAPH = path.join(DIST, 'schema', 'generated', 'supergraph.graphql');
const SUBGRAPHS = ['police', 'council', 'charity'] as const;
/** How long processes of a hub that was killed outright may hold their ports after it. */
const LEFTOVER_PATIENCE_MS = 12_000;

const say = (message: string) => void process.stdout.write(`${message}\n`);

/** Parts in the order in which they were started; those of one group stop together. */
type Started = Supervised[][];

/** Starts the hub: PostgreSQL, demonstration data when there are none, the subgraphs, the gateway. Resolves once all answer. */
async function launch(settings: Settings, started: Started, signal: AbortSignal): Promise<void> {
  const keys = openKeys(settings.dataFolder);
  const databases = await openDatabases(settings, { say, signal });
  if (databases.server !== null) started.push([databases.server]);
  writeRunFile(settings.dataFolder, databases.urls);
  const environments = hubEnvironments({ settings, keys, databases: databases.urls, inherited: process.env });

  // A real hub's data come from its owners.
  if (!settings.isProduction) {
    const { urls, recreate } = databases;
    const { children } = settings;
    const programs = loadPrograms(environments);
    const supergraphHash = createHash('sha256').update(fs.readFileSync(SUPERGRAPH, 'utf8')).digest('hex');
    await seedWhenEmpty({
      databases: urls,
      recreate,
      programs,
      children,
      supergraphHash,
      now: new Date(),
      say,
      signal,
    });
  }

  await startTogether(
    SUBGRAPHS.map((sector) => subgraph(sector, environments)),
    started,
    signal,
  );
  const file = path.join(DIST, 'gateway', 'main.js');
  const gateway = { name: 'the gateway', file, env: environments.hub, flags: GATEWAY_FLAGS };
  await startTogether([gateway], started, signal);
  await untilEverythingAnswers(addressOf(settings.ports.gateway), signal);
}

function subgraph(sector: (typeof SUBGRAPHS)[number], environments: Environments): Program {
  const file = path.join(DIST, 'subgraphs', sector, 'main.js');
  return { name: `the ${sector} subgraph`, file, env: environments[sector] };
}

function loadPrograms(environments: Environments): Record<Sector, LoadProgram> {
  const of = (sector: Sector, folder: string) => ({
    file: path.join(DIST, folder, 'load.js'),
    env: environments[sector],
  });
  return {
    police: of('police', 'subgraphs/police'),
    council: of('council', 'subgraphs/council'),
    charity: of('charity', 'subgraphs/charity'),
    hub: of('hub', 'gateway/hub'),
  };
}

/** Starts programs at once and waits for all, so that whatever did start is known when one did not. */
async function startTogether(programs: readonly Program[], started: Started, signal: AbortSignal): Promise<void> {
  const starts = programs.map((program) => supervise(programPart(program), { say, signal }));
  const outcomes = await Promise.allSettled(starts);
  started.push(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'rejected') {
      throw new Error(`${programs[index]?.name} did not start: ${messageOf(outcome.reason)}`, {
        cause: outcome.reason,
      });
    }
  }
}

async function welcome(settings: Settings): Promise<void> {
  const base = addressOf(settings.ports.gateway);
  say(`sightline ready ${base}/graphql`);
  const accounts = await readAccounts(base);
  if (accounts.length > 0) say(welcomeText(base, accounts));
}

async function main(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  // A terminal that is gone is no reason to leave anything running.
  process.stdout.on('error', () => undefined);
  const started: Started = [];
  let release = () => {};
  try {
    const settings = readSettings(process.env);
    makeDataFolder(settings.dataFolder);
    const lock = takeLock(settings.dataFolder);
    release = lock.release;
    await checkPorts(Object.values(settings.ports), lock.wasAbandoned ? LEFTOVER_PATIENCE_MS : 0);
    await launch(settings, started, stopping.signal);
    await welcome(settings);
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  } catch (error) {
    if (!stopping.signal.aborted) {
      process.stderr.write(`sightline: ${messageOf(error)}\n`);
      process.exitCode = 1;
    }
  } finally {
    for (const group of started.toReversed()) await Promise.allSettled(group.map((part) => part.stop()));
    release();
  }
}

void main();
