import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** Whom the demonstration's sign-in page offers: organisation and person, as they stand there. */
export type AccountName = readonly [organisation: string, person: string];

export const OFFICER: AccountName = ['Norfolk Constabulary', 'Missing persons officer'];
export const SERGEANT: AccountName = ['Norfolk Constabulary', 'Detective sergeant'];
export const POLICE_DATA_OFFICER: AccountName = ['Norfolk Constabulary', 'Data officer'];
export const POLICE_DEPUTY_OFFICER: AccountName = ['Norfolk Constabulary', 'Deputy data officer'];
export const SOCIAL_WORKER: AccountName = ['Norfolk County Council', 'Social worker'];
export const TEAM_MANAGER: AccountName = ['Norfolk County Council', 'Team manager'];
export const CASEWORKER: AccountName = ['Harbour Youth Trust', 'County lines caseworker'];
export const ADVOCATE_ACCOUNT: AccountName = ['Open Door Advocacy', 'Advocate'];
export const ANALYST_ACCOUNT: AccountName = ['Open Door Advocacy', 'Analyst'];

/** A browser's window on the console; everything that it complains of, and every other host that it asks, is kept. */
export interface ConsolePage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Opens a fresh profile of a browser at the console. `javaScriptEnabled: false` for pages without scripts. */
export async function openConsole(
  browser: Browser,
  hub: { readonly url: string },
  options: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: hub.url, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && origin !== hub.url) complaints.push(`asks ${request.url()}`);
  });
  return { page, context, complaints, close: () => context.close() };
}

/** Presses a button or a link, and waits until the page that it leads to is there. */
export async function press(page: Page, what: Locator): Promise<void> {
  // The page that it stands on may be loading still: its arrival is not the one that the press leads to.
  await what.waitFor();
  await page.waitForLoadState();
  const arrived = page.waitForEvent('load');
  await what.click();
  await arrived;
}

/** Signs in as somebody and, where there is a choice, for a purpose (its label); ends where the page goes on to. */
export async function signIn(page: Page, [organisation, person]: AccountName, purpose?: string): Promise<void> {
  await page.goto('/sign-in');
  const account = page.getByRole('region', { name: organisation });
  await press(page, account.getByRole('button', { name: new RegExp(`^${person}`) }));
  if (purpose === undefined) return;
  await page.getByRole('radio', { name: purpose, exact: true }).check();
  await press(page, page.getByRole('button', { name: 'Continue' }));
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 A and AA on the page as it is: rule, element and what to do. */
async function findViolations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which no content security policy binds.
  await page.evaluate(AXE);
  const found = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`);
  const { violations } = found as {
    violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[];
  };
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)}: ${failureSummary}`),
  );
}

/** How each page is looked at; the last is how a test leaves it. */
const VIEWS = [
  { forcedColors: 'active', width: 1280 },
  { forcedColors: 'active', width: 320 },
  { forcedColors: 'none', width: 320 },
  { forcedColors: 'none', width: 1280 },
] as const;

/**
 * Every violation on the page in light and in forced colours, at 320 px and at 1280 px, and whether it scrolls sideways
 * (WCAG 1.4.10); empty when all is well. Leaves the page at 1280 px in light colours.
 */
export async function inaccessible(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { forcedColors, width } of VIEWS) {
    await page.emulateMedia({ colorScheme: 'light', forcedColors });
    await page.setViewportSize({ width, height: 900 });
    const name = `${new URL(page.url()).pathname} ${width} px${forcedColors === 'active' ? ' forced colours' : ''}`;
    found.push(...(await findViolations(page)).map((each) => `${name}: ${each}`));
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (Number(overflow) > 0) found.push(`${name}: ${String(overflow)} px wider than the window`);
  }
  return found;
}
