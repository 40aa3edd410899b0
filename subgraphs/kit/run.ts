import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { openClockBook, type ClockBook } from './clock-book';
import { goRound } from './clock-round';
import { ConfigurationError, readConfig, type SubgraphConfig } from './config';
import { createDataSource, migrate } from './database';
import { lineOf, logToStderr } from './errors';
import { takeOverSignals } from './outbox-reader';
import { repeat, type Repetition } from './repeat';
import { createRetention } from './retention';
import { createSubgraphSchema } from './schema';
import { createSubgraphServer, type SubgraphServer } from './server';
import type { Subgraph } from './subgraph';
import { openSigner, type Signer } from './signer';
import { createVerifiers, keysFrom } from './verify';

const STOP_WITHIN_MS = 9000;
/** An overdue clock is to be noticed within a minute, also when the first look at it fails. */
const CLOCK_ROUND_EVERY_MS = 5_000;
const RETENTION_EVERY_MS = 10 * 60_000;

async function connect(subgraph: Subgraph, config: SubgraphConfig): Promise<DataSource> {
  const { databaseUrl: url, countStatements } = config;
  const dataSource = createDataSource({ url, entities: subgraph.entities, countStatements });
  try {
    await dataSource.initialize();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const variable = `${subgraph.sector.toUpperCase()}_DATABASE_URL`;
    throw new ConfigurationError(`${variable}: cannot reach the database: ${String(code)}`, { cause: error });
  }
  await migrate(dataSource, subgraph.migrations);
  await takeOverSignals(dataSource);
  return dataSource;
}

async function openReceiptKey({ sector }: Subgraph, config: SubgraphConfig): Promise<Signer> {
  const { signingKeyFile, publicKeysFile } = config;
  try {
    return await openSigner(signingKeyFile, publicKeysFile);
  } catch (error) {
    const variable = `${sector.toUpperCase()}_SIGNING_KEY`;
    const message = `${variable}: expected ${signingKeyFile} to hold an Ed25519 key, or to be makeable`;
    throw new ConfigurationError(message, { cause: error });
  }
}

async function listen(server: SubgraphServer, config: SubgraphConfig): Promise<string> {
  const { host, port, portVariable } = config;
  try {
    return await server.app.listen({ host, port });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error;
    throw new ConfigurationError(`${portVariable}: port ${port} is taken`, { cause: error });
  }
}

const report = (error: unknown): void => logToStderr(lineOf(randomUUID(), 'INTERNAL', error));

/** Looks through the sector's clocks as long as the process runs. */
function watchClocks(subgraph: Subgraph, dataSource: DataSource, book: ClockBook): Repetition {
  const rounds = { dataSource, kinds: subgraph.overdue ?? [], book, log: logToStderr };
  return repeat((signal) => goRound(rounds, new Date(), signal), CLOCK_ROUND_EVERY_MS, report);
}

/** Stops once, in order: no new requests, what runs finishes, then the pool. Ends the process if that takes too long. */
function stopOnSignals(server: SubgraphServer, dataSource: DataSource, rounds: readonly Repetition[]): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await Promise.all([server.close(), ...rounds.map((each) => each.stop())]);
    await dataSource.destroy();
    if (process.connected) process.disconnect();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  // A parent that is gone can no longer stop us, and the port would stay taken.
  process.on('disconnect', () => void stop());
}

async function serve(subgraph: Subgraph): Promise<void> {
  const config = readConfig(subgraph.sector, process.env);
  const { schema } = await createSubgraphSchema(subgraph.schema);
  const readKeys = keysFrom(config.jwksFile);
  const verifiers = createVerifiers({ audience: subgraph.sector, readKeys });
  const dataSource = await connect(subgraph, config);
  try {
    const { countStatements } = config;
    const book = await openClockBook(dataSource.manager);
    const signer = subgraph.givesReceipts === true ? await openReceiptKey(subgraph, config) : null;
    const retention = createRetention({ dataSource, retentionMs: config.eventRetentionMs, now: () => new Date() });
    const server = await createSubgraphServer({
      schema,
      dataSource,
      verify: verifiers.caller,
      collector: { verify: verifiers.collector, collected: (place) => retention.collected(place) },
      clocks: () => book.settings,
      signer,
      probes: { keys: readKeys },
      countStatements,
    });
    const address = await listen(server, config);
    const removals = repeat(() => retention.round(), RETENTION_EVERY_MS, report);
    stopOnSignals(server, dataSource, [watchClocks(subgraph, dataSource, book), removals]);
    process.stdout.write(`${subgraph.sector} ready ${address}/graphql\n`);
    process.send?.({ ready: true });
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** Runs a sector's subgraph as this process, or prints its schema with `--print-schema`. */
export async function runSubgraph(subgraph: Subgraph): Promise<void> {
  try {
    if (!process.argv.includes('--print-schema')) return await serve(subgraph);
    const { sdl } = await createSubgraphSchema(subgraph.schema);
    process.stdout.write(sdl);
  } catch (error) {
    // A setting is told plainly; anything else is a fault of ours and needs its stack, which at start holds no record.
    const text = error instanceof ConfigurationError ? error.message : (error as Error).stack;
    process.stderr.write(`${subgraph.sector}: ${text}\n`);
    process.exitCode = 1;
  }
}
