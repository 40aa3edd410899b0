import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser';
import {
  CASEWORKER,
  inaccessible,
  openConsole,
  POLICE_DATA_OFFICER,
  POLICE_DEPUTY_OFFICER,
  signIn,
} from '../support/console';
import { startHub, type TestHub } from '../support/running-hub';

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The README's tour, step by step. Each person has a browser of their own. */
describe('the tour of 60 seconds', () => {
  let hub: TestHub;
  let browser: Browser;
  let officer: Page;
  beforeAll(async () => {
    hub = await startHub({ children: 10 });
    browser = await openBrowser();
    officer = (await openConsole(browser, hub)).page;
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });

  /** What the caseworker reads of the circumstances of the missing episodes of DEMO-1. */
  async function readAsCaseworker(): Promise<string[]> {
    const { page, close } = await openConsole(browser, hub);
    await signIn(page, CASEWORKER, 'Support service');
    await page.getByRole('link', { name: 'Children', exact: true }).click();
    await page.getByLabel('Your organisation’s reference').fill('DEMO-1');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('region', { name: '1 child found' }).getByRole('link').click();
    await page.getByRole('heading', { name: 'Timeline across agencies' }).waitFor();
    const rows = page
      .locator('#records ~ *')
      .locator('.app-rows__row', { has: page.getByText('Circumstances', { exact: true }) });
    const texts = await rows.allTextContents();
    await close();
    return texts.map(plain);
  }

  it('begins with a practitioner from whom the police withhold how a child was missing', async () => {
    const read = await readAsCaseworker();
    expect(read.length).toBeGreaterThan(0);
    for (const text of read) expect(text).toBe('Circumstances Withheld The owner has not agreed to share this');
  });

  it('goes on with the data officer, who drafts it, has it checked and simulated, and submits it', async () => {
    await signIn(officer, POLICE_DATA_OFFICER);
    await officer.getByRole('heading', { name: 'What Norfolk Constabulary shares' }).waitFor();
    const cell = officer
      .getByRole('row', { name: /^Missing/ })
      .getByRole('cell')
      .last();
    expect(await cell.innerText()).toBe('Summary');
    await cell.getByRole('link').click();
    const missing = officer.getByRole('listitem').filter({ has: officer.getByRole('heading', { name: /^Missing/ }) });
    await missing.getByRole('link', { name: /^Change this rule/ }).click();
    await officer.getByRole('group', { name: 'Level' }).getByRole('radio', { name: 'Full' }).check();
    await officer.getByLabel('What changes, and why?').fill('Caseworkers need to know how a child was missing.');
    await officer.getByRole('button', { name: 'Keep as a draft' }).click();
    await officer.getByText('The draft was kept.').waitFor();
    const changed = await officer.getByRole('listitem').filter({ hasText: 'Changed' }).innerText();
    expect(plain(changed)).toMatch(/ Level was Summary is Full$/);
    await officer.getByRole('link', { name: 'Its matrix' }).click();
    await officer.getByText('You look at a version that is not in force').waitFor();
    expect(await cell.innerText()).toBe('Full');
    await officer.goBack();
    await officer.getByRole('button', { name: 'Check' }).click();
    await officer.getByRole('heading', { name: /^Proved over [\d,]+ cases/ }).waitFor();
    await officer.getByRole('button', { name: 'Simulate' }).click();
    await officer.getByRole('heading', { name: 'Who gains' }).waitFor();
    const gains = officer.getByRole('row', { name: /Harbour Youth Trust .*Missing/ });
    expect(plain(await gains.first().innerText())).toContain('Suppressed: fewer than 5 children');
    await officer.getByText('Nobody would have seen less.').waitFor();
    expect(await inaccessible(officer)).toEqual([]);
    await officer.getByRole('button', { name: 'Submit for approval' }).click();
    await officer.getByText('You wrote this version.').waitFor();
    expect(await officer.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  it('needs a second officer, and then shows the practitioner what was withheld', async () => {
    const { page, close } = await openConsole(browser, hub);
    await signIn(page, POLICE_DEPUTY_OFFICER);
    await page.getByRole('link', { name: 'Caseworkers need to know how a child was missing.' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The version was approved, and holds now.').waitFor();
    await close();
    const read = await readAsCaseworker();
    expect(read.length).toBeGreaterThan(0);
    for (const text of read) expect(text).toMatch(/^Circumstances Demonstration data: /);
  });

  it('ends with both on the log', async () => {
    await officer.goto('/disclosures?recipient=harbour-youth-trust&category=MISSING');
    const rows = await officer.locator('.app-log__row').allTextContents();
    const [latest = '', ...earlier] = rows.map(plain);
    expect(latest).toContain('Full Missing');
    expect(earlier.join('\n')).toContain('Withheld Missing: the owner has not agreed to share this');
  });
});
