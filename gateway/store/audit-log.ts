import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { Agency, DataCategory, DisclosureLevel, Purpose, Role, WithheldReason } from '../../schema/vocabulary';
import type { AuditRow } from '../audit/chain';
import type { AuditLog } from '../audit/chain-appender';
import { badInput } from '../errors';

/** Server-side end of a statement that its client has given up on. */
const STATEMENT_LIMIT_MS = 2_000;

/** INVARIANT: an entry that was acknowledged outlasts the end of the database, however the server is set up. */
const COMMIT_FOR_GOOD = `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;

/**
 * Keeps audit rows in PostgreSQL over one connection, taken from the pool at first use and thrown away after any
 * failure: a commit that was given up on dies with its connection.
 */
export function createAuditLog(pool: Pool): AuditLog & { close: () => void } {
  const connection = createHeldConnection(pool);
  return {
    append: async (rows, signal) => {
      const [first] = rows;
      if (first === undefined) return;
      const { rowCount } = await connection.query(appendRows(first, rows), signal);
      if (rowCount !== rows.length) throw new Error('the end of the chain is not where it was left');
    },
    findHead: async (writer, signal) => {
      const { rows } = await connection.query<{ seq: string; hash: Buffer }>(selectHead(writer), signal);
      const head = rows[0];
      return head === undefined ? undefined : { seq: Number(head.seq), hash: head.hash };
    },
    close: () => connection.drop(),
  };
}

/** Stands in no JSON: quotes by the hundred need no escaping as they would in the text of an array. */
const BETWEEN_BODIES = '\x1e';

/** INVARIANT: rows go in only behind the last one of their chain: an append that surfaces late, or twice, adds nothing. */
function appendRows(first: AuditRow, rows: readonly AuditRow[]): QueryConfig {
  return {
    name: 'append-audit-rows',
    text: `with chain as (
             insert into audit_chains (writer, seq) values ($1::uuid, $2::bigint + $9)
             on conflict (writer) do update set seq = excluded.seq where audit_chains.seq = $2::bigint
             returning writer)
           insert into audit_log (writer, seq, prev, hash, at, body, children, owners)
           select $1::uuid, $2::bigint + place, lag(hash, 1, $3::bytea) over (order by place), hash, $4::timestamptz,
                  body, children::text[], owners::text[]
           from unnest($5::bytea[], string_to_array($6, '${BETWEEN_BODIES}'), $7::text[], $8::text[]) with ordinality
             as row (hash, body, children, owners, place)
           where exists (select from chain)`,
    values: [
      first.writer,
      first.seq - 1,
      first.prev,
      first.at,
      rows.map((row) => row.hash),
      rows.map((row) => row.body).join(BETWEEN_BODIES),
      rows.map((row) => arrayLiteral(row.children)),
      rows.map((row) => arrayLiteral(row.owners)),
      rows.length,
    ],
  };
}

function selectHead(writer: string): QueryConfig {
  return { text: 'select seq, hash from audit_log where writer = $1 order by seq desc limit 1', values: [writer] };
}

/** unnest flattens arrays of arrays, so a row's own array travels as its text form. */
function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

interface HeldConnection {
  query<R extends QueryResultRow>(statement: QueryConfig, signal: AbortSignal): Promise<QueryResult<R>>;
  drop(): void;
}

function createHeldConnection(pool: Pool): HeldConnection {
  let held: PoolClient | undefined;

  function drop(client: PoolClient | undefined): void {
    if (client === undefined || client !== held) return;
    held = undefined;
    client.release(true);
  }

  async function take(signal: AbortSignal): Promise<PoolClient> {
    if (held !== undefined) return held;
    const client = await pool.connect();
    client.on('error', () => drop(client));
    if (signal.aborted) {
      client.release(true);
      throw new Error('the connection came too late');
    }
    held = client;
    return client;
  }

  return {
    drop: () => drop(held),
    query: async (statement, signal) => {
      const isNew = held === undefined;
      const client = await take(signal);
      const abort = (): void => drop(client);
      signal.addEventListener('abort', abort, { once: true });
      try {
        if (isNew) await client.query(`set statement_timeout = ${STATEMENT_LIMIT_MS}; ${COMMIT_FOR_GOOD}`);
        return await client.query(statement);
      } catch (error) {
        drop(client);
        throw error;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
  };
}

/** What one decision disclosed or withheld of one child: a line of an audit entry, for one of its children. */
export interface DisclosureRow {
  id: string;
  at: Date;
  decisionId: string;
  recipient: string;
  agency: Agency;
  role: Role;
  subject: string;
  /** Null where the caller declared none, and so was shown its own organisation's data at most. */
  purpose: Purpose | null;
  justification: string | null;
  owner: string;
  category: DataCategory;
  level: DisclosureLevel;
  outcome: 'DISCLOSED' | 'WITHHELD';
  reason: WithheldReason | null;
  policyVersion: string;
  breakGlass: boolean;
  /** The owner's policy asks that the owner be told of it. */
  notifyOwner: boolean;
  /** Null where the decision was about no child in particular. */
  childId: string | null;
}

/** What is absent matches everything. `from` is included, `to` is not. */
export interface DisclosureFilter {
  childId?: string | null;
  owner?: string | null;
  /** Any of these, in the place of one owner; an empty list matches nothing. */
  owners?: readonly string[] | null;
  recipient?: string | null;
  category?: DataCategory | null;
  outcome?: 'DISCLOSED' | 'WITHHELD' | null;
  breakGlass?: boolean | null;
  from?: Date | null;
  to?: Date | null;
  /** Lines about this owner's data that this recipient saw or asked for are left out. */
  held?: readonly { readonly owner: string; readonly recipient: string }[];
}

export interface DisclosurePage {
  /** Newest first. The cursor of a row is `disclosureCursor(row.id)`. */
  rows: DisclosureRow[];
  hasNextPage: boolean;
}

const PAGE_LIMIT = 100;

/**
 * Reads a page of disclosures out of the entries' bodies, newest first.
 * Throws BAD_USER_INPUT naming `first` or `after`. Whoever calls decides what the caller may ask for.
 */
export async function findDisclosures(
  pool: Pool,
  filter: DisclosureFilter,
  page: { first: number; after?: string | null },
): Promise<DisclosurePage> {
  const { first, after } = page;
  if (!Number.isInteger(first) || first < 1 || first > PAGE_LIMIT) {
    throw badInput({ at: 'first', expected: `a whole number from 1 to ${PAGE_LIMIT}`, got: first });
  }
  const start = after == null ? NOWHERE : await findPlace(pool, after);
  const { rows } = await pool.query<DisclosureRow>(selectDisclosures(filter, start, first + 1));
  return { rows: rows.slice(0, first), hasNextPage: rows.length > first };
}

/** The cursor that continues after a disclosure. */
export function disclosureCursor(id: string): string {
  return Buffer.from(`1:${id}`).toString('base64url');
}

/** Where a page starts: after this line, for this child, of this row. */
interface Place {
  at: Date | null;
  writer: string | null;
  seq: string | null;
  line: number | null;
  child: number | null;
}

const NOWHERE: Place = { at: null, writer: null, seq: null, line: null, child: null };
const CURSOR = /^1:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,15})\.(\d{1,6})\.(\d{1,6})$/;

async function findPlace(pool: Pool, cursor: string): Promise<Place> {
  const [, writer, seq, line, child] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (writer !== undefined && seq !== undefined) {
    const { rows } = await pool.query<{ at: Date }>({
      text: 'select at from audit_log where writer = $1 and seq = $2',
      values: [writer, seq],
    });
    const at = rows[0]?.at;
    if (at !== undefined) return { at, writer, seq, line: Number(line), child: Number(child) };
  }
  throw badInput({ at: 'after', expected: 'a cursor that this list gave', got: cursor });
}

function selectDisclosures(filter: DisclosureFilter, start: Place, limit: number): QueryConfig {
  return {
    text: SELECT_DISCLOSURES,
    values: [
      filter.childId ?? null,
      filter.owners ?? (filter.owner == null ? null : [filter.owner]),
      filter.recipient ?? null,
      filter.category ?? null,
      filter.outcome ?? null,
      filter.breakGlass ?? null,
      filter.from ?? null,
      filter.to ?? null,
      start.at,
      start.writer,
      start.seq,
      start.line,
      start.child,
      limit,
      pairsOf(filter),
    ],
  };
}

/** No organisation's id holds a space. */
function pairsOf({ held = [] }: DisclosureFilter): string[] {
  return held.map(({ owner, recipient }) => `${owner} ${recipient}`);
}

/**
 * `offset 0` keeps the planner from reading the text as JSON once for every mention; a text that does not contain what
 * is looked for is not read as JSON at all.
 */
const SELECT_DISCLOSURES = `
select log.writer || '.' || log.seq || '.' || line.n || '.' || coalesce(child.n, 0) as id, log.at,
       content ->> 'decision' as "decisionId",
       content -> 'principal' ->> 'organisation' as recipient, content -> 'principal' ->> 'agency' as agency,
       content -> 'principal' ->> 'role' as role, content -> 'principal' ->> 'subject' as subject,
       content ->> 'purpose' as purpose, content ->> 'justification' as justification,
       content -> 'owners' ->> (line.value ->> 'owner')::int as owner,
       line.value ->> 'category' as category, line.value ->> 'level' as level,
       line.value ->> 'outcome' as outcome, line.value ->> 'reason' as reason,
       content -> 'policies' ->> (line.value ->> 'policy')::int as "policyVersion",
       coalesce((line.value ->> 'breakGlass')::boolean, false) as "breakGlass",
       coalesce((line.value ->> 'notifyOwner')::boolean, false) as "notifyOwner",
       content -> 'children' ->> child.position::int as "childId"
from audit_log as log
cross join lateral (select log.body::jsonb as content offset 0) as parsed
cross join lateral jsonb_array_elements(content -> 'lines') with ordinality as line (value, n)
left join lateral jsonb_array_elements_text(line.value -> 'children') with ordinality as child (position, n) on true
where ($1::text is null or (log.children @> array[$1::text] and content -> 'children' ->> child.position::int = $1::text))
  and ($2::text[] is null or
       (log.owners && $2::text[] and content -> 'owners' ->> (line.value ->> 'owner')::int = any ($2::text[])))
  and ($3::text is null or
       (position($3::text in log.body) > 0 and content -> 'principal' ->> 'organisation' = $3::text))
  and ($4::text is null or (position($4::text in log.body) > 0 and line.value ->> 'category' = $4::text))
  and ($5::text is null or (position($5::text in log.body) > 0 and line.value ->> 'outcome' = $5::text))
  and ($6::boolean is null or coalesce((line.value ->> 'breakGlass')::boolean, false) = $6::boolean)
  and (not coalesce($6::boolean, false) or position('"breakGlass":true' in log.body) > 0)
  and ($15::text[] = '{}' or (content -> 'owners' ->> (line.value ->> 'owner')::int) || ' ' ||
       (content -> 'principal' ->> 'organisation') <> all ($15::text[]))
  and ($7::timestamptz is null or log.at >= $7::timestamptz)
  and ($8::timestamptz is null or log.at < $8::timestamptz)
  and ($9::timestamptz is null or (
    (log.at, log.writer, log.seq) <= ($9::timestamptz, $10::uuid, $11::bigint)
    and (log.at, log.writer, log.seq, line.n, coalesce(child.n, 0))
        < ($9::timestamptz, $10::uuid, $11::bigint, $12::bigint, $13::bigint)))
order by log.at desc, log.writer desc, log.seq desc, line.n desc, coalesce(child.n, 0) desc
limit $14`;
