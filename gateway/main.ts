import 'reflect-metadata';
import { startForeignGateway } from './foreign';
import { startHubGateway } from './start';

/** The longest that requests under way may take once the process was asked to stop. */
const DRAIN_MS = 25_000;

/** SUPERGRAPH serves somebody else's federation, without a hub; otherwise this is the hub's gateway. */
async function main(): Promise<void> {
  const supergraph = process.env['SUPERGRAPH'];
  const running = supergraph ? await startForeignGateway(process.env, supergraph) : await startHubGateway(process.env);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => fail(new Error('what ran did not end in time')), DRAIN_MS).unref();
    running.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  // Whoever is told may stop this process at once.
  process.stdout.write(`gateway ready ${running.url}\n`);
  process.send?.({ ready: true });
}

function fail(error: unknown): void {
  process.stderr.write(`gateway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
