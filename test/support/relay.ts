import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What is wrong between the two sides of a relay. HANG: nothing moves in either direction, and goes on later.
 * REFUSE: connections break at once. The others answer an HTTP request in the place of the server: with bytes that are
 * no HTTP, with an answer that is no JSON, with one byte every 100 ms, with half an answer and then the end of the
 * stream, or with a reset in the middle.
 */
export type Fault = 'NONE' | 'HANG' | 'REFUSE' | 'NOT_HTTP' | 'NOT_JSON' | 'DRIP' | 'HALF_CLOSE' | 'RESET';

/** A TCP relay that can be made to fail. */
export interface Relay {
  readonly port: number;
  set(fault: Fault): void;
  close(): Promise<void>;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const HALF = '{"data":{"_entities":[{"__typename":"Child",';
const DRIP_MS = 100;

/** Starts a relay on a free port to a port of the loopback address. */
export async function startRelay(target: number): Promise<Relay> {
  const links = new Set<Link>();
  let fault: Fault = 'NONE';
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const link = openLink(client, target, () => fault);
    links.add(link);
    client.once('close', () => links.delete(link));
    if (fault === 'HANG') link.pause();
    if (fault === 'REFUSE') link.cut();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      fault = next;
      for (const link of links) {
        if (next === 'HANG') link.pause();
        else if (next === 'REFUSE') link.cut();
        else link.resume();
      }
    },
    async close() {
      for (const link of links) link.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Link {
  pause(): void;
  resume(): void;
  cut(): void;
}

function openLink(client: Socket, target: number, faultNow: () => Fault): Link {
  const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
  const sockets = [client, upstream];
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  for (const socket of sockets) socket.on('error', cut).on('close', cut);
  client.on('data', (chunk) => {
    const fault = faultNow();
    if (fault === 'NONE') upstream.write(chunk);
    else misbehave(client, fault);
  });
  upstream.on('data', (chunk) => client.write(chunk));
  client.on('end', () => upstream.end());
  upstream.on('end', () => client.end());
  return {
    cut,
    pause: () => sockets.forEach((socket) => socket.pause()),
    resume: () => sockets.forEach((socket) => socket.resume()),
  };
}

function misbehave(client: Socket, fault: Fault): void {
  switch (fault) {
    case 'NOT_HTTP':
      client.write('220 mail.example.invalid ESMTP ready\r\n');
      break;
    case 'NOT_JSON':
      client.write(`${HEAD}content-length: 30\r\n\r\n<html>Bad gateway, sorry</html>`);
      break;
    case 'DRIP':
      drip(client);
      break;
    case 'HALF_CLOSE':
      client.end(`${HEAD}content-length: 5000\r\n\r\n${HALF}`);
      break;
    case 'RESET':
      client.write(`${HEAD}content-length: 5000\r\n\r\n${HALF}`, () => client.resetAndDestroy());
      break;
    case 'NONE':
    case 'HANG':
    case 'REFUSE':
      client.destroy();
      break;
  }
}

/** Valid JSON so far, for ever: only a deadline ends it. */
function drip(client: Socket): void {
  client.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
  const timer = setInterval(() => client.write('1\r\n \r\n'), DRIP_MS);
  client.once('close', () => clearInterval(timer));
}
