import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser';
import { HARBOUR, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import {
  inaccessible,
  OFFICER,
  openConsole,
  POLICE_DATA_OFFICER,
  SERGEANT,
  press,
  signIn,
  type ConsolePage,
} from '../support/console';
import { startHub, type TestHub } from '../support/running-hub';

const CANARY = '<img src=x onerror="document.title=\'canary\'">';
const SEEN = `query($id: ID!) { child(id: $id) { policeProfiles { initials givenName } missingEpisodes { missingSince circumstances }
  custodyEvents { occurredAt } intelligence { safeguardingStatement } nrmReferrals { stage } } }`;

describe('disclosures in the console', () => {
  let hub: TestHub;
  let browser: Browser;
  let child: string;
  let opened: ConsolePage;
  beforeAll(async () => {
    hub = await startHub({ children: 10 });
    browser = await openBrowser();
    const caseworker = { ...worker(HARBOUR, 'SUPPORT_SERVICE', CANARY), subject: 'caseworker-1' };
    const socialWorker = { ...worker(NORFOLK_COUNCIL, 'SECTION_47_ENQUIRY'), subject: 'social-worker-1' };
    const officer = { ...worker(NORFOLK_FORCE, 'IMMEDIATE_PROTECTION'), subject: 'officer-1' };
    child = await hub.findChild(caseworker, 'DEMO-1');
    for (let count = 0; count < 8; count += 1)
      for (const person of [caseworker, socialWorker]) await hub.ask(person, SEEN, { id: child });
    const { errors } = await hub.ask(
      officer,
      `mutation($id: ID!, $why: String!) { breakGlass(childId: $id, reason: "CHILD_MISSING", explanation: $why, idempotencyKey: "one") { id } }`,
      { id: child, why: `Missing since last night. ${CANARY}` },
    );
    expect(errors).toEqual([]);
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

  it('are found by who, what and how they came out, page by page', async () => {
    const page = await openAs(POLICE_DATA_OFFICER);
    await page.getByRole('link', { name: 'Disclosures', exact: true }).click();
    const rows = page.locator('.app-log__row');
    await rows.first().waitFor();
    await page.getByLabel('Who asked').selectOption({ label: 'Harbour Youth Trust (demonstration)' });
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/recipient=harbour-youth-trust/);
    expect(await rows.filter({ hasNotText: 'Harbour Youth Trust' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Earlier ones' }).click();
    await page.getByRole('link', { name: 'Back to the latest' }).waitFor();
    expect(await rows.filter({ hasNotText: 'Harbour Youth Trust' }).count()).toBe(0);
    await page.getByLabel('What', { exact: true }).selectOption('Missing');
    await page.getByLabel('Outcome').selectOption('Withheld');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/outcome=WITHHELD/);
    expect(await rows.count()).toBe(8);
    expect(await rows.first().innerText()).toMatch(/Withheld\s+Missing: the owner has not agreed to share this/);
    expect(await rows.first().innerText()).toContain(CANARY);
    expect(await page.title()).toBe('Disclosures – Sightline');
    expect(await inaccessible(page)).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  it('say which field of the form the hub does not understand', async () => {
    const page = await openAs(POLICE_DATA_OFFICER);
    await page.goto('/disclosures?child=nobody');
    await page.getByRole('link', { name: /^Child: expected/ }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('childId');
    expect(await inaccessible(page)).toEqual([]);
  });

  async function takeAway(page: Page, link: string): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: link, exact: true }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') };
  }

  it('are taken away whole, as the filter stands, in either format', async () => {
    const page = await openAs(POLICE_DATA_OFFICER);
    await page.goto(`/disclosures?recipient=${HARBOUR}&outcome=WITHHELD`);
    const { name, text } = await takeAway(page, 'as JSON Lines');
    expect(name).toBe('disclosures.jsonl');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toEqual({ end: true, count: lines.length - 1 });
    expect(lines.length).toBeGreaterThan(8);
    for (const { recipient, outcome } of lines.slice(0, -1))
      expect([recipient, outcome]).toEqual([HARBOUR, 'WITHHELD']);
    const table = await takeAway(page, 'as comma-separated values');
    expect(table.name).toBe('disclosures.csv');
    expect(table.text.split('WITHHELD').length).toBe(lines.length);
  });

  it('have their checkpoints verified, and given to whoever keeps them', async () => {
    const page = await openAs(POLICE_DATA_OFFICER);
    await page.goto('/disclosures/integrity');
    await page.getByText('The checkpoints hold.').waitFor();
    expect(await page.getByText('Holds', { exact: true }).count()).toBeGreaterThan(0);
    expect(await inaccessible(page)).toEqual([]);
    expect(await takeAway(page, 'Take the checkpoints away')).toMatchObject({ name: 'checkpoints.jsonl' });
  });

  it('under break-glass are reviewed by somebody else than the holder, without scripts too', async () => {
    const page = await openAs(SERGEANT, 'Oversight', { javaScriptEnabled: false });
    await page.goto('/disclosures/break-glass');
    const grant = page.getByRole('article', { name: 'officer-1, Norfolk Constabulary' });
    expect(await grant.innerText()).toContain(CANARY);
    expect(await page.getByRole('link', { name: 'Integrity' }).count()).toBe(0);
    await grant.getByRole('button', { name: 'Record the review' }).click();
    await page.getByRole('link', { name: 'Select whether it was justified' }).waitFor();
    await grant.getByRole('radio', { name: 'Not justified' }).check();
    await grant.getByRole('button', { name: 'Record the review' }).click();
    await page.getByText('The review was recorded.').waitFor();
    expect(await grant.innerText()).toMatch(/Not justified[\s\S]*Reviewed by sergeant-1/);
    await press(page, grant.getByRole('button', { name: 'Restore the right to break the glass' }));
    await page.getByText('The review was recorded.').waitFor();
    expect(await grant.innerText()).toContain('Right restored');
  });

  it('and their reviews are accessible, and closed to whoever does not answer for them', async () => {
    const officer = await openAs(POLICE_DATA_OFFICER);
    await officer.goto('/disclosures/break-glass');
    expect(await inaccessible(officer)).toEqual([]);
    await opened.close();
    const page = await openAs(OFFICER, 'Missing child');
    expect(await page.getByRole('link', { name: 'Disclosures', exact: true }).count()).toBe(0);
    for (const place of ['', '/integrity', '/export']) {
      const answer = await page.goto(`/disclosures${place}`);
      expect([place, answer?.status()]).toEqual([place, 403]);
    }
    await page.getByRole('heading', { name: 'This is not open to you' }).waitFor();
  });
});
