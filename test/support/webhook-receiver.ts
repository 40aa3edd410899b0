import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A message as it came. */
export interface Received {
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { type: string; timestamp: string; data: { id: string; cursor: string; childId: string } };
}

/** A partner's receiver over real HTTP, which answers as the test says. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The status of the answer to a message; 200 at first. */
  answerWith(answer: (message: Received) => number): void;
  /** Whether the library of Standard Webhooks takes a message for one that was signed with a secret. */
  isSigned(message: Received, secret: string): boolean;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: (message: Received) => number = () => 200;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const message: Received = { at: Date.now(), headers: request.headers, text, body: JSON.parse(text) };
      received.push(message);
      const status = answer(message);
      response.writeHead(status, status === 302 ? { location: `http://${request.headers.host}/elsewhere` } : {});
      response.end('what is answered is not read');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answerWith: (given) => void (answer = given),
    isSigned({ text, headers }, secret) {
      try {
        new Webhook(secret).verify(text, headers as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
