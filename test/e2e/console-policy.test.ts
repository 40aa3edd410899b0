import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser';
import {
  inaccessible,
  OFFICER,
  openConsole,
  POLICE_DATA_OFFICER,
  POLICE_DEPUTY_OFFICER,
  signIn,
  type ConsolePage,
  press,
} from '../support/console';
import { startHub, type TestHub } from '../support/running-hub';

const CANARY = '<img src=x onerror="document.title=\'canary\'">';

describe('the policy in the console', () => {
  let hub: TestHub;
  let browser: Browser;
  let opened: ConsolePage;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    browser = await openBrowser();
  }, 60_000);
  afterEach(() => opened.close());
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });

  async function openAs(who: typeof OFFICER, purpose?: string, options?: object): Promise<Page> {
    opened = await openConsole(browser, hub, options);
    await signIn(opened.page, who, purpose);
    await opened.page.getByRole('button', { name: 'Sign out' }).waitFor();
    return opened.page;
  }

  const cellOf = async (page: Page, category: string, recipient: string): Promise<string> => {
    const columns = await page.getByRole('columnheader').allInnerTexts();
    const column = columns.findIndex((text) => text.includes(recipient));
    return page
      .getByRole('row', { name: new RegExp(`^${category}`) })
      .getByRole('cell')
      .nth(column)
      .innerText();
  };

  it('is a matrix of levels for what is supposed, with the reason where there is nothing', async () => {
    const page = await openAs(POLICE_DATA_OFFICER);
    expect(await cellOf(page, 'Missing', 'Norfolk County Council')).toBe('Full');
    expect(await cellOf(page, 'Missing', 'Harbour Youth Trust')).toBe('Summary');
    expect(await inaccessible(page)).toEqual([]);
    await page.getByLabel('Consent', { exact: true }).selectOption('Refused');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('Support service: practitioner, involved, consent refused').waitFor();
    expect(await cellOf(page, 'Missing', 'Harbour Youth Trust')).toMatch(/^Nothing\s+\S+/);
    expect(opened.complaints).toEqual([]);
  });

  it('tells what one recipient would see, and by which rule', async () => {
    const page = await openAs(POLICE_DATA_OFFICER);
    await page.goto('/policy/explorer?recipient=E10000020&purpose=SECTION_47_ENQUIRY');
    await page.getByRole('heading', { name: 'What would Norfolk County Council see?' }).waitFor();
    const intelligence = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: /^Intelligence/ }) });
    expect(await intelligence.innerText()).toMatch(/Summary[\s\S]*Shares Intelligence, up to summary, with councils/);
    expect(await inaccessible(page)).toEqual([]);
  });

  it('has rules that are drafted, refused with a counter-example by the proofs, and rejected', async () => {
    const page = await openAs(POLICE_DATA_OFFICER);
    await press(page, page.getByRole('link', { name: 'Rules', exact: true }));
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByRole('button', { name: 'Keep as a draft' }).click();
    await page.getByRole('link', { name: 'Select what the rule is about' }).waitFor();
    expect(await inaccessible(page)).toEqual([]);
    // It says what another rule says already.
    await page.getByRole('checkbox', { name: 'Consent', exact: true }).check();
    await page.getByRole('radio', { name: 'Existence' }).check();
    await page.getByRole('checkbox', { name: 'Missing child', exact: true }).check();
    await page.getByLabel('Lawful basis').selectOption({ value: 'CA2004-S10' });
    await page.getByLabel('What changes, and why?').fill(`A rule too many ${CANARY}`);
    await page.getByRole('button', { name: 'Keep as a draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'A rule too many' }).waitFor();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Not proved', { exact: true }).waitFor();
    await page.getByText('Every rule changes something.').waitFor();
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await page.getByRole('alert').getByText(/P11/).waitFor();
    await page.getByText('Reject this version').click();
    await page.getByLabel('Why?').fill('It changes nothing.');
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('The version was rejected.').waitFor();
    expect(await page.title()).not.toContain('canary');
  });

  it('is tightened at once and approved by another officer, without scripts, and its history tells it in words', async () => {
    const page = await openAs(POLICE_DATA_OFFICER, undefined, { javaScriptEnabled: false });
    await page.goto('/policy/rules');
    const rule = page.getByRole('listitem').filter({ hasText: 'Shares Missing, up to full, with councils' });
    await rule.getByRole('link', { name: /^Change this rule/ }).click();
    await page.getByRole('radio', { name: 'Summary' }).check();
    await page.getByLabel('What changes, and why?').fill('Accounts were read by too many.');
    await page.getByRole('button', { name: 'Tighten at once' }).click();
    await page.getByText('The rules hold now.').waitFor();
    await page.getByText('You wrote this version.').waitFor();
    const address = page.url();
    await opened.close();

    const deputy = await openAs(POLICE_DEPUTY_OFFICER);
    await deputy.goto(address.split('?')[0]!);
    await deputy.getByRole('button', { name: 'Approve' }).click();
    await deputy.getByText('The version was approved, and holds now.').waitFor();
    await deputy.getByRole('link', { name: 'History' }).click();
    const latest = deputy.locator('.app-history > li').first();
    expect((await latest.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /In force .*Approved by police-data-officer-2.*CHANGED Shares Missing, up to summary, with councils Level was Full is Summary/,
    );
    expect(await inaccessible(deputy)).toEqual([]);
    await deputy.getByRole('link', { name: 'Demonstration data: the agreement' }).click();
    await deputy.getByRole('button', { name: 'Draft these rules again' }).click();
    await deputy.getByRole('heading', { level: 1, name: /^Back to the version of/ }).waitFor();
    expect((await deputy.locator('.app-differences').innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /Level was Summary is Full/,
    );
  });

  it('is closed to whoever is no data officer, whatever they send', async () => {
    const page = await openAs(OFFICER, 'Missing child');
    expect(await page.getByRole('link', { name: 'Policy', exact: true }).count()).toBe(0);
    for (const place of ['', '/explorer', '/rules', '/rules/edit', '/versions', '/versions/x'])
      expect([place, (await page.goto(`/policy${place}`))?.status()]).toEqual([place, 403]);
    await page.getByRole('heading', { name: 'This is not open to you' }).waitFor();
    const cookie = (await opened.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const sent = await fetch(`${hub.url}/policy/versions/x/approve`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'csrf=guessed&key=k',
    });
    expect(sent.status).toBe(403);
  });
});
