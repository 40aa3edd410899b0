import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  StorageType,
  type ConsumerMessages,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { WakeUps } from './wake-ups';

/** Of all hubs on one server: a wake-up of another hub's is one for nothing. */
const STREAM = 'SIGHTLINE_WAKE_UPS';
const SUBJECTS = 'sightline.wake-ups';
const RETRY_MS = 500;
/** A server that takes connections and says nothing holds up no orderly stop. */
const CONNECT_MS = 2_000;
/** Nanoseconds, as NATS counts. INVARIANT: a wake-up that is older than a look without one is of no use. */
const MAX_AGE_NS = 60 * 1_000_000_000;

export interface NatsOptions {
  /** `nats://` or `tls://`, with user and password or a token where the server asks for them. */
  readonly url: string;
  readonly channel: string;
  readonly report: (error: unknown) => void;
}

/**
 * Wake-ups over NATS JetStream: a stream in memory that keeps the last one of each channel, and a consumer for each
 * gateway. Nothing of an event is in them. Does not wait for the server: while there is none, listeners look by themselves.
 */
export function createNatsWakeUps(options: NatsOptions): WakeUps {
  const listeners = new Set<() => void>();
  const wakeAll = (): void => listeners.forEach((listener) => listener());
  const state: State = { options, stopping: new AbortController(), connection: null, messages: null, wakeAll };
  const running = run(state);
  return {
    publish: createPublisher(state),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      state.stopping.abort();
      state.messages?.stop();
      await state.connection?.close().catch(() => undefined);
      await running;
    },
  };
}

interface State {
  readonly options: NatsOptions;
  readonly stopping: AbortController;
  connection: NatsConnection | null;
  messages: ConsumerMessages | null;
  readonly wakeAll: () => void;
}

/** Listens until it is stopped: what ends for whatever reason is begun again. */
async function run(state: State): Promise<void> {
  const { options, stopping } = state;
  let isReported = false;
  while (!stopping.signal.aborted) {
    try {
      await listen(state);
      isReported = false;
    } catch (error) {
      if (!isReported && !stopping.signal.aborted) options.report(error);
      isReported = true;
    }
    if (!stopping.signal.aborted) await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}

async function listen(state: State): Promise<void> {
  const { options, stopping, wakeAll } = state;
  if (state.connection === null || state.connection.isClosed()) state.connection = await connect(serverOf(options.url));
  if (stopping.signal.aborted) return state.connection.close();
  await openStream(await jetstreamManager(state.connection));
  const consumer = await jetstream(state.connection).consumers.get(STREAM, {
    filter_subjects: subjectOf(options),
    deliver_policy: DeliverPolicy.LastPerSubject,
  });
  state.messages = await consumer.consume({ abort_on_missing_resource: true });
  // For what was missed while nobody listened.
  wakeAll();
  const messages = state.messages[Symbol.asyncIterator]();
  while ((await messages.next()).done !== true) wakeAll();
}

/** An operator may have made the stream, with replicas for one. */
async function openStream({ streams }: JetStreamManager): Promise<void> {
  const isThere = await streams.info(STREAM).then(
    () => true,
    (error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return false;
      throw error;
    },
  );
  if (isThere) return;
  await streams.add({
    name: STREAM,
    subjects: [`${SUBJECTS}.*`],
    storage: StorageType.Memory,
    max_msgs_per_subject: 1,
    max_age: MAX_AGE_NS,
  });
}

/** Wakes once for all that is asked while a waking is under way; never fails. */
function createPublisher(state: State): () => void {
  let isWaking = false;
  let isAskedAgain = false;
  const wake = async (): Promise<void> => {
    do {
      isAskedAgain = false;
      const { connection } = state;
      if (connection !== null)
        await jetstream(connection)
          .publish(subjectOf(state.options), '')
          .catch(() => undefined);
    } while (isAskedAgain);
    isWaking = false;
  };
  return () => {
    isAskedAgain = true;
    if (isWaking) return;
    isWaking = true;
    void wake();
  };
}

function subjectOf({ channel }: NatsOptions): string {
  return `${SUBJECTS}.${channel}`;
}

function serverOf(text: string) {
  const url = new URL(text);
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const credentials = pass === '' ? (user === '' ? {} : { token: user }) : { user, pass };
  return {
    servers: url.host,
    name: 'sightline-gateway',
    maxReconnectAttempts: -1,
    timeout: CONNECT_MS,
    reconnectTimeWait: RETRY_MS,
    ...credentials,
    ...(url.protocol === 'tls:' ? { tls: {} } : {}),
  };
}
