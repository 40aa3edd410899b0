import { genesisOf, hashRow, type AuditRow, type ChainHead } from './chain';
import type { AuditBody } from './entry';

/** Port: the log as it is kept. Both give up, and free what they hold, when the signal aborts. */
export interface AuditLog {
  /** Appends rows of one writer and one time, each linked to the one before, in one statement: all or none. Resolves when they are durable. */
  append(rows: readonly AuditRow[], signal: AbortSignal): Promise<void>;
  /** Reads the last row of a writer, or undefined when it has none. */
  findHead(writer: string, signal: AbortSignal): Promise<ChainHead | undefined>;
}

/** An append was given up on: whether it happened is not known. */
export class AppendTimeoutError extends Error {
  override readonly name = 'AppendTimeoutError';
}

export interface ChainAppender {
  /** Links the bodies to the chain and appends them; resolves with the new head. Not to be called while it runs. Throws AppendTimeoutError when the signal aborts. */
  append(bodies: readonly AuditBody[], at: Date, signal: AbortSignal): Promise<ChainHead>;
}

/**
 * Continues one writer's chain.
 *
 * States: synced (the head in memory is the last committed row) and unsynced (an append failed or was given up on, and
 * may or may not have happened). From unsynced the head is read again before the next append.
 * INVARIANT: a seq is never used twice. Should a lost append surface late, the log refuses one of the two, and the chain
 * stays whole either way.
 */
export function createChainAppender({ log, writer }: { log: AuditLog; writer: string }): ChainAppender {
  let head = genesisOf(writer);
  let isSynced = true;

  return {
    append: async (bodies, at, signal) => {
      if (!isSynced) head = (await orAbort(log.findHead(writer, signal), signal)) ?? genesisOf(writer);
      isSynced = false;
      const rows = link(head, bodies, { writer, at });
      await orAbort(log.append(rows, signal), signal);
      head = rows.at(-1) ?? head;
      isSynced = true;
      return { seq: head.seq, hash: head.hash };
    },
  };
}

function link(head: ChainHead, bodies: readonly AuditBody[], { writer, at }: { writer: string; at: Date }): AuditRow[] {
  let { seq, hash: prev } = head;
  return bodies.map(({ text, children, owners }) => {
    seq++;
    const row = { writer, seq, prev, at, body: text, children, owners };
    prev = hashRow(row);
    return { ...row, hash: prev };
  });
}

/** INVARIANT: the limit holds even when the log ignores the signal. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AppendTimeoutError('the log took too long'));
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
