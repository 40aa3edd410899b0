import { AuditUnavailableError } from './audit-unavailable-error';
import type { ChainHead } from './chain';
import { AppendTimeoutError, createChainAppender, type AuditLog } from './chain-appender';
import { writeBody, type AuditBody, type AuditEntry } from './entry';

export interface AuditWriterOptions {
  log: AuditLog;
  newId: () => string;
  /** Epoch milliseconds. */
  now: () => number;
  /** Told of the head after every commit. Must not throw. */
  committed?: (head: { writer: string } & ChainHead) => void;
  /** Told why a commit failed, for the operator. Must not throw. */
  failed?: (error: unknown) => void;
  /** Longest that an entry may wait for its commit. */
  limitMs?: number;
  /** Entries that may wait at one time; more are refused at once. */
  queueLimit?: number;
}

export interface AuditWriter {
  /** Resolves when the entry is committed. Throws AuditUnavailableError when it was not, or not in time. */
  record(entry: AuditEntry): Promise<void>;
  /** Refuses further entries and resolves when those that wait are committed or refused. */
  close(): Promise<void>;
  readonly writer: string;
}

const BATCH_LIMIT = 500;
/** A flush gets at least this long, however long its oldest entry has waited: slow is better than never. */
const SHORTEST_FLUSH_MS = 250;

interface Waiting {
  body: AuditBody;
  since: number;
  resolve: () => void;
  reject: (error: AuditUnavailableError) => void;
}

/**
 * Creates a writer with a hash chain of its own. Entries that arrive while a commit is under way are committed together
 * by the next one (group commit): one round trip serves up to 500. A commit that fails or takes too long refuses
 * everything that waits; the chain then continues from what the log holds.
 */
export function createAuditWriter(options: AuditWriterOptions): AuditWriter {
  const { log, now, limitMs = 1_500, queueLimit = 10_000 } = options;
  const writer = options.newId();
  const chain = createChainAppender({ log, writer });
  let queue: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let isClosed = false;

  async function record(entry: AuditEntry): Promise<void> {
    if (isClosed) throw new AuditUnavailableError('it is closed');
    if (queue.length >= queueLimit) throw new AuditUnavailableError('too many entries wait');
    const body = writeBody(entry);
    await new Promise<void>((resolve, reject) => {
      queue.push({ body, since: now(), resolve, reject });
      flushing ??= flushAll();
    });
  }

  async function flushAll(): Promise<void> {
    // Entries of the same turn of the event loop share the first commit.
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH_LIMIT);
      try {
        await commit(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        options.failed?.(error);
        refuse([...batch, ...queue.splice(0)], reasonOf(error));
      }
    }
    flushing = undefined;
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    const at = now();
    const waited = at - (batch[0]?.since ?? at);
    const signal = AbortSignal.timeout(Math.max(SHORTEST_FLUSH_MS, limitMs - waited));
    const bodies = batch.map(({ body }) => body);
    const head = await chain.append(bodies, new Date(at), signal);
    options.committed?.({ writer, ...head });
  }

  async function close(): Promise<void> {
    isClosed = true;
    await flushing;
  }

  return { record, close, writer };
}

function refuse(waiting: readonly Waiting[], reason: string): void {
  for (const { reject } of waiting) reject(new AuditUnavailableError(reason));
}

/** The log's own error is for the operator: it may name hosts and tables. */
function reasonOf(error: unknown): string {
  return error instanceof AppendTimeoutError ? 'it took too long' : 'it could not be written';
}
