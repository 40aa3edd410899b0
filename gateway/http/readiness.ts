import { fetch } from 'undici';

const TIMEOUT_MS = 1_500;

export interface ReadinessOptions {
  /** By sector, the addresses of the agencies' subgraphs. */
  readonly urls: ReadonlyMap<string, string>;
  /** Throws when the policies in memory cannot be confirmed. */
  readonly policies: { current(): unknown };
  /** Asks the database in which policies and log are kept. */
  readonly ping: () => Promise<unknown>;
}

/** Makes the check behind `/ready`: asks every owner, the policies and the audit log, and names what does not answer. */
export function createReadiness({ urls, policies, ping }: ReadinessOptions): () => Promise<string[]> {
  return async () => {
    const checks = [
      ...Array.from(urls, ([sector, url]) => check(sector, () => askOwner(url))),
      check('policy', async () => Promise.resolve(policies.current())),
      check('audit', ping),
    ];
    const faults = await Promise.all(checks);
    return faults.filter((fault) => fault !== null);
  };
}

async function check(name: string, ask: () => Promise<unknown>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch {
    return name;
  }
}

async function askOwner(url: string): Promise<void> {
  const response = await fetch(new URL('/ready', url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`status ${response.status}`);
}
