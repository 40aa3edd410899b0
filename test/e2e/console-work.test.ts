import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser';
import { findCast, NORFOLK_COUNCIL, NORFOLK_FORCE, worker, type CastMember } from '../support/cast';
import {
  ANALYST_ACCOUNT,
  CASEWORKER,
  inaccessible,
  OFFICER,
  openConsole,
  signIn,
  SOCIAL_WORKER,
  TEAM_MANAGER,
  type ConsolePage,
  press,
} from '../support/console';
import { startHub, type TestHub } from '../support/running-hub';

const SUBMIT = `mutation($input: SubmitReferralInput!, $key: ID!) { submitReferral(input: $input, idempotencyKey: $key) { id } }`;
const KENT: Parameters<typeof signIn>[1] = ['Kent Police', 'Missing persons officer'];

describe('the work page', () => {
  let hub: TestHub;
  let browser: Browser;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    browser = await openBrowser();
    cast = await findCast(hub);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });

  const open = (options: { javaScriptEnabled?: boolean } = {}): Promise<ConsolePage> =>
    openConsole(browser, hub, options);
  const list = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name}`) });

  async function refer(concerns: string): Promise<string> {
    const input = {
      childId: cast['DEMO-1'],
      council: NORFOLK_COUNCIL,
      harmContexts: ['EXTRA_FAMILIAL'],
      indicators: ['M1', 'D1'],
      concerns,
    };
    const { data, errors } = await hub.ask(worker(NORFOLK_FORCE, 'CHILD_IN_NEED'), SUBMIT, { input, key: concerns });
    expect(errors).toEqual([]);
    return data.submitReferral.id;
  }

  it('lets a council refuse a referral with reason, explanation and offer only, and the referrer challenge that', async () => {
    const id = await refer('invented: two phones, away at night');
    const decide = `/children/${cast['DEMO-1']}/referrals/${id}/decide`;
    const council = await open();
    await signIn(council.page, SOCIAL_WORKER, 'Child in need');
    const line = list(council.page, 'Referrals to decide')
      .getByRole('listitem')
      .filter({ has: council.page.locator(`a[href="${decide}"]`) });
    expect(await line.innerText()).toMatch(/From Norfolk Constabulary[^]*Due in \d+ (hours|days)[^]*Decide/);
    await press(council.page, line.getByRole('link', { name: /^Decide/ }));
    expect(await council.page.getByRole('main').innerText()).toContain('invented: two phones, away at night');

    await council.page.getByRole('radio', { name: 'No further action' }).check();
    await press(council.page, council.page.getByRole('button', { name: 'Decide' }));
    const problems = council.page.getByRole('alert').getByRole('link');
    expect(await problems.allInnerTexts()).toEqual([
      'Select the reason of the refusal',
      'Explain the decision to the referrer',
      'Say what is offered instead',
    ]);
    const reason = council.page.getByRole('radio', { name: /^The harm is outside the home \(R01\)/ });
    const described = await reason.getAttribute('aria-describedby');
    expect(await council.page.locator(`[id="${described ?? ''}"]`).innerText()).toMatch(
      /^The test: Children Act 1989 s\.17/,
    );
    await reason.check();
    await council.page.getByLabel('Explanation to the referrer').fill('invented: nothing at home');
    await council.page.getByLabel('If you refuse: what do you offer instead?').fill('invented: a youth club');
    await press(council.page, council.page.getByRole('button', { name: 'Decide' }));
    await council.page.getByText('The decision was recorded').waitFor();
    await council.close();

    const force = await open({ javaScriptEnabled: false });
    await signIn(force.page, OFFICER, 'Child in need');
    const refused = list(force.page, 'Referrals that you made')
      .getByRole('listitem')
      .filter({ hasText: 'outside the home' });
    expect(await refused.first().innerText()).toContain('The harm is outside the home (R01), contestable');
    await press(force.page, force.page.locator(`a[href$="${id}/challenge"]`));
    expect(await force.page.getByRole('main').innerText()).toContain('The test: Children Act 1989');
    await force.page.getByLabel('Why is the decision wrong?').fill('invented: the Act does not ask where');
    await force.page.getByRole('button', { name: 'Challenge' }).click();
    await force.page.getByText('The challenge was sent').waitFor();
    expect(await list(force.page, 'Referrals that you made').innerText()).toContain('Challenged, awaiting an answer');
    await force.close();

    const manager = await open();
    await signIn(manager.page, TEAM_MANAGER, 'Child in need');
    await press(manager.page, manager.page.locator(`a[href$="${id}/answer"]`));
    expect(await manager.page.getByRole('main').innerText()).toContain('invented: the Act does not ask where');
    await manager.page.getByRole('radio', { name: /^No/ }).check();
    await manager.page.getByLabel('Answer to the argument').fill('invented: we were wrong');
    await manager.page.getByRole('button', { name: 'Answer' }).click();
    await manager.page.getByText('The answer was recorded').waitFor();
    await manager.close();
  });

  it('puts what is overdue first, and lets a force acknowledge a placement', async () => {
    const { page, close } = await open();
    await signIn(page, KENT, 'Missing child');
    const placements = list(page, 'Placements to acknowledge');
    const before = await placements.getByRole('listitem').count();
    expect(await placements.getByRole('listitem').first().innerText()).toMatch(
      /Lewisham Council placed the child in Kent[^]*Overdue by/,
    );
    await placements
      .getByRole('button', { name: /^Acknowledge/ })
      .first()
      .click();
    await page.getByText('The placement was acknowledged.').waitFor();
    expect(await list(page, 'Placements to acknowledge').getByRole('listitem').count()).toBe(before - 1);
    await close();
  });

  it('lets a council record an interview that it owes, in the time of London', async () => {
    const { page, close } = await open();
    await signIn(page, SOCIAL_WORKER, 'Missing child');
    const due = list(page, 'Return home interviews due').getByRole('link', { name: /^Record/ });
    await press(page, due.first());
    await press(page, page.getByRole('button', { name: 'Record' }));
    expect(await page.getByRole('alert').getByRole('link').count()).toBe(2);
    const minute = new Date(Date.now() - 60_000);
    const london = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/London',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    await page.getByLabel('When was it offered?').fill(london.format(minute).replace(' ', 'T'));
    await page.getByRole('radio', { name: 'No' }).check();
    await press(page, page.getByRole('button', { name: 'Record' }));
    await page.getByText('The interview was recorded.').waitFor();
    await close();
  });

  it('says by itself what happens, to those who may know, and reads nothing for it', async () => {
    const { page, complaints, close } = await open();
    await signIn(page, SOCIAL_WORKER, 'Child in need');
    await page.locator('#live[data-following]').waitFor({ state: 'attached' });
    await refer('invented: seen in another town');
    const live = list(page, 'Just happened');
    await live.getByRole('link', { name: 'Referral submitted' }).waitFor();
    expect(await live.getByRole('link', { name: 'Referral submitted' }).getAttribute('href')).toBe(
      `/children/${cast['DEMO-1']}`,
    );
    expect(complaints).toEqual([]);
    await close();
  });

  it('is not open to whoever sees no child, and shows a charity its own requests', async () => {
    const analyst = await open();
    await signIn(analyst.page, ANALYST_ACCOUNT);
    expect((await analyst.page.goto('/work'))?.status()).toBe(403);
    expect(await analyst.page.getByRole('navigation', { name: 'Sightline' }).innerText()).not.toContain('Work');
    await analyst.close();
    const charity = await open();
    await signIn(charity.page, CASEWORKER, 'Support service');
    await list(charity.page, 'Support requests to answer').waitFor();
    expect(await list(charity.page, 'Referrals to decide').count()).toBe(0);
    await charity.close();
  });

  it('decides nothing for another council', async () => {
    const id = await refer('invented: a debt');
    const { page, close } = await open();
    await signIn(page, OFFICER, 'Child in need');
    await page.goto(`/children/${cast['DEMO-1']}/referrals/${id}/decide`);
    await page.getByRole('radio', { name: 'Early help', exact: true }).check();
    await page.getByLabel('Explanation to the referrer').fill('invented');
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByRole('heading', { name: 'This is not open to you' }).waitFor();
    await close();
  });

  it('has no barrier that axe knows, with its forms and the help', async () => {
    const id = await refer('invented: exclusion from school');
    const referral = `/children/${cast['DEMO-1']}/referrals/${id}`;
    const { page, close } = await open();
    await signIn(page, SOCIAL_WORKER, 'Child in need');
    const found: string[] = [];
    const interview = `/children/${cast['DEMO-1']}/interviews/x`;
    const support = `/children/${cast['DEMO-1']}/support/x`;
    for (const address of [
      '/work',
      `${referral}/decide`,
      `${referral}/challenge`,
      interview,
      support,
      '/purpose',
      '/help',
    ]) {
      await page.goto(address);
      found.push(...(await inaccessible(page)));
    }
    await press(page, page.getByRole('button', { name: 'Sign out' }));
    found.push(...(await inaccessible(page)));
    await page.goto('/sign-in');
    found.push(...(await inaccessible(page)));
    expect(found).toEqual([]);
    await close();
  }, 90_000);
});
