import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser';
import { CASEWORKER, openConsole, signIn, SOCIAL_WORKER, type AccountName } from '../support/console';
import { freePorts } from '../support/running-hub';

interface Screenshot {
  readonly name: string;
  readonly account: AccountName;
  readonly purpose: string;
  /** Goes to what is shown. */
  readonly show: (page: Page) => Promise<void>;
}

const SCREENSHOTS: readonly Screenshot[] = [
  { name: 'child', account: CASEWORKER, purpose: 'Support service', show: (page) => showChild(page, 'DEMO-2') },
  {
    name: 'work',
    account: SOCIAL_WORKER,
    purpose: 'Child in need',
    show: async (page) => void (await page.goto('/work')),
  },
  {
    name: 'withheld',
    account: CASEWORKER,
    purpose: 'Support service',
    async show(page) {
      await showChild(page, 'DEMO-2');
      await page.getByRole('heading', { name: 'Records by agency' }).scrollIntoViewIfNeeded();
      await page.mouse.wheel(0, 620);
    },
  },
];

async function showChild(page: Page, reference: string): Promise<void> {
  await page.goto('/children');
  await page.getByLabel('Your organisation’s reference').fill(reference);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('region', { name: '1 child found' }).getByRole('link').click();
  await page.getByRole('heading', { name: 'Timeline across agencies' }).waitFor();
}

/** Makes the README's pictures from the demonstration data, as `npm start` loads it. */
async function main(): Promise<void> {
  const target = path.resolve('docs', 'screenshots');
  mkdirSync(target, { recursive: true });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-screenshots-'));
  const hub = await startDemonstration(folder);
  const browser = await openBrowser();
  try {
    for (const screenshot of SCREENSHOTS) await take(browser, hub.url, { ...screenshot, target });
  } finally {
    await browser.close();
    const ended = once(hub.child, 'exit');
    hub.child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function take(
  browser: Browser,
  url: string,
  { name, account, purpose, show, target }: Screenshot & { target: string },
) {
  const { page, close } = await openConsole(browser, { url });
  await signIn(page, account, purpose);
  await show(page);
  await page.waitForTimeout(300);
  const file = path.join(target, `${name}.png`);
  await page.screenshot({ path: file });
  process.stdout.write(`wrote ${path.relative(process.cwd(), file)}\n`);
  await close();
}

async function startDemonstration(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const [gateway, police, council, charity] = await freePorts(4);
  const env = {
    ...process.env,
    SIGHTLINE_DATA: folder,
    SIGHTLINE_CHILDREN: '60',
    PORT: String(gateway),
    POLICE_PORT: String(police),
    COUNCIL_PORT: String(council),
    CHARITY_PORT: String(charity),
  };
  const program = path.resolve('dist', 'gateway', 'launch', 'main.js');
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const text of child.stdout) if (String(text).includes('sightline ready')) break;
  return { url: `http://127.0.0.1:${gateway}`, child };
}

main().catch((error: unknown) => {
  process.stderr.write(`screenshots: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
