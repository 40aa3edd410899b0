import { startPostgres } from '../support/postgres';
import { startHub } from '../support/running-hub';
import { measureMutations } from './mutations';
import { print } from './report';

const MOST = 1.5;

/** Measures mutations alone, in a tenth of the time of the whole bench; false when the frame costs more than it may. */
async function main(): Promise<boolean> {
  const postgres = await startPostgres({ durable: true });
  try {
    const hub = await startHub({ children: 8 });
    try {
      const { hub: whole, bare, framed } = await measureMutations(hub);
      const frame = framed / bare;
      print(`a mutation at the hub: ${whole.median.toFixed(1)} ms, p95 ${whole.p95.toFixed(1)} ms`);
      print(`its row alone ${bare.toFixed(2)} ms, with outbox and idempotency key ${framed.toFixed(2)} ms`);
      print(`${frame <= MOST ? 'met   ' : 'MISSED'} ${frame.toFixed(2)} of a bare insert, at most ${MOST}`);
      return frame <= MOST;
    } finally {
      await hub.stop();
    }
  } finally {
    await postgres.stop();
  }
}

main().then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
