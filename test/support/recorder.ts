import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SECTORS } from './canary-children';
import type { AgencySector } from './running-hub';

/** One exchange between the gateway and a subgraph, to the last byte. */
export interface Exchange {
  readonly sector: AgencySector;
  /** The request line's path and the headers as they were sent. */
  readonly head: string;
  readonly request: string;
  readonly response: string;
  readonly authorization: string;
}

/** Stands between a gateway and its subgraphs and keeps every byte of callers' requests; the collecting of signals passes by. */
export interface Recorder {
  /** Give this to `startHub` as `reroute`. */
  reroute(urls: Record<AgencySector, string>): Promise<Record<AgencySector, string>>;
  readonly exchanges: readonly Exchange[];
  /** Forgets what passed so far. */
  clear(): void;
  close(): Promise<void>;
}

export function createRecorder(): Recorder {
  const servers: Server[] = [];
  let exchanges: Exchange[] = [];
  return {
    get exchanges() {
      return exchanges;
    },
    clear: () => (exchanges = []),
    async reroute(urls) {
      const entries = SECTORS.map(async (sector) => {
        const server = createProxy(new URL(urls[sector]), (exchange) => exchanges.push({ sector, ...exchange }));
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        return [sector, `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`] as const;
      });
      return Object.fromEntries(await Promise.all(entries)) as Record<AgencySector, string>;
    },
    async close() {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function createProxy(target: URL, keep: (exchange: Omit<Exchange, 'sector'>) => void): Server {
  // As long as a subgraph keeps them: what the gateway takes for open must not have been closed.
  return createServer({ keepAliveTimeout: 72_000 }, (incoming, outgoing) => {
    const asked: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => asked.push(chunk));
    incoming.on('end', () => {
      const { url: path = '/', method, headers } = incoming;
      const onward = send({ host: target.hostname, port: target.port, path, method, headers }, (answer) => {
        const answered: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => answered.push(chunk));
        answer.on('end', () => {
          const response = Buffer.concat(answered);
          if (path !== '/outbox')
            keep({
              head: `${method} ${path}\n${JSON.stringify(headers)}`,
              request: Buffer.concat(asked).toString('utf8'),
              response: `${JSON.stringify(answer.headers)}\n${response.toString('utf8')}`,
              authorization: headers.authorization ?? '',
            });
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(response);
        });
      });
      outgoing.on('close', () => onward.destroy());
      onward.on('error', () => outgoing.destroy());
      onward.end(Buffer.concat(asked));
    });
  });
}
