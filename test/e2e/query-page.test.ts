import type { Browser, Page } from 'playwright-core';
import { DEMONSTRATION_ACCOUNTS } from '../../gateway/auth/development-accounts';
import { openBrowser } from '../support/browser';
import type { Person } from '../support/client';
import { startGateway } from '../support/extra-gateway';
import { startHub, type TestHub } from '../support/running-hub';

const DATA_OFFICER: Person = { organisation: 'E23000024', role: 'DATA_OFFICER', purpose: 'OVERSIGHT' };
const CASEWORKER = 'County lines caseworker (Harbour Youth Trust)';

describe('the query page', () => {
  let hub: TestHub;
  let browser: Browser;
  beforeAll(async () => {
    hub = await startHub();
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });

  /** Opens the page; everything that a browser complains of, and every other host it asks, is kept. */
  async function open(): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== 'data:' && origin !== hub.url) complaints.push(`asks ${request.url()}`);
    });
    await page.goto(`${hub.url}/graphql`);
    await page.getByText(/^Signed in as/).waitFor();
    await page.locator('.graphiql-execute-button').waitFor();
    return { page, complaints };
  }

  async function choose(page: Page, label: string): Promise<void> {
    await page.getByLabel('Ask as').selectOption({ label });
    const [, person = '', organisation = ''] = /^(.*) \((.*)\)$/.exec(label) ?? [];
    await page.getByText(new RegExp(`^Signed in as ${organisation}, ${person}\\.`, 'i')).waitFor();
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is the test's own query
  async function run(page: Page): Promise<{ status: number; body: any }> {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.locator('.graphiql-execute-button').click();
    const response = await answered;
    return { status: response.status(), body: await response.json() };
  }

  it('comes to a browser only, without a script of its own in it and with everything from this host', async () => {
    const plain = await fetch(`${hub.url}/graphql`);
    expect(plain.status).toBe(404);
    expect(await plain.json()).toEqual({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'NOT_FOUND' }) })],
    });

    const page = await fetch(`${hub.url}/graphql`, { headers: { accept: 'text/html,application/xhtml+xml' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self'; /);
    expect(page.headers.get('content-security-policy')).not.toMatch(/script-src|unsafe-eval|http/);
    const html = await page.text();
    expect(html).toContain('lang="en-GB"');
    expect(html).not.toMatch(/<script(?![^>]* src="\/query-page\/)|<style| style=| on\w+=|https?:/);
    for (const [, name] of html.matchAll(/(?:src|href)="(\/query-page\/[^"]+)"/g)) {
      expect((await fetch(`${hub.url}${name!}`)).status).toBe(200);
    }
    expect((await fetch(`${hub.url}/query-page/..%2Fquery-page.ts`)).status).toBe(404);
  });

  it('answers the example at once and lists what was withheld beside it', async () => {
    const { page, complaints } = await open();
    await choose(page, CASEWORKER);
    const { body } = await run(page);
    expect(body.data.findChildren[0].child.missingEpisodes).toHaveLength(2);

    const item = page
      .getByRole('complementary', { name: /^Withheld \(\d+\)$/ })
      .getByRole('listitem')
      .first();
    const text = await item.innerText();
    expect(text).toContain('findChildren[*].child.missingEpisodes[*].circumstances');
    expect(text).toContain('The owner has not agreed to share this');
    expect(text).toContain('Norfolk Constabulary');
    expect(text).toContain(body.extensions.disclosure.withheld[0].contact.name);
    expect(await page.locator('.result-window').innerText()).toContain('"findChildren"');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('has an example that works for every demonstration account', async () => {
    const { page, complaints } = await open();
    const labels = await page.getByLabel('Ask as').locator('option').allInnerTexts();
    expect(labels).toHaveLength(DEMONSTRATION_ACCOUNTS.length);
    for (const label of labels.toReversed()) {
      await choose(page, label);
      const { status, body } = await run(page);
      const { data, errors } = body as { data: Record<string, unknown>; errors?: unknown };
      expect({ label, status, errors }).toEqual({ label, status: 200, errors: undefined });
      expect({ label, found: data['findChildren'] }).not.toEqual({ label, found: [] });
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('offers the purposes that the account may declare, and sends what was chosen', async () => {
    const { page } = await open();
    const purposes = () => page.getByLabel('Purpose').locator('option').allInnerTexts();
    expect(await purposes()).toContain('Crime prevention');
    await choose(page, 'Social worker (Norfolk County Council)');
    expect(await purposes()).not.toContain('Crime prevention');
    await choose(page, 'Data officer (Norfolk Constabulary)');
    expect(await purposes()).toEqual(['Oversight', 'None declared']);

    await choose(page, CASEWORKER);
    await page.getByLabel(/^Justification/).fill('Zoë’s return interview is due – checking');
    await run(page);
    const { data } = await hub.ask(DATA_OFFICER, '{ disclosures(first: 1) { nodes { purpose justification } } }');
    expect(data.disclosures.nodes).toEqual([
      { purpose: 'SUPPORT_SERVICE', justification: 'Zoë’s return interview is due – checking' },
    ]);

    await page.getByLabel('Purpose').selectOption({ label: 'None declared' });
    const { body } = await run(page);
    const reasons = body.extensions.disclosure.withheld.map(({ reason }: { reason: string }) => reason);
    expect(reasons).toContain('PURPOSE_MISSING');
    await page.close();
  });

  it('keeps a query that was edited, until the example is asked for', async () => {
    const { page } = await open();
    await page.locator('.graphiql-query-editor .CodeMirror').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{ me { role } }');
    await choose(page, 'Advocate (Open Door Advocacy)');
    await page.getByText(/Your query was kept/).waitFor();
    // Keyboard alone: the query runs from the editor.
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.locator('.graphiql-query-editor textarea').focus();
    await page.keyboard.press('Control+Enter');
    expect(await (await answered).json()).toMatchObject({ data: { me: { role: 'ADVOCATE' } } });

    await page.getByRole('button', { name: 'Load the example' }).press('Enter');
    const { body } = await run(page);
    expect(body.data.findChildren).toHaveLength(1);
    await page.close();
  });

  it('shows what an answer says as text, whatever it is', async () => {
    const { page } = await open();
    const canary = '<img src=x onerror="window.caught = true"><script>window.caught = true</script>';
    const contact = { name: canary, role: canary, email: canary, telephone: canary };
    const entry = { path: [canary], owner: canary, category: canary, level: canary, granted: canary, reason: canary };
    const disclosure = { decisionId: canary, withheld: [{ ...entry, contact, count: 2 }] };
    await page.route('**/graphql', (route) =>
      route.fulfill({ json: { data: { me: canary }, extensions: { disclosure } } }),
    );
    await run(page);
    const text = await page.getByRole('complementary').innerText();
    expect(text.split(canary).length).toBeGreaterThan(5);
    expect(await page.evaluate('window.caught')).toBeUndefined();
    await page.close();
  });

  it('can be used by keyboard: every control has a name and is reached in order', async () => {
    const { page } = await open();
    const names: (string | null)[] = [];
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('Tab');
      names.push(
        await page.evaluate(
          '(document.activeElement.labels?.[0] ?? document.activeElement).innerText.replace(/\\s+/g, " ")',
        ),
      );
    }
    expect(names).toEqual(['Skip to the query', 'Ask as', 'Purpose', 'Justification (optional)', 'Load the example']);
    await page.close();
  });

  it('can rely on being told which operation a document lacks', async () => {
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await hub.tokenOf(DATA_OFFICER)}` },
      body: JSON.stringify({ query: 'query Mine { me { role } }', operationName: 'Yours' }),
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: unknown[] };
    expect(errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', at: 'operationName' }) }),
    ]);
  });

  it('does not exist in production', async () => {
    const issuer = { OIDC_ISSUER: 'https://issuer.invalid', OIDC_AUDIENCE: 'sightline' };
    const production = await startGateway(hub, { env: { NODE_ENV: 'production', ...issuer } });
    try {
      for (const address of ['/graphql', '/query-page/page.js', '/dev/accounts']) {
        const response = await fetch(`${production.url}${address}`, { headers: { accept: 'text/html' } });
        expect([address, response.status]).toEqual([address, 404]);
      }
    } finally {
      await production.end();
    }
  });
});
