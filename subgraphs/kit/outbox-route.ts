import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { RequestError } from './errors';
import { createOutboxListener, type OutboxListener } from './outbox-listener';
import { findHolder, hasOutbox, isElsewhere, readOutbox, type OutboxPlace, type OutboxRow } from './outbox-reader';
import type { VerifyCollector } from './verify';

const MAXIMUM_ROWS = 1_000;
const MAXIMUM_WAIT_MS = 20_000;
/** Wake-ups can be lost: how long nobody looks at most. */
const POLL_MS = 1_000;
/** How soon to look again for what was committed and is held back by a transaction that still runs. */
const HELD_POLL_MS = 10;
/** So long may signals be held back before the hub is told. */
const HELD_LIMIT_MS = 1_000;

/** What the hub asks: `{ after: { xid, seq }, limit, waitMs }`. */
interface OutboxRequest {
  after: OutboxPlace;
  limit: number;
  waitMs: number;
}

/**
 * What it is told. `heldBy` is the transaction that holds back signals which have been committed; `isElsewhere`, that the
 * place is none of this database: what lies behind it says nothing of what the hub has.
 */
interface OutboxAnswer {
  rows: OutboxRow[];
  heldBy: string | null;
  isElsewhere: boolean;
}

const NOTHING: OutboxAnswer = { rows: [], heldBy: null, isElsewhere: false };

export interface CollectorPort {
  verify: VerifyCollector;
  /** Told of each place behind which the hub asks: what lies up to there it has committed to its own log. */
  collected?: (place: OutboxPlace) => void;
}

/**
 * Adds `POST /outbox`, by which the hub collects the signals of this sector: signed by the gateway for this use alone,
 * read-only, answered at once when there is something and else after a wait.
 */
export function addOutboxRoute(app: FastifyInstance, dataSource: DataSource, collector: CollectorPort): void {
  const { verify, collected } = collector;
  const listener = createOutboxListener((dataSource.options as { url: string }).url);
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    await listener.close();
  });
  app.post('/outbox', async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    await verify(request.headers.authorization, body);
    void reply.header('cache-control', 'private, no-store');
    const asked = parseRequest(body);
    collected?.(asked.after);
    return waitForRows({ dataSource, listener, isOver: () => isClosing || request.raw.socket.destroyed }, asked);
  });
}

interface Waiting {
  dataSource: DataSource;
  listener: OutboxListener;
  isOver: () => boolean;
}

async function waitForRows(waiting: Waiting, request: OutboxRequest): Promise<OutboxAnswer> {
  const { listener, isOver } = waiting;
  const until = performance.now() + request.waitMs;
  let heldSince = Infinity;
  for (;;) {
    const seen = listener.count();
    const answer = await look(waiting.dataSource, request);
    const now = performance.now();
    heldSince = answer.heldBy === null ? Infinity : Math.min(heldSince, now);
    const isEnough = answer.rows.length > 0 || answer.isElsewhere;
    if (isEnough || now >= until || now - heldSince >= HELD_LIMIT_MS) return answer;
    if (!isOver()) await listener.wait(seen, Math.min(answer.heldBy === null ? POLL_MS : HELD_POLL_MS, until - now));
    // Nobody reads what is found now, and the database may be closed already.
    if (isOver()) return answer;
  }
}

async function look(dataSource: DataSource, { after, limit }: OutboxRequest): Promise<OutboxAnswer> {
  if (!(await hasOutbox(dataSource))) return NOTHING;
  const rows = await readOutbox(dataSource, after, limit);
  // INVARIANT: looked at before any rows are given: a place behind them would be one of this database again.
  if (await isElsewhere(dataSource, after)) return { ...NOTHING, isElsewhere: true };
  if (rows.length > 0) return { ...NOTHING, rows };
  return { ...NOTHING, heldBy: await findHolder(dataSource) };
}

function parseRequest(body: Buffer): OutboxRequest {
  let parsed: Partial<OutboxRequest>;
  try {
    parsed = JSON.parse(body.toString('utf8')) as Partial<OutboxRequest>;
  } catch {
    throw new RequestError('BAD_USER_INPUT', { expected: 'a JSON body' });
  }
  const { after, limit, waitMs } = parsed;
  const isPlace = isNumeral(after?.xid) && isNumeral(after?.seq);
  if (!isPlace || !isWithin(limit, 1, MAXIMUM_ROWS) || !isWithin(waitMs, 0, MAXIMUM_WAIT_MS)) {
    throw new RequestError('BAD_USER_INPUT', { expected: 'after { xid seq }, limit and waitMs' });
  }
  return parsed as OutboxRequest;
}

function isNumeral(text: unknown): boolean {
  return typeof text === 'string' && /^\d{1,19}$/.test(text);
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
