import { Client, type Pool } from 'pg';
import { SightlineError } from '../errors';
import { loadPolicySnapshot, settlePolicies, type PolicySnapshot } from './policy-snapshot';

/** What holds now, and since when that is certain. */
export interface CurrentPolicies extends PolicySnapshot {
  /** Epoch milliseconds at which the last confirmation was asked for. */
  readonly confirmedAt: number;
}

/** Keeps policies, lawful bases, the directory and the known supergraphs in memory, no older than its promise. */
export interface PolicySource {
  /** Loads everything and starts listening and polling. Rejects when the first load fails. */
  start(): Promise<void>;
  /** @throws PolicyUnavailableError when what is in memory was not confirmed in time. */
  current(): CurrentPolicies;
  /** Asks the database now and resolves when what is in memory is what it answered. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Nobody can say whether the policies in memory still hold, so nothing may be disclosed by them. */
export class PolicyUnavailableError extends SightlineError {
  constructor() {
    super('POLICY_UNAVAILABLE', 'the sharing policies could not be confirmed in time');
    this.name = 'PolicyUnavailableError';
  }
}

export interface PolicySourceOptions {
  readonly pool: Pool;
  readonly pollMs?: number;
  /** How long what is in memory counts without confirmation. */
  readonly maxAgeMs?: number;
  readonly now?: () => number;
}

/** Creates a source that follows NOTIFY at once, and a poll for when a notification is lost. */
export function createPolicySource(options: PolicySourceOptions): PolicySource {
  const { pool, pollMs = 1_000, maxAgeMs = 5_000, now = Date.now } = options;
  let current: CurrentPolicies | undefined;
  let running: Promise<void> | undefined;
  let askAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const confirm = async (): Promise<void> => {
    const askedAt = now();
    const epoch = await settlePolicies(pool);
    const snapshot = current !== undefined && epoch === current.epoch ? current : await loadPolicySnapshot(pool);
    current = { ...snapshot, confirmedAt: askedAt };
  };
  const refresh = (): Promise<void> => {
    // INVARIANT: a change that was announced while a confirmation was under way is asked for once more after it.
    askAgain = true;
    running ??= (async () => {
      while (askAgain) {
        askAgain = false;
        await confirm();
      }
    })().finally(() => (running = undefined));
    return running;
  };
  const quietly = (): void => void refresh().catch(() => undefined); // current() tells when it goes on too long
  const listener = createListener(pool, quietly);

  return {
    start: async () => {
      await refresh();
      await listener.ensure();
      timer = setInterval(() => {
        quietly();
        void listener.ensure();
      }, pollMs);
      timer.unref();
    },
    current: () => {
      if (closed || current === undefined || now() - current.confirmedAt > maxAgeMs) throw new PolicyUnavailableError();
      return current;
    },
    refresh,
    close: async () => {
      closed = true;
      clearInterval(timer);
      await listener.close();
      await running?.catch(() => undefined);
    },
  };
}

/** Holds one connection of its own that listens, and opens another when it is lost. */
function createListener(pool: Pool, onChange: () => void): { ensure(): Promise<void>; close(): Promise<void> } {
  let client: Client | undefined;
  let closed = false;
  const lose = (lost: Client): void => {
    if (client === lost) client = undefined;
    lost.end().catch(() => undefined);
  };
  return {
    ensure: async () => {
      if (client !== undefined || closed) return;
      const opened = new Client({
        connectionString: pool.options.connectionString,
        connectionTimeoutMillis: pool.options.connectionTimeoutMillis ?? 1_000,
        application_name: 'sightline-hub-policy',
      });
      client = opened;
      opened.on('error', () => lose(opened));
      opened.on('end', () => lose(opened));
      opened.on('notification', onChange);
      // Without a listener the poll still notices every change within its interval.
      await opened
        .connect()
        .then(() => opened.query('listen policy'))
        .catch(() => lose(opened));
    },
    close: async () => {
      closed = true;
      await client?.end().catch(() => undefined);
    },
  };
}
