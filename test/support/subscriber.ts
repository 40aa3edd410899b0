import { setTimeout as sleep } from 'node:timers/promises';
import { createClient as createSocketClient, type Client } from 'graphql-ws';
import { createClient as createEventClient } from 'graphql-sse';
import { WebSocket } from 'ws';
import type { HubClient, Person, WithheldEntry } from './client';

/** An event as tests ask for it. */
export interface SeenEvent {
  readonly cursor: string;
  readonly id: string;
  readonly type: string;
  readonly child: { readonly id: string };
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is the test's own query
  readonly [field: string]: any;
}

/** Somebody who follows events with one of the public clients, unmodified. */
export interface Subscriber {
  readonly events: SeenEvent[];
  readonly errors: { message: string; extensions: Record<string, unknown> }[];
  readonly withheld: WithheldEntry[][];
  /** How the connection was closed, once it was. */
  closed(): { code: number; reason: string } | null;
  isOver(): boolean;
  /** The cursor of the last event. */
  after(): string | null;
  stop(): void;
}

export interface Follow {
  readonly url: string;
  readonly hub: Pick<HubClient, 'tokenOf'>;
  readonly person: Person;
  /** What to select of an event besides cursor, id, type and child. */
  readonly fields?: string;
  /** A whole subscription in the place of that one. */
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  readonly socket?: (socket: WebSocket) => void;
}

const QUERY = (fields: string): string => `
  subscription($after: String, $types: [ChildEventType!], $children: [ID!], $areas: [ID!]) {
    childEvents(after: $after, types: $types, children: $children, areas: $areas) { cursor id type child { id } ${fields} } }`;

interface Closing {
  readonly code: number;
  readonly reason: string;
}

interface Sink {
  next(result: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

function createSubscriber(): { subscriber: Subscriber; sink: Sink; close: (code: number, reason: string) => void } {
  const events: SeenEvent[] = [];
  const errors: Subscriber['errors'] = [];
  const withheld: WithheldEntry[][] = [];
  let closing: { code: number; reason: string } | null = null;
  let isOver = false;
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  const next = (result: any): void => {
    if (result.data?.childEvents) events.push(result.data.childEvents as SeenEvent);
    errors.push(...((result.errors ?? []) as Subscriber['errors']));
    withheld.push((result.extensions?.disclosure?.withheld ?? []) as WithheldEntry[]);
  };
  const error = (failure: unknown): void => {
    isOver = true;
    if (Array.isArray(failure)) errors.push(...(failure as Subscriber['errors']));
    else if (failure instanceof Error) errors.push({ message: failure.message, extensions: {} });
  };
  const subscriber: Subscriber = {
    events,
    errors,
    withheld,
    closed: () => closing,
    isOver: () => isOver,
    after: () => events.at(-1)?.cursor ?? null,
    stop: () => undefined,
  };
  const close = (code: number, reason: string): void => void (closing = { code, reason });
  return { subscriber, sink: { next, error, complete: () => void (isOver = true) }, close };
}

/** Follows over graphql-transport-ws with graphql-ws's own client; what happens once this has resolved comes. */
export async function follow(options: Follow): Promise<Subscriber> {
  const { url, hub, person, fields = '', variables = {} } = options;
  const query = options.query ?? QUERY(fields);
  const token = options.token ?? (await hub.tokenOf(person));
  const { subscriber, sink, close } = createSubscriber();
  let after = variables['after'] ?? null;
  let isWelcome = false;
  const client: Client = createSocketClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
    on: {
      opened: (socket) => options.socket?.(socket as WebSocket),
      connected: (_socket, welcome) => {
        after ??= (welcome as { cursor: string }).cursor;
        isWelcome = true;
      },
      closed: (event) => close((event as Closing).code, (event as Closing).reason),
    },
  });
  const { purpose, justification } = person;
  const extensions = { purpose, justification };
  // Read again at each attempt: the place of whoever has seen nothing yet is the one of the welcome.
  const from = {
    ...variables,
    get after() {
      return after;
    },
  };
  const isFrom = query.includes('$after');
  const stop = client.subscribe({ query, variables: isFrom ? from : { ...variables }, extensions }, sink);
  await until(() => isWelcome || subscriber.isOver() || subscriber.closed() !== null);
  if (!isFrom) await settled();
  return Object.assign(subscriber, {
    stop: () => {
      stop();
      void client.dispose();
    },
  });
}

/** Follows over server-sent events with graphql-sse's own client. */
export async function followStream(options: Follow): Promise<Subscriber> {
  const { url, hub, person, fields = '', variables = {} } = options;
  const token = options.token ?? (await hub.tokenOf(person));
  const { subscriber, sink } = createSubscriber();
  let isTaken = false;
  const client = createEventClient({
    url: `${url}/graphql/stream`,
    retryAttempts: 0,
    fetchFn: async (...request: Parameters<typeof fetch>) => {
      const response = await fetch(...request);
      isTaken = true;
      return response;
    },
    headers: {
      authorization: `Bearer ${token}`,
      ...(person.purpose ? { 'sightline-purpose': person.purpose } : {}),
      ...(person.justification ? { 'sightline-justification': person.justification } : {}),
    },
  });
  const stop = client.subscribe({ query: QUERY(fields), variables: { ...variables } }, sink);
  await until(() => isTaken || subscriber.isOver());
  return Object.assign(subscriber, {
    stop: () => {
      stop();
      client.dispose();
    },
  });
}

/** A subscription without a cursor starts when the hub has taken it, of which a WebSocket says nothing. */
function settled(): Promise<void> {
  return sleep(400);
}

/** Waits until something holds; fails when it does not within the time. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error(`what was waited for did not come: ${String(holds)}`);
}
