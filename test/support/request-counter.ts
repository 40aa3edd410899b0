import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgencySector, HubOptions } from './running-hub';

/** Counts the GraphQL requests of clients that reach each agency. */
export interface RequestCounter {
  readonly reroute: NonNullable<HubOptions['reroute']>;
  /** The requests since the last call, by sector. */
  take(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Stands between the gateway and the agencies and hands every byte through. */
export function createRequestCounter(): RequestCounter {
  const servers: Server[] = [];
  let counts = new Map<string, number>();
  return {
    async reroute(urls) {
      const rerouted: Partial<Record<AgencySector, string>> = {};
      for (const sector of Object.keys(urls) as AgencySector[]) {
        const server = passOn(urls[sector], () => counts.set(sector, (counts.get(sector) ?? 0) + 1));
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        servers.push(server);
        rerouted[sector] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
      }
      return rerouted;
    },
    take() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** What the hub's relay asks by itself belongs to no request of a client. */
function isRelayed({ headers }: IncomingMessage): boolean {
  const claims = Buffer.from(headers.authorization?.split('.')[1] ?? '', 'base64url').toString();
  return claims.includes('"subject":"sightline-relay"');
}

function passOn(url: string, counted: () => void): Server {
  // As long as a subgraph keeps them: what the gateway takes for open must not have been closed.
  return createServer({ keepAliveTimeout: 72_000 }, (incoming, outgoing) => {
    if (incoming.method === 'POST' && incoming.url === '/graphql' && !isRelayed(incoming)) counted();
    const target = new URL(incoming.url ?? '/', url);
    const { method, headers } = incoming;
    const onward = request(target, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
}
