import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/browser';
import { ANALYST_ACCOUNT, CASEWORKER, inaccessible, openConsole, signIn, type ConsolePage } from '../support/console';
import { startHub, type TestHub } from '../support/running-hub';

describe('the picture in the console', () => {
  let hub: TestHub;
  let browser: Browser;
  let opened: ConsolePage;
  beforeAll(async () => {
    hub = await startHub({ children: 100 });
    browser = await openBrowser();
  }, 60_000);
  beforeEach(async () => {
    opened = await openConsole(browser, hub);
  });
  afterEach(() => opened.close());
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });

  it('shows an analyst the nation first, with what is suppressed as such, and the regions in order', async () => {
    const { page, complaints } = opened;
    await signIn(page, ANALYST_ACCOUNT);
    await page.getByRole('heading', { level: 1, name: 'Picture of England and Wales' }).waitFor();
    const referrals = page.getByRole('table', { name: 'Referrals to councils' });
    const [, received = ''] = /(\d+)/.exec(await referrals.getByRole('row', { name: 'Received' }).innerText()) ?? [];
    expect(Number(received) % 5).toBe(0);
    expect(Number(received)).toBeGreaterThan(0);
    expect(await page.getByText('Suppressed', { exact: true }).count()).toBeGreaterThan(0);
    const ranking = page.getByRole('table', { name: 'Referrals received, the highest first' });
    const numbers = (await ranking.locator('.app-ranking__value').allInnerTexts()).map(Number);
    expect(numbers.length).toBeGreaterThan(1);
    expect(numbers).toEqual([...numbers].sort((one, other) => other - one));
    expect(await inaccessible(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('goes on to a region and a council that were chosen, by the keyboard alone', async () => {
    const { page } = opened;
    await signIn(page, ANALYST_ACCOUNT);
    await page.getByLabel('Place', { exact: true }).focus();
    await page.keyboard.type('All of East of England');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Show' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Picture of East of England' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Councils of East of England by: referrals received' }).waitFor();
    await page.getByRole('link', { name: 'Norfolk' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Picture of Norfolk' }).waitFor();
    expect(await page.getByRole('row', { name: 'Norfolk (shown above)' }).count()).toBe(1);
  });

  it('is open to whoever works with children, without scripts too, and shrugs at places that are none', async () => {
    const plain = await openConsole(browser, hub, { javaScriptEnabled: false });
    await signIn(plain.page, CASEWORKER, 'Support service');
    await plain.page.goto('/picture?place=%3Cscript%3E&from=x&measure=y&by=councils');
    await plain.page.getByRole('heading', { level: 1, name: 'Picture of England and Wales' }).waitFor();
    await plain.page.getByLabel('Compare by').selectOption('Missing episodes');
    await plain.page.getByRole('button', { name: 'Show' }).click();
    await plain.page.getByRole('heading', { name: 'Councils of England and Wales by: missing episodes' }).waitFor();
    await plain.close();
  });

  it('is shown to nobody who is not signed in', async () => {
    const answer = await fetch(`${hub.url}/picture`, { redirect: 'manual' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/sign-in?return=%2Fpicture');
  });
});
