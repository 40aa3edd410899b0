import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './failure';

/** A port that one of our processes will listen on, and the variable that moves it. */
export interface WantedPort {
  port: number;
  host: string;
  variable: string;
  usedBy: string;
}

/** Gives `preferred` when nobody listens there, else a free port of the system's choice, on the loopback address. */
export async function freePort(preferred: number | null): Promise<number> {
  if (preferred !== null && (await probe(preferred, '127.0.0.1')) === null) return preferred;
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no free port');
  return address.port;
}

/**
 * Throws when one of the ports cannot be listened on, naming it and the variable that moves it.
 * @param patienceMs how long to wait for processes of a hub that has just been killed to let go of theirs
 */
export async function checkPorts(wanted: readonly WantedPort[], patienceMs: number): Promise<void> {
  const variableOf = new Map<number, string>();
  for (const { port, variable } of wanted) {
    const other = variableOf.get(port);
    if (other !== undefined)
      throw new Error(`${variable}: expected a port of its own, got ${port}, which ${other} has`);
    variableOf.set(port, variable);
  }
  const until = Date.now() + patienceMs;
  for (const { port, host, variable, usedBy } of wanted) {
    let failure = await probe(port, host);
    while (failure === 'EADDRINUSE' && Date.now() < until) {
      await sleep(100);
      failure = await probe(port, host);
    }
    if (failure === 'EADDRINUSE') {
      throw new Error(
        `port ${port} for the ${usedBy} is taken: stop what listens there or set ${variable} to another port`,
      );
    }
    if (failure !== null)
      throw new Error(`port ${port} for the ${usedBy} cannot be used on ${host} (${variable}): ${failure}`);
  }
}

/** Null when the address can be listened on, else the system's code. */
function probe(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve(codeOf(error) ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
