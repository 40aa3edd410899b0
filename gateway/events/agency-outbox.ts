import { request } from 'undici';
import { CATEGORIES, HANDLINGS } from '../../schema/vocabulary';
import { isStorable } from '../text';
import type { Outbox, OutboxEntry, OutboxPage, OutboxRead } from './outbox';
import type { Position } from './signal';

/** How long an owner may wait for something to tell, and how much longer it may take to answer. */
const WAIT_MS = 20_000;
const GRACE_MS = 5_000;
const MAX_BYTES = 4_000_000;

export interface AgencyOutboxOptions {
  readonly sector: string;
  /** Address of the sector's GraphQL endpoint; its outbox is beside it. */
  readonly url: string;
  /** Signs a request of the hub's own for this sector. */
  readonly sign: (body: string) => Promise<string>;
  /** Whether an organisation keeps its records in this sector, as far as that is known. */
  readonly mayOwn: (organisation: string) => boolean;
  /** Told of entries that are left out, with what is wrong with them. */
  readonly refused: (sector: string, fault: string) => void;
}

/** An agency's outbox, read over HTTP: the hub has no login to any agency's database. */
export function createAgencyOutbox(options: AgencyOutboxOptions): Outbox {
  const address = new URL('outbox', options.url);
  return {
    sector: options.sector,
    async read(asked) {
      const body = JSON.stringify({ after: asked.after, limit: asked.limit, waitMs: WAIT_MS });
      return readAnswer(options, await post(address, { asked, body, token: await options.sign(body) }));
    },
  };
}

interface Posted {
  readonly asked: OutboxRead;
  readonly body: string;
  readonly token: string;
}

async function post(address: URL, { asked, body, token }: Posted): Promise<unknown> {
  const response = await request(address, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    headersTimeout: WAIT_MS + GRACE_MS,
    bodyTimeout: GRACE_MS,
    signal: asked.signal,
  });
  let text = '';
  for await (const chunk of response.body.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_BYTES) throw new Error('the answer of an outbox is too large');
  }
  if (response.statusCode !== 200) throw new Error(`an outbox answered with status ${response.statusCode}`);
  return JSON.parse(text);
}

/** INVARIANT: an entry that cannot be read is left out and told of; it holds up nobody else's. */
function readAnswer(options: AgencyOutboxOptions, answer: unknown): OutboxPage {
  const { rows, heldBy, isElsewhere } = isObject(answer) ? answer : {};
  if (!Array.isArray(rows)) throw new Error('an outbox answered with something else than rows');
  const last: unknown = rows.at(-1);
  const end = last === undefined ? null : readPosition(last);
  const entries = rows.flatMap((row): OutboxEntry[] => {
    const read = readRow(row, options);
    if (typeof read !== 'string') return [read];
    options.refused(options.sector, read);
    return [];
  });
  return { entries, end, heldBy: typeof heldBy === 'string' ? heldBy : null, isElsewhere: isElsewhere === true };
}

function readPosition(row: unknown): Position {
  const { xid, seq } = isObject(row) ? row : {};
  if (!isNumeral(xid) || !isNumeral(seq)) throw new Error('an outbox answered with a row that has no place');
  return { xid, seq };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Gives the entry, or what is wrong with it. INVARIANT: what is not wrong can be kept, and be looked up by. */
function readRow(row: unknown, { mayOwn }: AgencyOutboxOptions): OutboxEntry | string {
  if (!isObject(row)) return 'the row';
  const fault = Object.entries(CHECKS).find(([name, isRight]) => !isRight(row[name]));
  if (fault) return fault[0];
  const entry = row as unknown as OutboxEntry;
  // INVARIANT: no sector speaks in the name of an owner that belongs to another one.
  if (!mayOwn(entry.ownerId)) return 'ownerId';
  const { id, type, category, childId, recordType, recordId, ownerId, handling } = entry;
  const key = { id, type, category, childId, recordType, recordId, ownerId, handling };
  return { ...key, position: readPosition(row), occurredAt: new Date(entry.occurredAt) };
}

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => typeof value === 'string' && UUID.test(value),
  type: (value) => typeof value === 'string' && /^[A-Z][A-Z_]{0,63}$/.test(value),
  category: (value) => CATEGORIES.some((each) => each === value),
  handling: (value) => HANDLINGS.some((each) => each === value),
  childId: (value) => typeof value === 'string' && UUID.test(value),
  recordType: isText,
  recordId: isText,
  ownerId: isText,
  occurredAt: (value) => typeof value === 'string' && Date.parse(value) >= 0,
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** No control characters: what reads the log may be a terminal. */
function isText(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= 200 && isStorable(value) && !/\p{Cc}/u.test(value)
  );
}

function isNumeral(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,20}$/.test(value);
}
