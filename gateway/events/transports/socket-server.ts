import type { IncomingMessage, Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { isBefore, type Position } from '../signal';
import {
  closeConnection,
  createProtocol,
  openConnection,
  PONG,
  type Connection,
  type ConnectionOptions,
} from './socket-connection';
import { CLOSE, type SocketLimits } from './socket-limits';

/** How long clients that are told of a restart may take to say goodbye. */
const FAREWELL_MS = 1_000;

export interface SocketServerOptions extends ConnectionOptions {
  readonly path: string;
  readonly report: (error: unknown) => void;
}

export interface SocketServer {
  /** Takes the upgrades of an HTTP server. */
  attach(server: Server): void;
  /** Tells every client to come again, and behind which cursor. */
  close(): Promise<void>;
}

/** Serves graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md) within bounds. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { limits, path, report } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    clientTracking: false,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const protocol = createProtocol(options);
  const connections = new Set<Connection>();
  let isClosing = false;

  const open = (socket: WebSocket): void => {
    const connection = openConnection(socket);
    connections.add(connection);
    const closed = protocol.opened({ protocol: socket.protocol, ...adapt(options, socket) }, connection);
    const stopWatching = watch(socket, limits);
    socket.on('error', () => undefined); // `close` follows
    socket.once('close', (code, reason) => {
      stopWatching();
      connections.delete(connection);
      closeConnection(connection);
      Promise.resolve(closed(code, String(reason))).catch(report);
    });
  };
  return {
    attach(http) {
      http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (pathOf(request) !== path) refuse(socket, '404 Not Found');
        else if (isClosing || connections.size >= limits.total) refuse(socket, '503 Service Unavailable');
        else server.handleUpgrade(request, socket, head, open);
      });
    },
    async close() {
      isClosing = true;
      for (const connection of connections) connection.socket.close(CLOSE.restart, farewell(options, connection));
      for (let waited = 0; connections.size > 0 && waited < FAREWELL_MS; waited += 20) await sleep(20);
      for (const { socket } of connections) socket.terminate();
    },
  };
}

/** INVARIANT: never throws: nobody has been asked who it is yet. */
function pathOf({ url = '/' }: IncomingMessage): string | null {
  const base = 'http://hub';
  return URL.canParse(url, base) ? new URL(url, base).pathname : null;
}

function refuse(socket: Duplex, status: string): void {
  // The server listens to it no longer, and what nobody listens to ends the process.
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

type Adapted = Omit<Parameters<ReturnType<typeof createProtocol>['opened']>[0], 'protocol'>;

/** INVARIANT: a result is asked for only once the one before it has left: a client that does not read holds up itself. Once the connection is being closed nothing leaves. */
function adapt({ limits, report }: SocketServerOptions, socket: WebSocket): Adapted {
  const send = (text: string): Promise<void> => {
    if (socket.readyState !== socket.OPEN) return never();
    if (socket.bufferedAmount > limits.bufferedBytes) {
      socket.close(CLOSE.tryAgainLater, 'too slow');
      return never();
    }
    return new Promise((resolve) => {
      const stuck = setTimeout(() => socket.close(CLOSE.tryAgainLater, 'too slow'), limits.stuckMs);
      socket.send(text, () => {
        clearTimeout(stuck);
        resolve();
      });
    });
  };
  return {
    send,
    // A reason of more than 123 bytes fits into no frame (RFC 6455 section 5.5); one may repeat an id that a client chose.
    close: (code, reason = '') => socket.close(code, Buffer.byteLength(reason) > 123 ? '' : reason),
    onPing: () => send(PONG),
    onMessage: (take) =>
      socket.on('message', (message: Buffer, isBinary) => {
        const text = isBinary ? '' : message.toString('utf8');
        take(text).catch((error: unknown) => {
          report(error);
          socket.close(4500, 'internal error');
        });
      }),
  };
}

/** What will not be sent is not waited for by anybody: whoever would ask for more is ended with the connection. */
function never(): Promise<void> {
  return new Promise(() => undefined);
}

/** Asks whether the client is still there; one that does not answer until the next time is gone. */
function watch(socket: WebSocket, { pingMs }: SocketLimits): () => void {
  let isThere = true;
  socket.on('pong', () => (isThere = true));
  const timer = setInterval(() => {
    if (!isThere) socket.terminate();
    isThere = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingMs).unref();
  return () => clearInterval(timer);
}

/** Tells a client behind which cursor all of its subscriptions can go on without a gap. */
function farewell({ port }: SocketServerOptions, { streams }: Connection): string {
  let first: Position | null = null;
  for (const stream of streams) {
    const place = stream.place();
    if (first === null || isBefore(place, first)) first = place;
  }
  return first === null ? 'restart' : `restart; after=${port.cursorOf(first)}`;
}
