import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { WATCH_QUERY, watchLine, type WatchedEvent } from './watch-line';

const USAGE = `npm run watch -- --as <organisation> [--role PRACTITIONER] [--purpose MISSING_CHILD] [--hub http://127.0.0.1:4000]
  prints the events that a person of this organisation may know of, from where the last run ended.
  With a token of your own issuer: SIGHTLINE_TOKEN.`;

const PURPOSE_OF_AGENCY: Readonly<Record<string, string>> = {
  POLICE: 'MISSING_CHILD',
  COUNCIL: 'CHILD_IN_NEED',
  CHARITY: 'SUPPORT_SERVICE',
};
const RETRY_MS = 1_000;
/** The hub asks every 15 s whether a client is there: a connection over which nothing comes for so long is none. */
const SILENT_MS = 40_000;
/** What passes by itself; over anything else the user has to do something. */
const PASSING: readonly unknown[] = ['AUDIT_UNAVAILABLE', 'POLICY_UNAVAILABLE', 'OWNER_UNAVAILABLE', 'INTERNAL'];

interface Watch {
  readonly hub: string;
  readonly token: string;
  readonly purpose: string;
  /** Where the cursor is kept. */
  readonly file: string;
  /** Told once nothing that happens is missed any more. */
  readonly begun: () => void;
}

interface GraphqlResult {
  readonly data?: { readonly childEvents?: WatchedEvent } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

interface Me extends Pick<GraphqlResult, 'errors'> {
  readonly data?: { readonly me: { readonly organisation: { readonly agency: string } } } | null;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { as: { type: 'string' }, role: { type: 'string' }, purpose: { type: 'string' }, hub: { type: 'string' } },
  });
  const { as: organisation, role = 'PRACTITIONER' } = values;
  if (organisation === undefined) throw new Error(USAGE);
  // With the path, too, as a gateway prints its address.
  const hub = (values.hub ?? `http://127.0.0.1:${process.env['PORT'] || '4000'}`).replace(/\/(graphql\/?)?$/, '');
  const token = process.env['SIGHTLINE_TOKEN'] || (await requestToken(hub, { organisation, role, subject: 'watch' }));
  const purpose = values.purpose ?? PURPOSE_OF_AGENCY[await findAgency(hub, token)] ?? 'CHILD_IN_NEED';
  const folder = path.join(path.resolve(process.env['SIGHTLINE_DATA'] || '.data'), 'watch');
  mkdirSync(folder, { recursive: true });
  // Who may know of other events has a place of its own.
  const name = [organisation, role, purpose, hub].join('.').replaceAll(/[^\w.-]/g, '_');
  const file = path.join(folder, `${name}.cursor`);
  const title = `following events as ${role} of ${organisation} for ${purpose}; end with Ctrl-C`;
  let isTold = false;
  const begun = (): void => {
    if (!isTold) process.stdout.write(`${title}\n`);
    isTold = true;
  };
  for (;;) {
    await followOnce({ hub, token, purpose, file, begun });
    await sleep(RETRY_MS);
  }
}

/** Follows until the connection breaks. The cursor is kept after each event, so that none is lost and none comes twice. */
function followOnce({ hub, token, purpose, file, begun }: Watch): Promise<void> {
  const variables = { after: readCursor(file) };
  const client = createClient({
    url: `${hub.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}`, purpose },
    retryAttempts: 0,
    on: {
      opened: (socket) => endWhenSilent(socket as WebSocket),
      connected: (_socket, welcome) => {
        variables.after ??= keepFirst(file, welcome);
        begun();
      },
    },
  });
  return new Promise((resolve, reject) => {
    const refuse = (errors: GraphqlResult['errors'] = []): void => {
      if (errors.some(({ extensions }) => extensions?.['code'] === 'CURSOR_EXPIRED')) {
        process.stdout.write(`${styleText('yellow', 'the last run was too long ago: events in between are gone')}\n`);
        keepCursor(file, '');
      } else if (errors.length > 0 && !errors.every(({ extensions }) => PASSING.includes(extensions?.['code']))) {
        reject(new Error(errors.map(({ message }) => message).join('; ')));
      }
    };
    const end = (): void => {
      void client.dispose();
      resolve();
    };
    client.subscribe<GraphqlResult['data']>(
      { query: WATCH_QUERY, variables },
      {
        next(result) {
          const { data, errors } = result as GraphqlResult;
          const event = data?.childEvents;
          if (!event) return refuse(errors);
          process.stdout.write(`${watchLine(event)}\n`);
          keepCursor(file, event.cursor);
        },
        error(error) {
          if (Array.isArray(error)) refuse(error as GraphqlResult['errors']);
          else if ((error as { code?: unknown }).code === 4403) reject(new Error('the token was refused or has ended'));
          end();
        },
        complete: end,
      },
    );
  });
}

/** Before there is an event, the place at which the connection began: what happens while it comes again is not lost. */
function keepFirst(file: string, welcome: unknown): string | null {
  const cursor = (welcome as { cursor?: unknown } | undefined)?.cursor;
  if (typeof cursor !== 'string') return null;
  keepCursor(file, cursor);
  return cursor;
}

/** INVARIANT: there is a whole cursor at any moment, also when the process is ended within. */
function keepCursor(file: string, cursor: string): void {
  writeFileSync(`${file}.new`, cursor);
  renameSync(`${file}.new`, file);
}

/** A connection that is cut off without being closed says nothing of it. */
function endWhenSilent(socket: WebSocket): void {
  const timer = setTimeout(() => socket.terminate(), SILENT_MS);
  for (const sign of ['ping', 'message']) socket.on(sign, () => timer.refresh());
  socket.once('close', () => clearTimeout(timer));
}

function readCursor(file: string): string | null {
  try {
    return readFileSync(file, 'utf8') || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function requestToken(hub: string, person: object): Promise<string> {
  const response = await post(`${hub}/dev/token`, person);
  const { token } = (await response.json()) as { token?: string };
  if (token === undefined) throw new Error(`${hub} gave no token for ${JSON.stringify(person)}`);
  return token;
}

async function findAgency(hub: string, token: string): Promise<string> {
  const answer = await post(`${hub}/graphql`, { query: '{ me { organisation { agency } } }' }, `Bearer ${token}`);
  const { data, errors } = (await answer.json()) as Me;
  if (!data) throw new Error(errors?.map(({ message }) => message).join('; ') ?? `${hub} did not answer`);
  return data.me.organisation.agency;
}

function post(url: string, body: object, authorization?: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
