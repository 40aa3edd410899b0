import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MAIN = path.join(__dirname, '..', '..', 'dist', 'gateway', 'main.js');

/** A gateway in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  ask(query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  stop(): Promise<number | null>;
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly errors?: readonly { message: string; path?: unknown; extensions: Record<string, unknown> }[];
  readonly text: string;
}

/** Starts the built gateway over a supergraph that is written to a temporary file. Rejects with what it says when it ends early. */
export async function startForeignProcess(sdl: string, env: Record<string, string> = {}): Promise<GatewayProcess> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\` first`);
  const folder = mkdtempSync(path.join(tmpdir(), 'foreign-'));
  const file = path.join(folder, 'supergraph.graphql');
  writeFileSync(file, sdl);
  const { PATH } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: { ...(PATH ? { PATH } : {}), NODE_ENV: 'test', SUPERGRAPH: file, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const code = await ended;
    rmSync(folder, { recursive: true, force: true });
    return code;
  };
  try {
    const url = await readyUrl(child, ended);
    return { url, ask: (query, variables = {}) => askGraphql(url, { query, variables }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readyUrl(child: ChildProcess, ended: Promise<number | null>): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /gateway ready (\S+)/.exec(output)?.[1];
      if (url) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void ended.then((code) => reject(new Error(`exit ${code}: ${output}`)));
  });
}

/** Sends one GraphQL request and reads the answer. */
export async function askGraphql(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const answer = JSON.parse(text) as Pick<GraphqlAnswer, 'data' | 'errors'>;
  return { ...answer, status: response.status, text };
}
