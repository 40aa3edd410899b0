import type { AuditFigures } from './alone';
import { quantile, type Tally } from './load';

/** What one request of one query asks of others, counted one request at a time. */
export interface Counts {
  readonly subgraphRequests: number;
  readonly subgraphStatements: number;
  readonly ownStatements: number;
}

export interface Row {
  readonly contestant: string;
  readonly tally: Tally;
  readonly counts: Counts;
}

export interface Comparison {
  readonly query: string;
  readonly fields: number;
  readonly rows: readonly Row[];
  /** Owners times depth of the plan: what the subgraph requests of our gateway may be at most. */
  readonly mostRequests: number;
}

export interface Goal {
  readonly text: string;
  readonly isMet: boolean;
}

/** Where in a comparison's rows the stock gateway stands. */
export const STOCK = 2;
const STOCK_ON_SPLIT = 3;

/** CPU milliseconds of one request: the median of the rounds, which one disturbed round does not move. */
export function cpuPerRequest({ rounds }: Tally): number {
  return quantile(rounds, 0.5);
}

/** How the CPU of a request compares: the median over the rounds, each against the round that ran next to it. */
export function cpuRatio(of: Tally, to: Tally): number {
  const pairs = of.rounds.flatMap((cpu, round) => (to.rounds[round] === undefined ? [] : [cpu / to.rounds[round]]));
  return quantile(pairs, 0.5);
}

export function printComparison({ query, fields, rows, mostRequests }: Comparison): void {
  const [ours] = rows;
  print(`\n${query}: ${fields} fields, ${(ours!.tally.bytes / 1_000).toFixed(1)} kB`);
  const head = [
    'gateway',
    'requests',
    'per s',
    'p50 ms',
    'p99 ms',
    'CPU ms',
    'to (c)',
    'to (d)',
    'subgraph requests',
    'SQL',
  ];
  const [stock, split] = [rows[STOCK]!, rows[STOCK_ON_SPLIT]!];
  table([
    head,
    ...rows.map(({ contestant, tally, counts }, index) => [
      contestant,
      String(tally.requests),
      (tally.requests / tally.seconds).toFixed(0),
      quantile(tally.latenciesMs, 0.5).toFixed(1),
      quantile(tally.latenciesMs, 0.99).toFixed(1),
      cpuPerRequest(tally).toFixed(2),
      cpuRatio(tally, stock.tally).toFixed(2),
      cpuRatio(tally, split.tally).toFixed(2),
      index < STOCK ? `${counts.subgraphRequests} of ${mostRequests}` : String(counts.subgraphRequests),
      `${counts.subgraphStatements} + ${counts.ownStatements}`,
    ]),
  ]);
}

export function printAudit(figures: readonly AuditFigures[]): void {
  for (const { concurrency, perSecond, p99Ms } of figures) {
    print(
      `audit writer alone, ${concurrency} at a time: ${perSecond.toFixed(0)} entries/s, p99 ${p99Ms.toFixed(1)} ms`,
    );
  }
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function table(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    print(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
    );
  }
}

/** Leaf values in an answer, null included. */
export function countFields(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + countFields(each), 0);
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + countFields(each), 0);
}
