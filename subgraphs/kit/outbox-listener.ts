import { Client } from 'pg';

/** Tells when something was committed to the outbox. A wake-up can be lost: whoever waits looks by itself, too. */
export interface OutboxListener {
  /** How many wake-ups there have been: compared before and after looking, none is missed in between. */
  count(): number;
  /** Resolves at a wake-up after the given count, at the latest after `ms`, and when the listener is closed. */
  wait(count: number, ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Listens on one connection of its own, opened at the first wait and again whenever it was lost. */
export function createOutboxListener(url: string): OutboxListener {
  let count = 0;
  let client: Client | null = null;
  let isClosed = false;
  const waiting = new Set<() => void>();

  const wake = (): void => {
    count += 1;
    for (const resume of waiting) resume();
  };
  const lose = (lost: Client): void => {
    if (client === lost) client = null;
    lost.end().catch(() => undefined);
  };
  const listen = (): void => {
    if (client !== null || isClosed) return;
    const opened = new Client({ connectionString: url, application_name: 'sightline-outbox' });
    client = opened;
    opened.on('error', () => lose(opened));
    opened.on('end', () => lose(opened));
    opened.on('notification', wake);
    opened
      .connect()
      .then(() => opened.query('listen outbox'))
      .then(wake, () => lose(opened));
  };

  return {
    count: () => count,
    wait: (seen, ms) => {
      listen();
      if (isClosed || count !== seen) return Promise.resolve();
      return new Promise((resolve) => {
        const resume = (): void => {
          clearTimeout(timer);
          waiting.delete(resume);
          resolve();
        };
        const timer = setTimeout(resume, ms);
        waiting.add(resume);
      });
    },
    close: async () => {
      isClosed = true;
      wake();
      await client?.end().catch(() => undefined);
    },
  };
}
