import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { Session } from 'node:inspector';
import { writeFileSync } from 'node:fs';

/**
 * Preloaded into the processes that the bench measures. It does nothing until the parent asks, so that what is measured
 * is the process as it runs without it; requests and statements are counted in a pass of their own.
 */
export type MeterRequest =
  | { readonly meter: 'read' }
  | { readonly meter: 'count' }
  | { readonly meter: 'profile' }
  | { readonly meter: 'save'; readonly file: string };

/** What a process has used since it began, and what it has asked of others since counting began. */
export interface Reading {
  readonly cpuMs: number;
  readonly peakRssMb: number;
  readonly subgraphRequests: number;
  readonly subgraphStatements: number;
  readonly ownStatements: number;
}

const counted = { subgraphRequests: 0, subgraphStatements: 0, ownStatements: 0 };
let isCounting = false;
let session: Session | null = null;

process.on('message', (message: unknown) => {
  if (typeof message !== 'object' || message === null || !('meter' in message)) return;
  answer(message as MeterRequest);
});
// A child process is kept up by its channel once somebody listens; the channel alone should not do that.
process.channel?.unref();

function answer(request: MeterRequest): void {
  if (request.meter === 'count' && !isCounting) startCounting();
  if (request.meter === 'profile') startProfile();
  if (request.meter === 'save') return saveProfile(request.file);
  process.send?.({ reading: read() });
}

function read(): Reading {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1_000,
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
    ...counted,
    memory: process.memoryUsage(),
  } as Reading;
}

function startCounting(): void {
  isCounting = true;
  diagnostics.subscribe('undici:request:headers', (message) => {
    const { response } = message as { response: { headers: Buffer[] } };
    const at = response.headers.findIndex((each, index) => index % 2 === 0 && String(each) === 'x-sql-statements');
    countResponse(at < 0 ? undefined : String(response.headers[at + 1]));
  });
  diagnostics.subscribe('http.client.response.finish', (message) => {
    const { response } = message as { response: IncomingMessage };
    countResponse(response.headers['x-sql-statements']);
  });
  countStatements();
}

function countResponse(statements: string | string[] | undefined): void {
  counted.subgraphRequests += 1;
  counted.subgraphStatements += Number(statements ?? 0);
}

function countStatements(): void {
  const { Client } = require('pg') as typeof import('pg');
  const query = Reflect.get(Client.prototype, 'query');
  Client.prototype.query = function (this: unknown, ...rest: unknown[]): unknown {
    counted.ownStatements += 1;
    return Reflect.apply(query, this, rest);
  } as typeof query;
}

function startProfile(): void {
  session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 250 });
  session.post('Profiler.start');
}

function saveProfile(file: string): void {
  session?.post('Profiler.stop', (_error, { profile }) => {
    writeFileSync(file, JSON.stringify(profile));
    process.send?.({ reading: read() });
  });
}
