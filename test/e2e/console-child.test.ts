import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser';
import { findCast, NORFOLK_COUNCIL, NORFOLK_FORCE, worker, type CastMember } from '../support/cast';
import {
  ADVOCATE_ACCOUNT,
  CASEWORKER,
  inaccessible,
  OFFICER,
  openConsole,
  POLICE_DATA_OFFICER,
  SERGEANT,
  signIn,
  SOCIAL_WORKER,
  type ConsolePage,
  press,
} from '../support/console';
import { startHub, type TestHub } from '../support/running-hub';
import { XSS, xssLines } from '../support/xss-lines';

describe('the page of a child', () => {
  let hub: TestHub;
  let browser: Browser;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8, lines: xssLines() });
    browser = await openBrowser();
    cast = await findCast(hub);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });

  const open = (options: { javaScriptEnabled?: boolean } = {}): Promise<ConsolePage> =>
    openConsole(browser, hub, options);

  async function find(page: Page, reference: string): Promise<void> {
    await page.goto('/children');
    await page.getByLabel('Your organisation’s reference').fill(reference);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('region', { name: '1 child found' }).getByRole('link').click();
    await page.getByRole('heading', { name: 'Timeline across agencies' }).waitFor();
  }

  const card = (page: Page, name: string) => page.getByRole('article', { name });

  it.each([true, false])(
    'joins what all agencies share, and says what is withheld (JavaScript: %s)',
    async (script) => {
      const { page, complaints, close } = await open({ javaScriptEnabled: script });
      await signIn(page, CASEWORKER, 'Support service');
      await find(page, 'DEMO-2');

      const involved = page.getByRole('region', { name: 'Who is involved' });
      for (const name of ['Norfolk Constabulary', 'Norfolk County Council', 'Harbour Youth Trust']) {
        await involved.getByText(name).first().waitFor();
      }
      expect(await involved.innerText()).toMatch(/01632 960\d{3}/);
      const referral = card(page, 'Referral, Norfolk County Council');
      expect(await referral.innerText()).toMatch(
        /The harm is outside the home \(R01\), contestable[^]*The test: Children Act/,
      );

      const profile = await card(page, 'Who the child is, Norfolk Constabulary').innerText();
      expect(profile).toMatch(/Family name\s+Withheld The owner has not agreed to share this/);
      const withheld = page.getByRole('region', { name: 'Withheld from you' });
      const force = withheld.getByRole('listitem').filter({ hasText: 'Missing' });
      expect(await force.first().innerText()).toContain('Consent was withdrawn');
      expect(await withheld.innerText()).toMatch(/Ask Public protection desk \(demonstration\)/);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  it('filters the timeline, and leads from an event to its record', async () => {
    const { page, close } = await open();
    await signIn(page, CASEWORKER, 'Support service');
    await page.goto(`/children/${cast['DEMO-2']}`);
    const events = page.getByRole('region', { name: 'Timeline across agencies' }).locator('ol > li');
    const all = await events.count();
    await page.getByText('Filter the timeline').click();
    await page.getByRole('checkbox', { name: 'Council' }).check();
    await page.getByRole('checkbox', { name: 'Referral' }).check();
    await press(page, page.getByRole('button', { name: 'Filter' }));
    expect(await events.allInnerTexts()).toEqual([
      expect.stringMatching(/Referral decided[^]*Council Norfolk County Council/),
      expect.stringContaining('Referral received'),
    ]);
    expect(all).toBeGreaterThan(2);
    await page.getByRole('link', { name: 'Referral decided' }).click();
    expect(await card(page, 'Referral, Norfolk County Council').getAttribute('id')).toBe(
      new URL(page.url()).hash.slice(1),
    );
    await close();
  });

  it('shows first that the child is missing, and in what danger', async () => {
    const report = `mutation($input: ReportMissingInput!) { reportMissing(input: $input, idempotencyKey: "console-1") { id } }`;
    const missingSince = new Date(Date.now() - 3_600_000).toISOString();
    const input = { childId: cast['DEMO-1'], missingSince, risk: 'HIGH', circumstances: 'left school at noon' };
    expect((await hub.ask(worker(NORFOLK_FORCE, 'MISSING_CHILD'), report, { input })).errors).toEqual([]);
    const { page, close } = await open();
    await signIn(page, SOCIAL_WORKER, 'Missing child');
    await page.goto(`/children/${cast['DEMO-1']}/concern`);
    await press(page, page.getByRole('button', { name: 'Record' }));
    expect(await page.getByRole('alert').innerText()).toContain('Select what you judge');
    await page.getByRole('radio', { name: 'Likely significant harm' }).check();
    await page.getByLabel('Why?').fill('invented: seen with older peers');
    await press(page, page.getByRole('button', { name: 'Record' }));
    await page.getByText('The judgement was recorded.').waitFor();
    const banner = await page.getByRole('region', { name: 'What matters first' }).innerText();
    expect(banner).toMatch(/^Missing now\s+Since .*, risk high, reported to Norfolk Constabulary\./);
    expect(banner).toContain('Likely significant harm');
    await close();
  });

  it('records consent, without JavaScript too, once however often the form is sent', async () => {
    const { page, close } = await open({ javaScriptEnabled: false });
    await signIn(page, SOCIAL_WORKER, 'Child in need');
    await page.goto(`/children/${cast['DEMO-2']}/consent`);
    await press(page, page.getByRole('button', { name: 'Record' }));
    expect(await page.getByRole('alert').getByRole('link').count()).toBe(5);
    await page.getByRole('radio', { name: 'Given' }).check();
    await page.getByRole('radio', { name: 'The child' }).check();
    await page.getByRole('radio', { name: 'Gillick-assessed for this decision' }).check();
    await page.getByRole('checkbox', { name: 'Charity' }).check();
    await page.getByRole('checkbox', { name: 'Education' }).check();
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await press(page, page.getByRole('button', { name: 'Record' }));
    await page.getByText('The consent was recorded.').waitFor();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const again = await page.request.post((await sent).url(), { headers, data: (await sent).postData() ?? '' });
    expect(again.url()).toContain('?done=consent');
    const { data } = await hub.ask(
      worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'),
      'query($id: ID!) { child(id: $id) { consents { categories state capacity } } }',
      { id: cast['DEMO-2'] },
    );
    const recorded = data.child.consents.filter(
      ({ categories }: { categories: string[] }) => categories.includes('EDUCATION') && categories.length === 1,
    );
    expect(recorded).toEqual([{ categories: ['EDUCATION'], state: 'GIVEN', capacity: 'GILLICK_ASSESSED' }]);
    await close();
  });

  it('breaks the glass for one child, and the owner then sees by whom it was seen and why', async () => {
    const { page, close } = await open();
    await signIn(page, OFFICER, 'Missing child');
    await page.goto(`/children/${cast['DEMO-2']}`);
    const link = page
      .getByRole('region', { name: 'Withheld from you' })
      .getByRole('link', { name: /^Break the glass/ });
    await link.first().click();
    await page.getByRole('radio', { name: 'The child is missing' }).check();
    await page.getByLabel('What happened?').fill('invented: last seen at the station');
    await page.getByRole('button', { name: 'Break the glass' }).click();
    await page.getByText('The glass is broken').waitFor();
    await page.getByLabel('Why you need').waitFor({ state: 'attached' });
    await page.getByText('Give a justification').click();
    await page.getByLabel('Why you need').fill('Zoë is missing –\nsince noon');
    await page.getByRole('button', { name: 'Declare' }).click();
    await page.getByText('Your justification goes with').waitFor();
    await close();

    const { data } = await hub.ask(
      { organisation: NORFOLK_COUNCIL, role: 'SUPERVISOR', purpose: 'OVERSIGHT' },
      'query($id: ID!) { child(id: $id) { disclosures { nodes { breakGlass justification recipient { id } } } } }',
      { id: cast['DEMO-2'] },
    );
    expect(data.child.disclosures.nodes).toContainEqual({
      breakGlass: true,
      justification: 'Zoë is missing – since noon',
      recipient: { id: NORFOLK_FORCE },
    });
  });

  it('tells an advocate who has seen the record', async () => {
    const { page, close } = await open();
    await signIn(page, ADVOCATE_ACCOUNT, 'Support service');
    await page.goto(`/children/${cast['DEMO-8']}`);
    await page.getByRole('link', { name: 'Who has seen this' }).click();
    await page
      .getByRole('article', { name: /^Kent County Council/ })
      .first()
      .waitFor();
    await close();
  });

  it('is not there for whoever does not work with children, nor for a child of whom one may not know', async () => {
    const { page, close } = await open();
    await signIn(page, POLICE_DATA_OFFICER);
    expect((await page.goto('/children'))?.status()).toBe(200);
    await page.getByLabel('Your organisation’s reference').fill('DEMO-1');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('heading', { name: 'This is not open to you' }).waitFor();
    await close();
    const stranger = await open();
    await signIn(stranger.page, SOCIAL_WORKER, 'Child in need');
    const other = await stranger.page.goto(`/children/${cast['DEMO-5']}`);
    const nobody = await stranger.page.goto('/children/00000000-0000-4000-8000-000000000000');
    expect([other?.status(), nobody?.status()]).toEqual([200, 404]);
    await stranger.page.goto(`/children/${cast['DEMO-5']}`);
    const text = await stranger.page.getByRole('main').innerText();
    expect(text).toContain('Name not shared with you');
    expect(text).not.toMatch(/Harbour|DEMO|Ask (?!Sightline hub desk)/);
    await stranger.close();
  });

  it('runs no text that somebody stored, wherever it is shown', async () => {
    const { page, complaints, close } = await open();
    await signIn(page, OFFICER, 'Section 47 enquiry');
    await page.goto(`/children/${XSS.child}`);
    const text = await page.getByRole('main').innerText();
    expect(text.split(XSS.text).length).toBeGreaterThan(5);
    await page.goto(`/children/${XSS.child}/seen`);
    await page.goto(
      `/children/${XSS.child}?done=${encodeURIComponent(XSS.text)}&agency=${encodeURIComponent(XSS.text)}`,
    );
    await page.goto('/work');
    expect(await page.getByRole('main').innerText()).toContain(XSS.text);
    expect(await page.evaluate('window.caught')).toBeUndefined();
    expect(complaints).toEqual([]);
    await close();
  });

  it('has no barrier that axe knows, on any of its pages', async () => {
    const { page, close } = await open();
    await signIn(page, SOCIAL_WORKER, 'Child in need');
    const found: string[] = [];
    const child = `/children/${cast['DEMO-2']}`;
    for (const address of [
      '/children',
      child,
      `${child}/consent`,
      `${child}/concern`,
      `${child}/break-glass`,
      `${child}/seen`,
    ]) {
      await page.goto(address);
      found.push(...(await inaccessible(page)));
    }
    await page.goto(`${child}/consent`);
    await press(page, page.getByRole('button', { name: 'Record' }));
    found.push(...(await inaccessible(page)));
    expect(found).toEqual([]);
    await close();
  }, 60_000);

  it('can be used by keyboard alone', async () => {
    const { page, close } = await open();
    await signIn(page, SERGEANT, 'Child in need');
    await page.goto(`/children/${cast['DEMO-2']}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main-content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Record what you judge' }).waitFor();
    await close();
  });
});
