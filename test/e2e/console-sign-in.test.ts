import { startGateway } from '../support/extra-gateway';
import { startHub, type TestHub } from '../support/running-hub';
import { startSignInProvider } from '../support/sign-in-provider';
import { createWebClient, hiddenField, locationOf, signInByForm, type WebClient } from '../support/web-client';

const SECRET = 'a secret of the console for tests';
/** Places in the list of demonstration accounts. */
const OFFICER = 0;
const SERGEANT = 1;
const POLICE_DATA_OFFICER = 2;

describe('signing in to the console', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startHub({ children: 8, env: { CONSOLE_SECRET: SECRET } });
  }, 60_000);
  afterAll(() => hub.stop());

  const visitor = (url = hub.url): WebClient => createWebClient(url);

  it('asks whoever is not signed in to do so, and then leads back', async () => {
    const client = visitor();
    const asked = await client.get('/help?a=1');
    expect([asked.status, locationOf(asked)]).toEqual([303, `/sign-in?return=${encodeURIComponent('/help?a=1')}`]);
    const back = await signInByForm(client, POLICE_DATA_OFFICER, '/help?a=1');
    expect(locationOf(back)).toBe('/help?a=1');
    const page = await client.get('/help');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Data officer, Norfolk Constabulary');
    // A session's cookie is out of reach of scripts, and another site's forms do not carry it.
    const [cookie] = back.headers.getSetCookie().filter((line) => line.startsWith('sightline='));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it.each([
    '//evil.example/',
    'https://evil.example/',
    '/\\evil.example',
    '/\tevil',
    '/%5c%5c..//evil.example/../../',
    'javascript:alert(1)',
    '/a/..//evil.example',
  ])('leads nobody to another host: %j', async (target) => {
    const client = visitor();
    const back = new URL(locationOf(await signInByForm(client, POLICE_DATA_OFFICER, target)), hub.url);
    expect(back.origin).toBe(hub.url);
    const purpose = await client.get(`/purpose?return=${encodeURIComponent(target)}`);
    const html = await purpose.text();
    const fields = { csrf: hiddenField(html, 'csrf'), return: target, purpose: 'OVERSIGHT' };
    const declared = new URL(locationOf(await client.post('/purpose', fields)), hub.url);
    expect(declared.origin).toBe(hub.url);
  });

  it('makes a session of its own at every sign-in, whatever the browser came with', async () => {
    const attacker = visitor();
    await signInByForm(attacker, OFFICER);
    const planted = attacker.cookies.get('sightline')!;
    const victim = visitor();
    victim.cookies.set('sightline', planted);
    await signInByForm(victim, SERGEANT);
    expect(victim.cookies.get('sightline')).not.toBe(planted);
    expect(await (await victim.get('/help')).text()).toContain('Supervisor, Norfolk Constabulary');
    expect(await (await attacker.get('/help')).text()).toContain('Practitioner, Norfolk Constabulary');
  });

  it('lets in nobody by another one’s way back, by half of it, or by it a second time', async () => {
    const attacker = visitor();
    const departure = await attacker.get('/sign-in');
    const html = await (await attacker.get(locationOf(departure))).text();
    const fields = { state: hiddenField(html, 'state'), challenge: hiddenField(html, 'challenge'), account: '0' };
    const link = locationOf(await attacker.post('/dev/authorize', fields));
    expect(locationOf(await visitor().get(link))).toBe('/sign-in');
    const other = visitor();
    await other.get('/sign-in');
    expect((await other.get(link)).status).toBe(403);
    expect(other.cookies.has('sightline')).toBe(false);
    expect((await attacker.get(link.replace(/state=[^&]*/, 'state=x'))).status).toBe(403);
    expect(locationOf(await attacker.get(link))).toBe('/sign-in');
  });

  it('takes forms only from its own pages and from whoever is signed in', async () => {
    const client = visitor();
    await signInByForm(client, OFFICER);
    const before = client.cookies.get('sightline');
    const other = visitor();
    await signInByForm(other, OFFICER);
    const foreign = hiddenField(await (await other.get('/purpose')).text(), 'csrf');
    const own = hiddenField(await (await client.get('/purpose')).text(), 'csrf');
    const purpose = { purpose: 'MISSING_CHILD' };
    const attempts = [
      await client.post('/purpose', purpose),
      await client.post('/purpose', { ...purpose, csrf: '' }),
      await client.post('/purpose', { ...purpose, csrf: foreign }),
      await client.post('/purpose', { ...purpose, csrf: own }, { 'sec-fetch-site': 'cross-site' }),
      await client.post('/purpose', { ...purpose, csrf: own }, { 'sec-fetch-site': 'same-site' }),
      await client.post('/purpose', { ...purpose, csrf: own }, { origin: 'https://evil.example' }),
      await client.post('/purpose', { ...purpose, csrf: own }, { origin: 'null' }),
      await client.post('/sign-out', { csrf: foreign }),
      await client.post('/work/acknowledge', { id: 'x', key: 'y' }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 403));
    expect(client.cookies.get('sightline')).toBe(before);
    const done = await client.post('/purpose', { ...purpose, csrf: own }, { 'sec-fetch-site': 'same-origin' });
    expect(done.status).toBe(303);
    expect(await (await client.get('/help')).text()).toContain('Reading for <strong>Missing child</strong>');
  });

  it('ends by signing out, and pages are kept by no cache', async () => {
    const client = visitor();
    await signInByForm(client, OFFICER);
    const help = await client.get('/help');
    expect(help.headers.get('cache-control')).toBe('no-store');
    const csrf = hiddenField(await help.text(), 'csrf');
    expect(locationOf(await client.post('/sign-out', { csrf }))).toBe('/signed-out');
    expect([...client.cookies.keys()]).toEqual([]);
    expect((await client.get('/help')).status).toBe(303);
    expect((await client.get('/work/events')).status).toBe(401);
  });

  it('is accepted by every gateway with the same secret, and by no other', async () => {
    const client = visitor();
    await signInByForm(client, OFFICER);
    const [same, other] = await Promise.all([
      startGateway(hub, { env: { CONSOLE_SECRET: SECRET } }),
      startGateway(hub, { env: { CONSOLE_SECRET: `${SECRET}, another` } }),
    ]);
    try {
      const cookie = { cookie: `sightline=${client.cookies.get('sightline') ?? ''}` };
      const statuses = [same, other].map(
        async ({ url }) => (await fetch(`${url}/help`, { headers: cookie, redirect: 'manual' })).status,
      );
      expect(await Promise.all(statuses)).toEqual([200, 303]);
    } finally {
      await Promise.all([same.end(), other.end()]);
    }
  });

  it('sends strict headers with every page, and at most 60 kB of scripts and styles with the first', async () => {
    const client = visitor();
    const page = await client.get(locationOf(await client.get('/sign-in')));
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|http|data:|\*/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const html = await page.text();
    expect(html).not.toMatch(/<script(?! type="module" src="\/console\/)|<style| style=| on\w+=|https?:/);

    const names = [...html.matchAll(/(?:src|href)="(\/console\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name!);
    const script = await (await client.get(names.find((name) => name.endsWith('.js'))!)).text();
    names.push(...[...script.matchAll(/from '(\/console\/[^']+)'/g)].map(([, name]) => name!));
    const sizes = await Promise.all(
      names.map(async (name) => {
        // fetch undoes the compression: the length is that of what was sent.
        const file = await client.get(name, { 'accept-encoding': 'gzip' });
        expect(file.headers.get('content-encoding')).toBe('gzip');
        expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        return Number(file.headers.get('content-length'));
      }),
    );
    expect(sizes).toHaveLength(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
    const styles = await (await client.get(names.find((name) => name.endsWith('.css'))!)).text();
    expect(styles).not.toMatch(/GDS Transport|crest|@import/);
  });

  it('sends no form to where another belongs, and fills in none by an address', async () => {
    const client = visitor();
    await signInByForm(client, POLICE_DATA_OFFICER);
    const address = locationOf(await client.get('/policy/versions')) || '/policy/versions';
    const version = /policy\/versions\/([\w-]+)"/.exec(await (await client.get(address)).text())?.[1] ?? '';
    expect(version).not.toBe('');
    const target = encodeURIComponent(`../../policy/versions/${version}/approve?`);
    for (const form of [
      `${target}/concern`,
      `${target}/break-glass`,
      `x/interviews/${target}`,
      `x/support/${target}`,
    ]) {
      const page = await client.get(`/children/${form}`);
      expect(page.status).toBe(404);
      expect(await page.text()).not.toContain('/approve');
    }
    const rule = await (await client.get('/policy/rules/edit?rule=0&reason=planted&key=known')).text();
    expect(rule).toContain('name="reason"');
    expect(rule.replace(/return=[^"]*/g, '')).not.toMatch(/planted|known/);
  });

  it('reads forms as browsers send them only, and keeps no justification for what is no child', async () => {
    const client = visitor();
    await signInByForm(client, OFFICER);
    const csrf = hiddenField(await (await client.get('/purpose')).text(), 'csrf');
    const cookie = `sightline=${client.cookies.get('sightline') ?? ''}`;
    const fields = { csrf, purpose: 'MISSING_CHILD', justification: { a: 1 }, child: 1 };
    const odd = await fetch(`${hub.url}/purpose`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    });
    expect(odd.status).toBe(415);
    const long = { csrf, purpose: 'MISSING_CHILD', justification: 'why', child: 'x'.repeat(12_000) };
    expect((await client.post('/purpose', long)).status).toBe(303);
    const unreadable = await client.get('/children/%E0%A4%A');
    expect([unreadable.status, unreadable.headers.get('x-content-type-options')]).toEqual([400, 'nosniff']);
    expect(await unreadable.text()).not.toContain('%E0');
  });

  it.each(['charity', 'council'] as const)('shows what others have while the %s does not answer', async (down) => {
    const client = visitor();
    await signInByForm(client, OFFICER);
    const csrf = hiddenField(await (await client.get('/purpose')).text(), 'csrf');
    await client.post('/purpose', { csrf, purpose: 'MISSING_CHILD' });
    const found = await (await client.post('/children', { csrf, reference: 'DEMO-1' })).text();
    const child = /href="(\/children\/[^"]+)"/.exec(found)?.[1] ?? '';
    await hub.end(down, 'SIGKILL');
    try {
      const work = await client.get('/work');
      const html = await work.text();
      expect(work.status).toBe(200);
      expect(html).toContain('An agency’s system does not answer.');
      expect(html).toContain('Missing now');
      const page = await client.get(child);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('The owner’s system does not answer');
    } finally {
      await hub.start(down);
    }
  });

  it('goes through a real issuer in production, where nobody can be picked', async () => {
    const claims = {
      organisation: 'E23000024',
      agency: 'POLICE',
      role: 'PRACTITIONER',
      areas: [],
      name: 'Olive Marsh',
    };
    const provider = await startSignInProvider(claims, { id: 'console', secret: 'kept' });
    const gateway = await startGateway(hub, {
      env: {
        NODE_ENV: 'production',
        OIDC_ISSUER: provider.url,
        OIDC_AUDIENCE: 'sightline',
        CONSOLE_CLIENT_ID: 'console',
        CONSOLE_CLIENT_SECRET: 'kept',
        CONSOLE_URL: 'https://sightline.invalid',
        CONSOLE_SECRET: SECRET,
      },
    });
    try {
      const client = visitor(gateway.url);
      const departure = await client.get('/sign-in?return=%2Fhelp');
      const url = new URL(locationOf(departure));
      expect(url.origin).toBe(provider.url);
      expect(url.searchParams.get('redirect_uri')).toBe('https://sightline.invalid/sign-in/callback');
      expect(url.searchParams.get('code_challenge_method')).toBe('S256');
      const arrival = new URL(provider.authorise(url.href));
      const back = await client.get(`${arrival.pathname}${arrival.search}`);
      expect(locationOf(back)).toBe('/purpose?return=%2Fhelp');
      expect(back.headers.getSetCookie()).toContainEqual(
        expect.stringMatching(/^__Host-sightline=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      );
      expect(await (await client.get('/help')).text()).toContain('Olive Marsh, Practitioner, Norfolk Constabulary');
      expect((await client.get('/signed-out')).headers.get('strict-transport-security')).toBe('max-age=31536000');
      expect(await (await client.get('/signed-out')).text()).toContain(`${provider.url}/leave`);
      expect((await client.get('/dev/authorize')).status).toBe(404);
      expect((await client.post('/dev/authorize', { account: '0' })).status).toBe(404);
    } finally {
      await gateway.end();
      await provider.close();
    }
  });
});
