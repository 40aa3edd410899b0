import { GraphQLError, parse, type ExecutionArgs } from 'graphql';
import { CloseCode, makeServer, MessageType, stringifyMessage, type Context, type SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { SightlineError } from '../../errors';
import type { Credentials, Stream, StreamPort, Subscriber } from './ports';
import type { Seats } from './seats';
import { CLOSE, type SocketLimits } from './socket-limits';

/** The longest time that a timer can wait. */
const LONGEST_MS = 2_147_483_647;
/** The clocks of issuer and hub may differ so much: the authenticator lets a token live on that long. */
const TOLERANCE_SECONDS = 5;

export interface ConnectionOptions {
  readonly port: StreamPort;
  readonly seats: Seats;
  readonly limits: SocketLimits;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** One socket: who it belongs to, and what it follows. */
export interface Connection {
  authorization: string | undefined;
  subscriber: Subscriber | null;
  readonly streams: Set<Stream>;
  /** The ids of subscriptions that are being opened, whether their client still wants them or not. */
  readonly opening: Set<string>;
  readonly socket: WebSocket;
  expiry: NodeJS.Timeout | undefined;
  /** Looks no longer for the end of the session. */
  unwatch: (() => void) | null;
  leave: (() => void) | null;
}

export function openConnection(socket: WebSocket): Connection {
  return {
    authorization: undefined,
    subscriber: null,
    streams: new Set(),
    opening: new Set(),
    socket,
    expiry: undefined,
    unwatch: null,
    leave: null,
  };
}

/** Ends what a connection held. */
export function closeConnection(connection: Connection): void {
  clearTimeout(connection.expiry);
  connection.unwatch?.();
  connection.leave?.();
}

type Params = Record<string, unknown>;
type Opened = Context<Params, Connection>;

/**
 * The graphql-transport-ws protocol over our subscriptions. `connection_init` carries `{ authorization, purpose }`,
 * `connection_ack` `{ cursor }`; a `subscribe` message may carry `{ purpose, justification }` in its `extensions`; a `ping` with `{ authorization }`
 * prolongs the connection by a fresh token of the same person.
 */
export function createProtocol(options: ConnectionOptions) {
  return makeServer<Params, Connection>({
    connectionInitWaitTimeout: options.limits.initMs,
    onConnect: async ({ connectionParams = {}, extra }) => admit(options, extra, connectionParams),
    onPing: async ({ extra, acknowledged }, payload) => {
      const authorization = payload?.['authorization'];
      if (acknowledged && typeof authorization === 'string') await prolong(options, extra, authorization);
    },
    onSubscribe: async (context, id, payload) => subscribe(options, context, { id, payload }),
    subscribe: (args) => (args as unknown as Opening).stream,
    onNext: (...[, , , , { data, errors, extensions }]) => ({
      ...(data === undefined ? {} : { data }),
      ...(errors ? { errors: errors.map((error) => options.port.publish(error).toJSON()) } : {}),
      ...(extensions ? { extensions } : {}),
    }),
    onError: (...[, , , errors]) => errors.map((error) => options.port.publish(error).toJSON()),
  });
}

/** What the acknowledgement says: from where on who has seen no event yet misses none. */
type Welcome = { readonly cursor: string };

async function admit(options: ConnectionOptions, connection: Connection, params: Params): Promise<false | Welcome> {
  const { authorization } = params;
  const subscriber = await authenticated(options, connection, textOf(authorization));
  if (subscriber === null) return false;
  connection.leave = options.seats.take(subscriber.organisation);
  if (connection.leave === null) {
    connection.socket.close(CLOSE.tryAgainLater, 'too many connections');
    return false;
  }
  // It may have gone while its token was looked at.
  if (connection.socket.readyState !== connection.socket.OPEN) {
    closeConnection(connection);
    return false;
  }
  settle(options, connection, { subscriber, authorization: textOf(authorization) });
  try {
    return { cursor: await options.port.cursorNow() };
  } catch {
    // INVARIANT: nobody is welcomed without a place: who is cut off before its first event would have a gap.
    connection.socket.close(CLOSE.tryAgainLater, 'events cannot be read now');
    return false;
  }
}

/** Null for whoever was refused, and for whom nobody can tell now: that one is told to come again. */
async function authenticated({ port }: ConnectionOptions, { socket }: Connection, authorization: string | undefined) {
  return port.authenticate(authorization).catch((error: unknown) => {
    if (!isRefusal(error)) socket.close(CLOSE.tryAgainLater, 'tokens cannot be looked at now');
    return null;
  });
}

/** INVARIANT: a token is refused (4403, which ends a client for good) only by what is wrong with the token. */
function isRefusal(error: unknown): boolean {
  return error instanceof SightlineError && error.code === 'UNAUTHENTICATED' && (error.fields.status ?? 401) === 401;
}

interface Settled {
  readonly subscriber: Subscriber;
  readonly authorization: string | undefined;
}

/** INVARIANT: a connection ends with the token that it was opened, or last prolonged, by, and with the session of that. */
function settle(options: ConnectionOptions, connection: Connection, { subscriber, authorization }: Settled): void {
  const { now, port } = options;
  connection.subscriber = subscriber;
  connection.authorization = authorization;
  clearTimeout(connection.expiry);
  const left = (subscriber.expiresAt + TOLERANCE_SECONDS) * 1_000 - now();
  const end = (): void => connection.socket.close(CLOSE.forbidden, 'the token has ended');
  connection.expiry = setTimeout(end, Math.min(Math.max(left, 0), LONGEST_MS)).unref();
  const look = (): void => void endWithSession(options, connection, authorization);
  connection.unwatch?.();
  connection.unwatch = port.watchSessions(subscriber.subject, look);
}

/** Unless a fresh token has come meanwhile. */
async function endWithSession(options: ConnectionOptions, connection: Connection, ended: string | undefined) {
  if ((await authenticated(options, connection, ended)) !== null || connection.authorization !== ended) return;
  connection.socket.close(CLOSE.forbidden, 'the session has ended');
}

async function prolong(options: ConnectionOptions, connection: Connection, authorization: string): Promise<void> {
  const { subscriber: before, socket } = connection;
  const subscriber = await authenticated(options, connection, authorization);
  // It may have gone while the token was looked at.
  if (socket.readyState !== socket.OPEN) return;
  const isSame =
    subscriber !== null &&
    subscriber.subject === before?.subject &&
    subscriber.organisation === before.organisation &&
    subscriber.role === before.role;
  if (isSame) settle(options, connection, { subscriber, authorization });
  else socket.close(CLOSE.forbidden, 'expected a fresh token of the same person');
}

/** The library looks at the kind of an operation only; what it asks has been read before. */
const SUBSCRIPTION = parse('subscription { __typename }', { noLocation: true });

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('internal error', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}

/** What the library hands on from `onSubscribe` to `subscribe`. */
interface Opening extends ExecutionArgs {
  readonly stream: Stream;
}

interface Message {
  readonly id: string;
  readonly payload: SubscribePayload;
}

/**
 * INVARIANT: the library closes the connection over what is thrown here, so that everything is answered as an error. It
 * keeps one stream for each id: a second one while the first is still being opened would let that one go on for ever.
 */
async function subscribe(options: ConnectionOptions, context: Opened, { id, payload }: Message) {
  const { extra, connectionParams = {} } = context;
  const { opening, streams, socket } = extra;
  if (opening.has(id)) {
    socket.close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
    return [new SightlineError('BAD_USER_INPUT', 'a subscription of this id is being opened')];
  }
  if (streams.size + opening.size >= options.limits.subscriptions) {
    return [new SightlineError('QUERY_TOO_COMPLEX', `at most ${options.limits.subscriptions} subscriptions at once`)];
  }
  opening.add(id);
  try {
    const stream = await options.port.subscribe({
      query: payload.query,
      operationName: payload.operationName ?? null,
      variables: payload.variables ?? {},
      credentials: () => credentialsOf(extra, { ...connectionParams, ...payload.extensions }),
    });
    return { document: SUBSCRIPTION, stream: kept(extra, stream) } as unknown as Opening;
  } catch (error) {
    return [asGraphQLError(error)];
  } finally {
    opening.delete(id);
  }
}

function credentialsOf({ authorization }: Connection, said: Params): Credentials {
  return { authorization, purpose: said['purpose'], justification: said['justification'] };
}

/** Remembers a stream for as long as it runs, so that its place can be told when the connection is closed. */
function kept({ streams }: Connection, stream: Stream): Stream {
  streams.add(stream);
  const wrapped: Stream = {
    place: () => stream.place(),
    next: async () => {
      const result = await stream.next();
      if (result.done === true) streams.delete(stream);
      return result;
    },
    return: async (value) => {
      streams.delete(stream);
      return (await stream.return?.(value)) ?? { done: true, value: undefined };
    },
    throw: async (error) => {
      streams.delete(stream);
      await stream.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return wrapped;
}

/** A pong without what the ping carried: a token is not sent back. */
export const PONG = stringifyMessage({ type: MessageType.Pong });

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
