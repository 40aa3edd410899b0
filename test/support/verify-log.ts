import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import type { HubAnswer } from './client';

const VERIFIER = path.resolve(__dirname, '..', '..', 'dist', 'gateway', 'audit', 'verify-main.js');

/** How the verifier ended, and what it said. */
export interface Verified {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the verifier as an auditor does, with the data folder's public key and all of its checkpoints, or those named. */
export function verifyLog(databaseUrl: string, dataFolder: string, checkpoints?: string): Promise<Verified> {
  const folder = path.join(dataFolder, 'audit');
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const names = checkpoints === undefined ? files.map((name) => path.join(folder, name)) : [checkpoints];
  const child = spawn(
    process.execPath,
    [VERIFIER, 'verify', path.join(folder, 'checkpoint.key.json.public'), ...names],
    { env: { ...process.env, HUB_DATABASE_URL: databaseUrl, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

/** The id under which an answer's disclosures are on the log. */
export function decisionOf({ text }: HubAnswer): string {
  const { extensions } = JSON.parse(text) as { extensions: { disclosure: { decisionId: string } } };
  return extensions.disclosure.decisionId;
}

/** Those of these decisions that the log does not have. */
export async function findUnlogged(databaseUrl: string, decisions: readonly string[]): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ decision: string }>(
      `select asked.decision from unnest($1::text[]) as asked (decision)
       where not exists (select from audit_log where body::jsonb ->> 'decision' = asked.decision)`,
      [decisions],
    );
    return rows.map(({ decision }) => decision);
  } finally {
    await client.end();
  }
}
