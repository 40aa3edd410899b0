import { Client, type Pool } from 'pg';
import { type WakeUps } from '../events/wake-ups';
import { createWaker } from './waker';

const RECONNECT_MS = 500;

/** Wake-ups by NOTIFY, over the database that the gateways have in common. */
export async function createPostgresWakeUps(pool: Pool, channel: string): Promise<WakeUps> {
  const listeners = new Set<() => void>();
  const wakeAll = (): void => {
    for (const listener of listeners) listener();
  };
  const listening = createListening(pool, { channel, onWake: wakeAll });
  await listening.open();
  return {
    publish: createWaker(pool, channel),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => listening.close(),
  };
}

interface Listening {
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Holds one connection that listens; another is opened when it is lost, and what was missed meanwhile is woken for. */
function createListening(pool: Pool, { channel, onWake }: { channel: string; onWake: () => void }): Listening {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const lose = (lost: Client): void => {
    if (client !== lost) return;
    client = null;
    lost.end().catch(() => undefined);
    if (!isClosed) timer = setTimeout(() => void open(), RECONNECT_MS).unref();
  };
  const open = async (): Promise<void> => {
    const opened = new Client({
      connectionString: pool.options.connectionString,
      connectionTimeoutMillis: pool.options.connectionTimeoutMillis ?? 1_000,
      application_name: `sightline-hub-${channel}`,
    });
    client = opened;
    opened.on('error', () => lose(opened));
    opened.on('end', () => lose(opened));
    opened.on('notification', onWake);
    await opened
      .connect()
      .then(() => opened.query(`listen ${opened.escapeIdentifier(channel)}`))
      .then(onWake)
      .catch(() => lose(opened));
  };
  return {
    open,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
