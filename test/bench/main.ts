import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import path from 'node:path';
import { parse } from 'graphql';
import { createOperations, type Operations } from '../../gateway/operations';
import { composePlain } from '../../schema/compose';
import { startPostgres } from '../support/postgres';
import { startHub, type TestHub } from '../support/running-hub';
import { measureAudit, measureDecisions, measureSigning } from './alone';
import { benchLines, permissivePolicy } from './lines';
import { createAsker, emptyTally, type Asker, type Contestant } from './load';
import { ask, launch, METER_OPTION } from './metered';
import { benchQueries, CALLER, type BenchQuery } from './queries';
import { countFields, cpuPerRequest, print, printAudit, printComparison } from './report';
import type { Comparison, Counts, Goal, Row } from './report';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const CHILDREN = 400;
const BENCH_CHILDREN = 50;
/** The bench ends by itself, whatever hangs. */
const LIMIT_MS = 240_000;
const GENERATED = path.resolve(__dirname, '..', '..', '..', 'schema', 'generated');

async function main(): Promise<boolean> {
  const postgres = await startPostgres({ durable: true });
  const stops: (() => Promise<void>)[] = [() => postgres.stop()];
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
    const [open, stock] = await Promise.all([launch('open-gateway.js', env), launch('stock-gateway.js', env)]);
    stops.unshift(open.stop, stock.stop);
    const contestants: Contestant[] = [
      { name: '(a) ours: decisions, audit, signing', origin: hub.url, child: hub.process('gateway') },
      { name: '(b) ours: signing only', origin: open.url, child: open.child },
      { name: '(c) stock in Apollo Server', origin: stock.url, child: stock.child },
    ];
    return await compareAll({ hub, env, contestants, children: lines.children });
  } finally {
    for (const stop of stops) await stop();
  }
}

interface Bench {
  readonly hub: TestHub;
  readonly env: NodeJS.ProcessEnv;
  readonly contestants: readonly Contestant[];
  readonly children: readonly string[];
}

function environmentOf(hub: TestHub): NodeJS.ProcessEnv {
  const plain = path.join(hub.folder, 'plain.graphql');
  const sdl = (name: string): string => readFileSync(path.join(GENERATED, `${name}.graphql`), 'utf8');
  const subgraphs = ['police', 'council', 'charity', 'hub'].map((name) => ({ name, sdl: sdl(name) }));
  const urlOf = (sector: string): string =>
    (hub.urls as Record<string, string>)[sector] ?? 'http://hub.invalid/graphql';
  writeFileSync(plain, composePlain(subgraphs, urlOf).supergraphSdl);
  return {
    ...process.env,
    NODE_ENV: 'test',
    SIGHTLINE_DATA: hub.folder,
    HUB_DATABASE_URL: hub.databases.hub,
    PLAIN_SUPERGRAPH: plain,
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
  const answers = await Promise.all(
    contestants.map(async (each) => (JSON.parse(await asker.once(each, query)) as { data: unknown }).data),
  );
  answers.forEach((data, index) => {
    if (isDeepStrictEqual(plain(data), plain(answers[0]))) return;
    throw new Error(`${query.name}: the data of ${contestants[index]!.name} differs from ours`);
  });
  return countFields(answers[0]);
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Takes turns, so that whatever else the machine does falls on all alike. */
async function drive(asker: Asker, { contestants }: Bench, queries: readonly BenchQuery[]) {
  const tallies = new Map<string, ReturnType<typeof emptyTally>>();
  for (const query of queries) {
    for (let round = -2; round < ROUNDS; round += 1) {
      for (const contestant of contestants) {
        const key = `${contestant.name} ${query.name}`;
        // The first two rounds warm up: their figures are thrown away.
        if (round <= 0) tallies.set(key, emptyTally());
        await asker.round(contestant, query, tallies.get(key)!);
      }
    }
  }
  return tallies;
}

/** Counts what one request causes; of five, the least, because a gateway also asks for its policies every second. */
async function countOne(asker: Asker, { child, ...rest }: Contestant, query: BenchQuery): Promise<Counts> {
  const counts: Counts[] = [];
  for (let n = 0; n < 5; n += 1) {
    const before = await ask(child, { meter: 'count' });
    await asker.once({ child, ...rest }, query);
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
  print(`signing alone: ${signing.toFixed(3)} ms CPU for each subgraph request of 4 kB, in all three`);
  print(
    `5,000 decisions alone: ${decisions.toFixed(3)} ms; a 5,000-field answer: ${(perField * 5_000).toFixed(1)} ms CPU`,
  );
  printAudit([await measureAudit(hub.databases.hub, 1, 2_000), await measureAudit(hub.databases.hub, 64, 2_000)]);
  const ratio = (rows: readonly Row[] | undefined): number => cpu(rows, 2) / cpu(rows, 0);
  const goals: Goal[] = [
    { text: `CPU, 1 child: 1/${ratio(one).toFixed(1)} of stock, at most 1/4`, isMet: ratio(one) >= 4 },
    { text: `CPU, 50 children: 1/${ratio(fifty).toFixed(1)} of stock, at most 1/4`, isMet: ratio(fifty) >= 4 },
    { text: `decisions: ${(share * 100).toFixed(2)} % of a 5,000-field answer, at most 1 %`, isMet: share <= 0.01 },
    {
      text: 'subgraph requests: at most owners times depth of the plan',
      isMet: comparisons.every(({ rows, mostRequests }) => rows[0]!.counts.subgraphRequests <= mostRequests),
    },
    { text: `peak RSS: ${readings[0]!.peakRssMb.toFixed(0)} MB, below 300`, isMet: readings[0]!.peakRssMb < 300 },
  ];
  print('');
  for (const { text, isMet } of goals) print(`${isMet ? 'met   ' : 'MISSED'} ${text}`);
  return goals.every(({ isMet }) => isMet);
}

setTimeout(() => {
  process.stderr.write('bench: took too long\n');
  process.exit(1);
}, LIMIT_MS).unref();

main().then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
