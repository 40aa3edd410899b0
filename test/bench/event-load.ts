import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { WebSocket } from 'ws';
import { NORFOLK } from '../../gateway/launch/demonstration/directory';

/** An event as a partner's screen shows it: three owners are asked for the rest. */
const QUERY = `subscription($children: [ID!]) {
  childEvents(children: $children, types: [MISSING_REPORTED]) {
    id type child { id councilProfiles { id } supportEpisodes { id } }
    record { ... on MissingEpisode { id status circumstances } } } }`;

/** How a subscriber reads: at once, one event a second, or never. */
export type Pace = 'AT_ONCE' | 'SLOWLY' | 'NEVER';

export interface FollowerOptions {
  readonly url: string;
  readonly token: string;
  readonly children: readonly string[];
  readonly pace: Pace;
  /** Told of each event by its id, and whether all that was asked for came. */
  readonly took: (id: string, isWhole: boolean) => void;
}

/** Follows over a bare socket, so that a thousand of them cost the bench little. Resolves when the hub has acknowledged. */
export async function openFollower({ url, token, children, pace, took }: FollowerOptions): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const init = { authorization: `Bearer ${token}`, purpose: 'SECTION_47_ENQUIRY' };
  socket.send(JSON.stringify({ type: 'connection_init', payload: init }));
  await new Promise((resolve) => socket.once('message', resolve));
  socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as Message;
    if (type === 'ping') socket.send('{"type":"pong"}');
    const event = payload?.data?.childEvents;
    if (event) took(event.id, event.record?.circumstances != null && payload?.errors === undefined);
    if (pace === 'SLOWLY') {
      socket.pause();
      setTimeout(() => socket.resume(), 1_000);
    }
  });
  const payload = { query: QUERY, variables: { children } };
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
  if (pace === 'NEVER') socket.pause();
  return socket;
}

interface Message {
  readonly type: string;
  readonly payload?: {
    readonly errors?: unknown;
    readonly data?: { readonly childEvents?: { readonly id: string; readonly record?: { circumstances?: string } } };
  };
}

/** A record of which events tell. */
export interface Told {
  readonly childId: string;
  readonly recordId: string;
}

const INSERT = `insert into outbox (id, type, category, subject_id, record_type, record_id, owner_id, handling, occurred_at)
  values ($1, 'MISSING_REPORTED', 'MISSING', $2, 'MissingEpisode', $3, '${NORFOLK.force}', 'OPEN', now())`;

export interface WriterOptions {
  readonly police: Pool;
  readonly told: readonly Told[];
  readonly perSecond: number;
  readonly seconds: number;
  /** Told of each event right after its commit, with the time (performance.now). */
  readonly committed: (id: string, told: Told, at: number) => void;
}

/** Commits signals at an even pace, as an owner's mutations do, and wakes as they do. */
export async function writeEvents({ police, told, perSecond, seconds, committed }: WriterOptions): Promise<void> {
  const begun = performance.now();
  const running: Promise<void>[] = [];
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const due = begun + (number * 1_000) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    running.push(write(police, told[number % told.length]!, committed));
  }
  await Promise.all(running);
}

async function write(police: Pool, told: Told, committed: WriterOptions['committed']): Promise<void> {
  const id = randomUUID();
  await police.query(INSERT, [id, told.childId, told.recordId]);
  committed(id, told, performance.now());
  await police.query(`select pg_notify('outbox', '')`);
}
