import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const EVERY_MS = 100;

/** The connections of a server. */
export interface Connections {
  /** From so many milliseconds on until the server is closed, ends every connection on which no request that came whole waits. */
  endUnanswering(fromMs: number): void;
}

/** Follows which connections are owed an answer: a request counts from the end of its body to the end of its response. */
export function followConnections(app: FastifyInstance): Connections {
  const open = new Set<Socket>();
  const owed = new Map<Socket, number>();
  const whole = new WeakSet<FastifyRequest>();
  const count = (socket: Socket, by: number): void => {
    const left = (owed.get(socket) ?? 0) + by;
    if (left > 0) owed.set(socket, left);
    else owed.delete(socket);
  };
  app.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      owed.delete(socket);
    });
  });
  // The body has been read by then, whether there is one or not.
  app.addHook('preValidation', async (request) => {
    whole.add(request);
    count(request.raw.socket, 1);
  });
  app.addHook('onResponse', async (request) => {
    if (whole.has(request)) count(request.raw.socket, -1);
  });
  return {
    endUnanswering(fromMs) {
      const begun = performance.now();
      const end = (): void => {
        if (performance.now() - begun < fromMs) return;
        for (const socket of open) if (!owed.has(socket)) socket.destroy();
      };
      // What has come meanwhile is read first: a process that was busy has not seen it yet.
      const timer = setInterval(() => setImmediate(end), EVERY_MS).unref();
      app.server.once('close', () => clearInterval(timer));
    },
  };
}
