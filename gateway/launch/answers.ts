import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './failure';
import type { Account } from './welcome';

const READY_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 5_000;

/** Resolves once `GET /ready` of the gateway says that everything answers; rejects with what does not when that takes too long. */
export async function untilEverythingAnswers(base: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const refusal = await askReady(base);
    if (refusal === null) return;
    if (Date.now() > until) throw new Error(`the hub did not get ready in ${READY_TIMEOUT_MS / 1000} s: ${refusal}`);
    await sleep(50, undefined, { signal });
  }
}

async function askReady(base: string): Promise<string | null> {
  try {
    const answer = await fetch(`${base}/ready`, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    const text = await answer.text();
    return answer.ok ? null : `${answer.status} ${text.slice(0, 500)}`;
  } catch (error) {
    return messageOf(error);
  }
}

/** The accounts of the development issuer; none where it does not run. */
export async function readAccounts(base: string): Promise<Account[]> {
  try {
    const answer = await fetch(`${base}/dev/accounts`, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    if (!answer.ok) return [];
    return ((await answer.json()) as { accounts: Account[] }).accounts;
  } catch {
    return [];
  }
}
