import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import path from 'node:path';
import { parse } from 'graphql';
import { createOperations, type Operations } from '../../gateway/operations';
import { composePlain } from '../../schema/compose';
import { startPostgres } from '../support/postgres';
import { startHub, type TestHub } from '../support/running-hub';
import { measureAudit, measureDecisions, measureSigning } from './alone';
import { benchLines, permissivePolicy } from './lines';
import { createAsker, emptyTally, type Asker, type Contestant, type Tally } from './load';
import { ask, launch, METER_OPTION } from './metered';
import { measureMutations } from './mutations';
import { measureProof, measureSimulation } from './policies';
import { benchQueries, CALLER, type BenchQuery } from './queries';
import { countFields, cpuPerRequest, cpuRatio, print, printAudit, printComparison, STOCK } from './report';
import type { Comparison, Counts, Goal, Row } from './report';

const ROUNDS = 6;
/** What each gateway gets of each query before anything is measured: compiled code is what serves all day. */
const WARM_UP_MS = 3_000;
/** On a machine that is busy otherwise there are fewer rounds: the time of all of them together is bounded. */
const DRIVE_MS = 150_000;
const CHILDREN = 400;
const BENCH_CHILDREN = 50;
/** The bench ends by itself, whatever hangs. */
const LIMIT_MS = 280_000;
const GENERATED = path.resolve(__dirname, '..', '..', '..', 'schema', 'generated');

async function main(): Promise<boolean> {
  const postgres = await startPostgres({ durable: true });
  stops.push(() => postgres.stop());
  try {
    const now = new Date();
    const lines = benchLines(BENCH_CHILDREN, now);
    print(`starting ${CHILDREN} demonstration children and ${BENCH_CHILDREN} of whom every agency holds everything`);
    const hub = await startHub({
      children: CHILDREN,
      lines,
      now,
      policyOf: permissivePolicy,
      env: { NODE_OPTIONS: METER_OPTION, SIGHTLINE_COUNT_SQL: '1' },
    });
    stops.unshift(() => hub.stop());
    const env = environmentOf(hub);
    const [open, stock, split] = await Promise.all([
      launch('open-gateway.js', env),
      launch('stock-gateway.js', { ...env, SUPERGRAPH_FILE: path.join(hub.folder, 'plain.graphql') }),
      launch('stock-gateway.js', { ...env, SUPERGRAPH_FILE: path.join(GENERATED, 'supergraph.graphql') }),
    ]);
    stops.unshift(open.stop, stock.stop, split.stop);
    const contestants: Contestant[] = [
      { name: '(a) ours: decisions, audit, signing', origin: hub.url, child: hub.process('gateway') },
      { name: '(b) ours: signing only', origin: open.url, child: open.child },
      { name: '(c) stock in Apollo Server', origin: stock.url, child: stock.child },
      { name: '(d) stock on the split schema', origin: split.url, child: split.child },
    ];
    return await compareAll({ hub, env, contestants, children: lines.children });
  } finally {
    await stopAll();
  }
}

/** What was started, the last first. */
const stops: (() => Promise<void>)[] = [];

async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

interface Bench {
  readonly hub: TestHub;
  readonly env: NodeJS.ProcessEnv;
  readonly contestants: readonly Contestant[];
  readonly children: readonly string[];
}

function environmentOf(hub: TestHub): NodeJS.ProcessEnv {
  const file = path.join(hub.folder, 'plain.graphql');
  const sdl = (name: string): string => readFileSync(path.join(GENERATED, `${name}.graphql`), 'utf8');
  const subgraphs = ['police', 'council', 'charity', 'hub'].map((name) => ({ name, sdl: sdl(name) }));
  const urlOf = (sector: string): string =>
    (hub.urls as Record<string, string>)[sector] ?? 'http://hub.invalid/graphql';
  writeFileSync(file, composePlain(subgraphs, urlOf).supergraphSdl);
  return {
    ...process.env,
    NODE_ENV: 'test',
    SIGHTLINE_DATA: hub.folder,
    HUB_DATABASE_URL: hub.databases.hub,
    ...Object.fromEntries(Object.entries(hub.urls).map(([sector, url]) => [`${sector.toUpperCase()}_URL`, url])),
  };
}

async function compareAll(bench: Bench): Promise<boolean> {
  const asker = createAsker({
    'content-type': 'application/json',
    authorization: `Bearer ${await bench.hub.tokenOf(CALLER)}`,
    'sightline-purpose': CALLER.purpose!,
  });
  const queries = benchQueries(bench.children[0]!);
  const operations = createOperations(readFileSync(path.join(GENERATED, 'supergraph.graphql'), 'utf8'));
  const fields = new Map<string, number>();
  for (const query of queries) fields.set(query.name, await assertEqualData(asker, bench, query));
  const tallies = await drive(asker, bench, queries);
  const comparisons: Comparison[] = [];
  for (const query of queries) {
    const rows: Row[] = [];
    for (const contestant of bench.contestants) {
      const counts = await countOne(asker, contestant, query);
      rows.push({ contestant: contestant.name, tally: tallies.get(`${contestant.name} ${query.name}`)!, counts });
    }
    const mostRequests = mostRequestsOf(operations, query);
    comparisons.push({ query: query.name, fields: fields.get(query.name)!, rows, mostRequests });
  }
  comparisons.forEach(printComparison);
  await asker.close();
  return judge(bench, comparisons);
}

/** All three must give the same data, else their costs cannot be compared. Returns how many fields the answer has. */
async function assertEqualData(asker: Asker, { contestants }: Bench, query: BenchQuery): Promise<number> {
  const answers: unknown[] = [];
  for (const each of contestants) {
    const { data } = JSON.parse(await asker.patiently(each, query)) as { data: unknown };
    answers.push(data);
  }
  answers.forEach((data, index) => {
    if (isDeepStrictEqual(plain(data), plain(answers[0]))) return;
    throw new Error(`${query.name}: the data of ${contestants[index]!.name} differs from ours`);
  });
  return countFields(answers[0]);
}

const profileFolder = process.env['BENCH_PROFILE'];

/** With BENCH_PROFILE=<folder>: where the CPU of each contestant goes, for Chromium's developer tools. */
async function profileAll(asker: Asker, contestants: readonly Contestant[], query: BenchQuery): Promise<void> {
  for (const contestant of contestants) await profile(asker, contestant, query);
}

async function profile(asker: Asker, contestant: Contestant, query: BenchQuery): Promise<void> {
  await ask(contestant.child, { meter: 'profile' });
  for (let round = 0; round < 4; round += 1) await asker.round(contestant, query, emptyTally());
  const name = `${contestant.name} ${query.name}`.replaceAll(/[^a-z0-9]+/gi, '-');
  await ask(contestant.child, { meter: 'save', file: path.join(profileFolder ?? '.', `${name}.cpuprofile`) });
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Takes turns, so that whatever else the machine does falls on all alike. */
async function drive(asker: Asker, { contestants }: Bench, queries: readonly BenchQuery[]) {
  const start = performance.now();
  const tallies = new Map<string, Tally>();
  for (const query of queries.toReversed()) await warmUp(asker, contestants, query);
  for (const [index, query] of queries.entries()) {
    for (const { name } of contestants) tallies.set(`${name} ${query.name}`, emptyTally());
    const end = start + (DRIVE_MS * (index + 2)) / (queries.length + 1);
    for (let round = 0; round < ROUNDS && (round === 0 || performance.now() < end); round += 1) {
      for (const each of contestants) await asker.round(each, query, tallies.get(`${each.name} ${query.name}`)!);
    }
    if (profileFolder) await profileAll(asker, contestants, query);
  }
  return tallies;
}

async function warmUp(asker: Asker, contestants: readonly Contestant[], query: BenchQuery): Promise<void> {
  for (const contestant of contestants) {
    const until = performance.now() + WARM_UP_MS;
    while (performance.now() < until) await asker.round(contestant, query, emptyTally());
  }
}

/** Counts what one request causes; of five, the least, because a gateway also asks for its policies every second. */
async function countOne(asker: Asker, { child, ...rest }: Contestant, query: BenchQuery): Promise<Counts> {
  const counts: Counts[] = [];
  for (let n = 0; n < 5; n += 1) {
    const before = await ask(child, { meter: 'count' });
    await asker.patiently({ child, ...rest }, query);
    const after = await ask(child, { meter: 'read' });
    counts.push({
      subgraphRequests: after.subgraphRequests - before.subgraphRequests,
      subgraphStatements: after.subgraphStatements - before.subgraphStatements,
      ownStatements: after.ownStatements - before.ownStatements,
    });
  }
  return counts.reduce((least, each) => (each.ownStatements < least.ownStatements ? each : least));
}

function mostRequestsOf(operations: Operations, { query, name }: BenchQuery): number {
  const { waves } = operations.prepare({ document: parse(query), hash: name, operationName: null, variables: {} });
  const owners = new Set(waves.flatMap(({ roots, entities }) => [...roots, ...entities].map(({ sector }) => sector)));
  owners.delete('hub');
  return owners.size * waves.length;
}

async function judge({ hub, env, contestants, children }: Bench, comparisons: readonly Comparison[]): Promise<boolean> {
  const [one, fifty, everything] = comparisons.map(({ rows }) => rows);
  const cpu = (rows: readonly Row[] | undefined, index: number): number => cpuPerRequest(rows![index]!.tally);
  const signing = await measureSigning(env, 4_000);
  const decisions = await measureDecisions(hub.databases.hub, children);
  const perField = cpu(everything, 0) / comparisons[2]!.fields;
  const share = decisions / (perField * 5_000);
  const readings = await Promise.all(contestants.map(({ child }) => ask(child, { meter: 'read' })));
  print('');
  contestants.forEach(({ name }, index) => print(`peak RSS ${name}: ${readings[index]!.peakRssMb.toFixed(0)} MB`));
  print(`signing alone: ${signing.toFixed(3)} ms CPU for each subgraph request of 4 kB, in all of them`);
  print(
    `5,000 decisions alone: ${decisions.toFixed(3)} ms; a 5,000-field answer: ${(perField * 5_000).toFixed(1)} ms CPU`,
  );
  printAudit([await measureAudit(hub.databases.hub, 1, 2_000), await measureAudit(hub.databases.hub, 64, 2_000)]);
  const mutations = await measureMutations(hub);
  const frame = mutations.framed / mutations.bare;
  print(
    `a mutation at the hub: ${mutations.hub.median.toFixed(1)} ms, p95 ${mutations.hub.p95.toFixed(1)} ms; its row alone ` +
      `${mutations.bare.toFixed(2)} ms, with outbox and idempotency key ${mutations.framed.toFixed(2)} ms`,
  );
  const proof = measureProof();
  print(`checkPolicy: ${proof.rules} rules, ${proof.cells} cells in ${(proof.ms / 1_000).toFixed(2)} s`);
  const simulation = await measureSimulation(hub.databases.hub, children);
  print(`simulatePolicy: ${simulation.disclosures} disclosures in ${(simulation.ms / 1_000).toFixed(2)} s`);
  const ratio = (rows: readonly Row[] | undefined): number => cpuRatio(rows![0]!.tally, rows![STOCK]!.tally);
  const tallies = comparisons.flatMap(({ rows }) => rows.map(({ tally }) => tally));
  const failures = tallies.reduce((sum, tally) => sum + tally.failures, 0);
  const requests = tallies.reduce((sum, tally) => sum + tally.requests, 0);
  const goals: Goal[] = [
    { text: `answers: ${failures} of ${requests} with errors, at most 1 %`, isMet: failures <= requests / 100 },
    { text: `CPU, 1 child: ${ratio(one).toFixed(2)} of stock's, at most 0.25`, isMet: ratio(one) <= 0.25 },
    { text: `CPU, 50 children: ${ratio(fifty).toFixed(2)} of stock's, at most 0.25`, isMet: ratio(fifty) <= 0.25 },
    { text: `decisions: ${(share * 100).toFixed(2)} % of a 5,000-field answer, at most 1 %`, isMet: share <= 0.01 },
    {
      text: 'subgraph requests: at most owners times depth of the plan',
      isMet: comparisons.every(({ rows, mostRequests }) => rows[0]!.counts.subgraphRequests <= mostRequests),
    },
    { text: `outbox and idempotency key: ${frame.toFixed(2)} of a bare insert, at most 1.5`, isMet: frame <= 1.5 },
    { text: `checkPolicy, ${proof.rules} rules: ${(proof.ms / 1_000).toFixed(2)} s, below 2`, isMet: proof.ms < 2_000 },
    {
      text: `simulatePolicy, ${simulation.disclosures} disclosures: ${(simulation.ms / 1_000).toFixed(2)} s, below 5`,
      isMet: simulation.ms < 5_000,
    },
    { text: `peak RSS: ${readings[0]!.peakRssMb.toFixed(0)} MB, below 300`, isMet: readings[0]!.peakRssMb < 300 },
  ];
  print('');
  for (const { text, isMet } of goals) print(`${isMet ? 'met   ' : 'MISSED'} ${text}`);
  return goals.every(({ isMet }) => isMet);
}

function giveUp(reason: string): void {
  process.stderr.write(`bench: ${reason}\n`);
  void stopAll().finally(() => process.exit(1));
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => giveUp('stopped'));
setTimeout(() => giveUp('took too long'), LIMIT_MS).unref();

main().then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
