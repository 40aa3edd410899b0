import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { NORFOLK_FORCE, worker } from '../support/cast';
import type { Person } from '../support/client';
import { startGateway, type ExtraGateway } from '../support/extra-gateway';
import { startHub, type TestHub } from '../support/running-hub';
import { follow, followStream, until, type Subscriber } from '../support/subscriber';
import { startTestIssuer, type TestIssuer } from '../support/token-issuer';

const PURPOSE = 'MISSING_CHILD';
const OFFICER: Person = { ...worker(NORFOLK_FORCE), purpose: PURPOSE };
const CLIENT = 'the-console';
const AUDIENCE = 'sightline';
const EVENT = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const REPORT = `mutation($input: ReportMissingInput!) {
  reportMissing(input: $input, idempotencyKey: "one") { id } }`;

describe('a session that its issuer ends', () => {
  let hub: TestHub;
  let issuer: TestIssuer;
  let gateways: readonly [ExtraGateway, ExtraGateway];
  let childId: string;
  const open: Subscriber[] = [];
  const started: ExtraGateway[] = [];
  const begun = Math.floor(Date.now() / 1_000);

  beforeAll(async () => {
    [hub, issuer] = await Promise.all([startHub({ children: 8 }), startTestIssuer()]);
    childId = await hub.findChild(OFFICER, 'DEMO-1');
    gateways = await Promise.all([start(), start()]);
  }, 60_000);
  afterAll(async () => {
    open.forEach((each) => each.stop());
    await Promise.all(started.map((each) => each.end()));
    await hub.stop();
    await issuer.close();
  });

  /** A gateway that trusts an issuer of others, whose console is a client there. */
  async function start(): Promise<ExtraGateway> {
    const client = { CONSOLE_CLIENT_ID: CLIENT, CONSOLE_SECRET: 'a secret of thirty-two characters' };
    const gateway = await startGateway(hub, { env: { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE, ...client } });
    started.push(gateway);
    return gateway;
  }

  const tokenOf = (sub: string, over: JWTPayload = {}): Promise<string> =>
    issuer.sign({
      iss: issuer.url,
      aud: AUDIENCE,
      sub,
      iat: begun - 60,
      exp: begun + 3_600,
      organisation: NORFOLK_FORCE,
      agency: 'POLICE',
      role: 'PRACTITIONER',
      areas: [],
      ...over,
    });

  const logoutOf = (sub: string, over: Record<string, unknown> = {}): JWTPayload => ({
    iss: issuer.url,
    aud: CLIENT,
    sub,
    iat: begun,
    exp: begun + 120,
    jti: randomUUID(),
    events: EVENT,
    ...over,
  });

  async function end(gateway: ExtraGateway, token: string | null) {
    const body = new URLSearchParams(token === null ? {} : { logout_token: token });
    const response = await fetch(`${gateway.url}/back-channel-logout`, { method: 'POST', body });
    const text = await response.text();
    return { status: response.status, cache: response.headers.get('cache-control'), text };
  }

  async function ask(gateway: ExtraGateway, token: string) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ me { subject role } }' }),
    });
    return { status: response.status, text: await response.text() };
  }

  it('takes its streams and its tokens with it, on every gateway, until a new token says who it is from now on', async () => {
    const [one, two] = gateways;
    const [ann, bea] = [await tokenOf('ann'), await tokenOf('bea')];
    const asked = { hub, person: OFFICER, variables: { types: ['MISSING_REPORTED'] } };
    const ending = [
      await follow({ ...asked, url: one.url, token: ann }),
      await follow({ ...asked, url: two.url, token: ann }),
      await followStream({ ...asked, url: two.url, token: ann }),
    ];
    const staying = await follow({ ...asked, url: two.url, token: bea });
    open.push(...ending, staying);

    expect(await end(one, await issuer.sign(logoutOf('ann')))).toEqual({ status: 200, cache: 'no-store', text: '' });
    await until(() => ending.every((each) => each.isOver() || each.closed() !== null));
    for (const each of ending.slice(0, 2))
      expect(each.closed()).toEqual({ code: 4403, reason: 'the session has ended' });
    const { data } = await hub.ask(OFFICER, REPORT, {
      input: { childId, missingSince: new Date().toISOString(), risk: 'HIGH', circumstances: 'words' },
    });
    await until(() => staying.events.length > 0);
    expect(data.reportMissing.id).toEqual(expect.any(String));
    expect(ending.flatMap(({ events }) => events)).toEqual([]);

    // Started later, and knows it too.
    for (const gateway of [...gateways, await start()]) {
      const refused = await ask(gateway, ann);
      expect(refused.status).toBe(401);
      expect(JSON.parse(refused.text)).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED', at: 'token' } }],
      });
      expect((await ask(gateway, bea)).status).toBe(200);
      const anew = await ask(gateway, await tokenOf('ann', { iat: begun + 1, role: 'DATA_OFFICER' }));
      expect(JSON.parse(anew.text)).toMatchObject({ data: { me: { subject: 'ann', role: 'DATA_OFFICER' } } });
    }
  }, 60_000);

  it.each<[string, Record<string, unknown>, string]>([
    ['for another client', { aud: 'somebody-else' }, '`aud`'],
    ['in the name of another issuer', { iss: 'https://another.example.org' }, '`iss`'],
    ['without the event', { events: {} }, '`events`'],
    ['with no events at all', { events: undefined }, '`events`'],
    ['that is an id token', { nonce: 'n-1' }, '`nonce`'],
    ['of nobody', { sub: undefined, sid: 'session-1' }, '`sub`'],
    ['from a time to come', { iat: begun + 3_600, exp: begun + 7_200 }, '`iat`'],
    ['that has ended', { iat: begun - 7_200, exp: begun - 3_600 }, '`exp`'],
  ])('is not ended by a token %s', async (_name, over, claim) => {
    const [gateway] = gateways;
    const { status, cache, text } = await end(gateway, await issuer.sign(logoutOf('cat', over)));
    expect([status, cache]).toEqual([400, 'no-store']);
    expect(JSON.parse(text)).toEqual({ error: 'invalid_request', error_description: expect.stringContaining(claim) });
    expect((await ask(gateway, await tokenOf('cat'))).status).toBe(200);
  });

  it('is not ended by whoever has no key of the issuer, or sends something else', async () => {
    const [gateway] = gateways;
    const stranger = await startTestIssuer();
    const forged = await stranger.sign(logoutOf('cat'));
    await stranger.close();
    for (const token of [forged, await tokenOf('cat'), 'AAAA', '', null]) {
      expect(await end(gateway, token)).toMatchObject({ status: 400, cache: 'no-store' });
    }
    expect((await ask(gateway, await tokenOf('cat'))).status).toBe(200);
  });
});
