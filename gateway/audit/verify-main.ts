import { readFile } from 'node:fs/promises';
import { Pool } from 'pg';
import { readCheckpointPublicKey } from './checkpoint-key';
import { createAuditReader } from './reader';
import { verifyAuditLog, type Verification } from './verify';

const USAGE = `usage: HUB_DATABASE_URL=postgres://... npm run audit -- verify <public key> <checkpoint file>...
Needs to read the log and nothing else; the key is the public half (checkpoint.key.json.public). Each defect is named
with the writer and the position in its chain; rows that no checkpoint speaks for are named on standard error.
exit code: 0 the log is intact, 1 it is not, 2 it could not be read`;
const SHOWN = 100;

async function verifyFromArguments(given: readonly string[]): Promise<number> {
  const [keyFile, ...files] = given[0] === 'verify' ? given.slice(1) : given;
  const url = process.env['HUB_DATABASE_URL'];
  if (url === undefined || keyFile === undefined || files.length === 0) throw new Error(USAGE);
  const publicKey = await readCheckpointPublicKey(keyFile);
  const checkpointFiles = await Promise.all(files.map(readLines));
  const pool = new Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 5_000 });
  try {
    const begun = performance.now();
    const verification = await verifyAuditLog({ log: createAuditReader(pool), checkpointFiles, publicKey });
    report(verification);
    const perSecond = Math.round((verification.rows * 1_000) / (performance.now() - begun));
    process.stderr.write(`${perSecond} rows/s\n`);
    return verification.isIntact ? 0 : 1;
  } finally {
    await pool.end();
  }
}

async function readLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

function report({ isIntact, writers, rows, checkpoints, findings, unattested }: Verification): void {
  const walked = `${rows} rows of ${writers} writers, ${checkpoints} checkpoints`;
  process.stdout.write(`${isIntact ? 'intact' : `${findings.length} defects`}: ${walked}\n`);
  for (const { defect, writer, seq } of findings.slice(0, SHOWN)) process.stdout.write(`${defect} ${writer} ${seq}\n`);
  for (const one of unattested.slice(0, SHOWN))
    process.stderr.write(`no checkpoint speaks for ${one.rows} rows of ${one.writer} from ${one.from} on\n`);
}

async function main(): Promise<void> {
  try {
    process.exitCode = await verifyFromArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}

void main();
