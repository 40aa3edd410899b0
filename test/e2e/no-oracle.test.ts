import { Client } from 'pg';
import { canaryChildren } from '../support/canary-children';
import type { Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

/** They are not involved with the child whose records are put in, and no concern opens them. */
const STRANGERS: readonly Person[] = [
  { organisation: 'ashfell-youth-bridge', role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' },
  { organisation: 'E10000016', role: 'SUPERVISOR', purpose: 'CHILD_IN_NEED', justification: 'assessment' },
  { organisation: 'E09000023', role: 'DATA_OFFICER', purpose: 'OVERSIGHT' },
  { organisation: 'harbour-youth-trust', role: 'PRACTITIONER' },
];
const CHILD = '00000000-0000-4000-8000-00000000abcd';
const PAGE = 'nodes { id } pageInfo { hasNextPage endCursor }';

/** Every filter and combination that could be searched by, at several page sizes. */
const SEARCHES: readonly string[] = [1, 2, 20, 100].flatMap((first) => [
  `missingEpisodes(first: ${first}) { ${PAGE} }`,
  ...['MISSING', 'RETURNED', 'AWAY_WITHOUT_AUTHORISATION'].flatMap((status) => [
    `missingEpisodes(first: ${first}, status: ${status}) { ${PAGE} }`,
    `missingEpisodes(first: ${first}, status: ${status}, area: "E10000020") { ${PAGE} }`,
  ]),
  `missingEpisodes(first: ${first}, area: "E09000023") { ${PAGE} }`,
  ...[
    'overdue: true',
    'overdue: false',
    'referrer: "E23000024"',
    'status: RECEIVED',
    'council: "E10000020"',
    'status: DECIDED',
  ].map((filter) => `referrals(first: ${first}, ${filter}) { ${PAGE} }`),
  ...['acknowledged: true', 'acknowledged: false', 'overdue: true', 'recipient: "E23000032"'].map(
    (filter) => `placementNotifications(first: ${first}, ${filter}) { ${PAGE} }`,
  ),
]);

describe('a withheld value', () => {
  const now = new Date();
  const data = canaryChildren({ count: 6, now, seed: 'oracle' });
  const registration = {
    id: '00000000-0000-4000-8000-00000000abce',
    organisation: 'E23000001',
    reference: 'ORACLE-1',
    givenName: 'Ora',
    familyName: 'Cle',
    dateOfBirth: '2010-01-01',
    since: '2025-01-01',
  };
  const council = { ...registration, id: '00000000-0000-4000-8000-00000000abcf', organisation: 'E10000020' };
  const clients: Client[] = [];
  let hub: TestHub;

  beforeAll(async () => {
    const child = { kind: 'Child', id: CHILD, bornOn: '2010-01-01', registrations: [registration, council] };
    hub = await startHub({ children: 0, lines: { ...data.lines, hub: [...data.lines.hub, child] }, now });
    for (const name of ['police', 'council'] as const) {
      const client = new Client(hub.databases[name]);
      await client.connect();
      clients.push(client);
    }
  }, 90_000);
  afterAll(async () => {
    for (const client of clients) await client.end();
    await hub?.stop();
  });

  /** What a person can find out by searching, and by walking on to the end. */
  async function findings(person: Person): Promise<string[]> {
    const texts: string[] = [];
    for (let at = 0; at < SEARCHES.length; at += 6) {
      const query = SEARCHES.slice(at, at + 6).map((search, index) => `s${index}: ${search}`);
      texts.push((await hub.ask(person, `{ ${query.join(' ')} }`)).text);
    }
    let after: string | null = null;
    for (let pages = 0; pages < 30; pages++) {
      const query = `query($after: String) { missingEpisodes(first: 3, after: $after) { ${PAGE} } }`;
      const { text, data: page } = await hub.ask(person, query, { after });
      texts.push(text);
      if (!page.missingEpisodes.pageInfo.hasNextPage) break;
      after = page.missingEpisodes.pageInfo.endCursor;
    }
    return texts.map((text) => text.replace(/"decisionId":"[^"]+"/, ''));
  }

  const allFindings = () => Promise.all(STRANGERS.map(findings));

  /** Copies a record of another child for this one, so many times, each a minute newer than the last. */
  async function copy(
    client: Client,
    table: string,
    { time, times, over }: { time: string; times: number; over: object },
  ) {
    await client.query(
      `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(r) || $1::jsonb || jsonb_build_object(
         'id', gen_random_uuid(), '${time}', now() - n * interval '1 minute'))).*
       from (select * from ${table} limit 1) r, generate_series(1, ${times}) n`,
      [JSON.stringify({ subject_id: CHILD, handling: 'OPEN', ...over })],
    );
  }

  it('is not found by any filter, page, cursor or end of a list: 1,500 records more change no byte', async () => {
    const before = await allFindings();
    const [police, councils] = clients as [Client, Client];
    await copy(police, 'missing_episodes', {
      time: 'missing_since',
      times: 1_000,
      over: { owner_id: 'E23000001', status: 'MISSING' },
    });
    await copy(councils, 'referrals', { time: 'received_at', times: 250, over: { owner_id: 'E10000020' } });
    await copy(councils, 'placement_notifications', { time: 'sent_at', times: 250, over: { owner_id: 'E10000020' } });
    const after = await allFindings();
    expect(after.flat().findIndex((text, index) => text !== before.flat()[index])).toBe(-1);
    const own = await hub.ask(
      { organisation: 'E23000001', role: 'PRACTITIONER', purpose: 'MISSING_CHILD' },
      `{ missingEpisodes(first: 100, status: MISSING) { ${PAGE} } }`,
    );
    expect(own.data.missingEpisodes.nodes).toHaveLength(100);
  }, 60_000);

  it('of a sealed record that may be seen to exist is not found by changing it and searching', async () => {
    const [police] = clients as [Client, Client];
    const asker: Person = { organisation: 'E10000020', role: 'PRACTITIONER', purpose: 'CHILD_IN_NEED' };
    await copy(police, 'missing_episodes', {
      time: 'missing_since',
      times: 1,
      over: { owner_id: 'E23000001', handling: 'SEALED' },
    });
    const seen = new Set<string>();
    for (const status of ['MISSING', 'RETURNED']) {
      for (const area of ['E10000020', 'E09000023']) {
        await police.query(
          `update missing_episodes set status = $1, area_code = $2 where handling = 'SEALED' and subject_id = $3`,
          [status, area, CHILD],
        );
        seen.add((await findings(asker)).join('\n'));
      }
    }
    expect(seen.size).toBe(1);
  }, 60_000);

  it.each([
    'MTp4',
    'not-a-cursor',
    Buffer.from(`1:${CHILD}`).toString('base64url'),
    Buffer.from("1:' or 1=1").toString('base64url'),
  ])('is not found by the forged cursor %s', async (after) => {
    for (const person of STRANGERS) {
      const { errors, text } = await hub.ask(
        person,
        'query($after: String) { referrals(after: $after) { nodes { id } } }',
        { after },
      );
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', at: 'after' } }]);
      expect(text).not.toContain(CHILD);
    }
  });

  it.each(['count', 'totalCount', 'total'])('is not counted: a list has no %s', async (field) => {
    const { status, errors } = await hub.ask(STRANGERS[0]!, `{ missingEpisodes { ${field} } }`);
    expect([status, errors[0]?.extensions['code']]).toEqual([400, 'BAD_USER_INPUT']);
  });
});
