import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { Pool } from 'pg';
import type { WebSocket } from 'ws';
import { HARBOUR, NORFOLK } from '../../gateway/launch/demonstration/directory';
import { startPostgres } from '../support/postgres';
import { startHub, type TestHub } from '../support/running-hub';
import { openFollower, writeEvents, type Pace, type Told } from './event-load';
import { benchLines, permissivePolicy } from './lines';
import { quantile } from './load';
import { ask, METER_OPTION } from './metered';
import type { Reading } from './meter';
import { print, type Goal } from './report';

const SUBSCRIBERS = Number(process.env['SUBSCRIBERS'] ?? 1_000);
const PER_SECOND = Number(process.env['PER_SECOND'] ?? 100);
const SECONDS = Number(process.env['SECONDS'] ?? 20);
/** Children, and so how many subscribers get an event: each follows one child. */
const CHILDREN = Number(process.env['CHILDREN'] ?? 100);
const WARM_UP_SECONDS = 5;
/** Of these many subscribers one reads slowly and one not at all. */
const ONE_IN = 25;
const ORGANISATIONS = [NORFOLK.council, NORFOLK.force, HARBOUR];

const stops: (() => Promise<void>)[] = [];

async function main(): Promise<boolean> {
  const postgres = await startPostgres({ durable: true });
  stops.unshift(() => postgres.stop());
  const now = new Date();
  const lines = benchLines(CHILDREN, now);
  const env = { NODE_OPTIONS: METER_OPTION };
  const hub = await startHub({ children: 8, lines, now, policyOf: permissivePolicy, env });
  stops.unshift(() => hub.stop());
  const told = lines.police
    .filter(({ kind }) => kind === 'MissingEpisode')
    .map((line): Told => ({ childId: String(line['subjectId']), recordId: String(line['id']) }));
  const sockets = await followAll(hub, lines.children);
  stops.unshift(async () => sockets.forEach((socket) => socket.terminate()));
  await sleep(1_000);
  return measure(hub, told, sockets);
}

async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

interface Taken {
  readonly at: number;
  readonly pace: Pace;
  readonly isWhole: boolean;
}
/** How many events were taken by anybody. */
let takings = 0;
/** By event, who has taken it. */
const taken = new Map<string, Taken[]>();

async function followAll(hub: TestHub, children: readonly string[]): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (let begin = 0; begin < SUBSCRIBERS; begin += 50) {
    const some = Array.from({ length: Math.min(50, SUBSCRIBERS - begin) }, (_, n) =>
      followOne(hub, children, begin + n),
    );
    sockets.push(...(await Promise.all(some)));
  }
  return sockets;
}

async function followOne(hub: TestHub, children: readonly string[], n: number): Promise<WebSocket> {
  const organisation = ORGANISATIONS[n % ORGANISATIONS.length]!;
  const token = await hub.tokenOf({ organisation, role: 'SUPERVISOR', subject: `supervisor-${n}` });
  const pace: Pace = n % ONE_IN === 1 ? 'NEVER' : n % ONE_IN === 2 ? 'SLOWLY' : 'AT_ONCE';
  const took = (id: string, isWhole: boolean): void => {
    const at = performance.now();
    takings += 1;
    const known = taken.get(id);
    if (known) known.push({ at, pace, isWhole });
    else taken.set(id, [{ at, pace, isWhole }]);
  };
  return openFollower({ url: hub.url, token, children: [children[n % children.length]!], pace, took });
}

interface Memory extends Reading {
  readonly memory: NodeJS.MemoryUsage;
}

async function measure(hub: TestHub, told: readonly Told[], sockets: readonly WebSocket[]): Promise<boolean> {
  const police = new Pool({ connectionString: hub.databases.police, max: 8 });
  stops.unshift(() => police.end());
  const gateway = hub.process('gateway');
  const commits = new Map<string, number>();
  const committed = (id: string, _told: Told, at: number): void => void commits.set(id, at);
  await writeEvents({ police, told, perSecond: PER_SECOND, seconds: WARM_UP_SECONDS, committed });
  await sleep(1_500);
  commits.clear();
  taken.clear();
  const watching = watchMemory(gateway);
  if (process.env['BENCH_PROFILE']) await ask(gateway, { meter: 'profile' });
  const before = await ask(gateway, { meter: 'read' });
  const takenBefore = takings;
  await writeEvents({ police, told, perSecond: PER_SECOND, seconds: SECONDS, committed });
  await sleep(1_500);
  const after = await ask(gateway, { meter: 'read' });
  const delivered = takings - takenBefore;
  const memory = await watching.stop();
  if (process.env['BENCH_PROFILE']) {
    await ask(gateway, { meter: 'save', file: path.join(process.env['BENCH_PROFILE'], 'events.cpuprofile') });
  }
  return report({ commits, delivered, cpuMs: after.cpuMs - before.cpuMs, memory, sockets });
}

/** Asks every five seconds what the gateway holds. */
function watchMemory(gateway: Parameters<typeof ask>[0]) {
  const readings: NodeJS.MemoryUsage[] = [];
  const look = async (): Promise<void> => {
    readings.push(((await ask(gateway, { meter: 'read' })) as Memory).memory);
  };
  const timer = setInterval(() => void look(), Math.max(SECONDS / 8, 2) * 1_000);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return readings;
    },
  };
}

interface Measured {
  readonly commits: ReadonlyMap<string, number>;
  /** Everything that was delivered while the CPU was measured, what had waited from before included. */
  readonly delivered: number;
  readonly cpuMs: number;
  readonly memory: readonly NodeJS.MemoryUsage[];
  readonly sockets: readonly WebSocket[];
}

function report({ commits, delivered, cpuMs, memory, sockets }: Measured): boolean {
  const delays: number[] = [];
  let [ofThese, whole] = [0, 0];
  for (const [id, at] of commits) {
    const takers = taken.get(id) ?? [];
    ofThese += takers.length;
    whole += takers.filter(({ isWhole }) => isWhole).length;
    for (const one of takers) if (one.pace === 'AT_ONCE') delays.push(one.at - at);
  }
  const prompt = sockets.filter((_, n) => n % ONE_IN > 2 || n % ONE_IN === 0).length;
  const due = (commits.size * prompt) / CHILDREN;
  const [p50, p99] = [quantile(delays, 0.5), quantile(delays, 0.99)];
  const each = cpuMs / delivered;
  print(
    `${PER_SECOND} events/s for ${SECONDS} s to ${SUBSCRIBERS} subscribers of one gateway, each of one child of ${CHILDREN};`,
  );
  print(
    `one in ${ONE_IN} reads one event a second, one in ${ONE_IN} none at all; three owners are asked for each event`,
  );
  print(`delivered ${delivered}, to those who read ${delays.length} of about ${due.toFixed(0)}`);
  print(
    `commit to delivery: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${quantile(delays, 1).toFixed(0)} ms`,
  );
  print(`gateway: ${(cpuMs / 1_000).toFixed(1)} s CPU, ${each.toFixed(3)} ms for each event that was delivered`);
  const mb = (bytes: number): string => (bytes / 1_048_576).toFixed(0);
  print(
    `RSS ${memory.map(({ rss }) => mb(rss)).join(' ')} MB; heap ${memory.map(({ heapUsed }) => mb(heapUsed)).join(' ')} MB`,
  );
  const goals: Goal[] = [
    { text: `delivered to all who read: ${delays.length} of ${due.toFixed(0)}`, isMet: delays.length >= due * 0.98 },
    { text: `with all that was asked for: ${whole} of ${ofThese}`, isMet: whole === ofThese },
    { text: `commit to delivery p50: ${p50.toFixed(1)} ms, below 100`, isMet: p50 < 100 },
    { text: `commit to delivery p99: ${p99.toFixed(1)} ms, below 1,000`, isMet: p99 < 1_000 },
    { text: `CPU for each delivered event: ${each.toFixed(3)} ms, below 0.3`, isMet: each < 0.3 },
  ];
  for (const { text, isMet } of goals) print(`${isMet ? 'met   ' : 'MISSED'} ${text}`);
  return goals.every(({ isMet }) => isMet);
}

function end(code: number): void {
  void stopAll().finally(() => process.exit(code));
}

setTimeout(() => end(1), (SECONDS + 120) * 1_000).unref();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end(1));
process.once('uncaughtException', (error) => {
  process.stderr.write(`bench: ${error.stack ?? error.message}\n`);
  end(1);
});
main().then(
  (isGood) => end(isGood ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    end(1);
  },
);
