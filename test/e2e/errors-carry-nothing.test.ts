import { Client } from 'pg';
import { CANARY, canaryChildren } from '../support/canary-children';
import type { Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const STAFF: Readonly<Record<'police' | 'council' | 'charity', Person>> = {
  police: { organisation: 'E23000024', role: 'PRACTITIONER', purpose: 'MISSING_CHILD' },
  council: { organisation: 'E10000020', role: 'PRACTITIONER', purpose: 'CHILD_IN_NEED' },
  charity: { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' },
};

/** Each breaks one read: the column's type turns over, so that SQL, TypeORM or a scalar trips over a value of a record. */
const BREAKAGES = [
  ['police', 'missing_episodes', 'missing_since', 'missingEpisodes { missingSince circumstances }'],
  ['police', 'custody_events', 'nrm_considered', 'custodyEvents { nrmConsidered narrative }'],
  ['police', 'intelligence_reports', 'report_text', 'intelligence { reportText grading }'],
  ['council', 'social_care_episodes', 'started_on', 'socialCare { startedOn plan }'],
  ['council', 'referrals', 'received_at', 'referrals { receivedAt concerns decisionClock { dueAt } }'],
  ['council', 'placements', 'provider', 'placements { provider address }'],
  ['charity', 'wishes', 'words', 'wishes { words }'],
  ['charity', 'support_episodes', 'requested_at', 'supportEpisodes { requestedAt notes }'],
] as const;

describe('an error', () => {
  const now = new Date();
  const data = canaryChildren({ count: 10, now, seed: 'errors' });
  const child = data.children.find(({ registrations }) =>
    Object.values(STAFF).every((one) => registrations.some(({ organisation }) => organisation === one.organisation)),
  )!;
  let hub: TestHub;
  beforeAll(async () => (hub = await startHub({ children: 0, lines: data.lines, now })), 90_000);
  afterAll(() => hub?.stop());

  async function run(sector: keyof typeof STAFF | 'hub', sql: string): Promise<void> {
    const client = new Client(hub.databases[sector]);
    await client.connect();
    await client.query(sql);
    await client.end();
  }

  /** A code, an id and a place: nothing that anybody but us wrote. */
  const checkErrors = (text: string): void => {
    const { errors } = JSON.parse(text) as { errors: { message: string; extensions: Record<string, unknown> }[] };
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      expect(error.message).toMatch(/^(internal error|the records of `\w+` cannot be reached at the moment)$/);
      expect(Object.keys(error.extensions).filter((key) => !['code', 'id', 'owner'].includes(key))).toEqual([]);
      expect(Object.keys(error).filter((key) => !['message', 'path', 'locations', 'extensions'].includes(key))).toEqual(
        [],
      );
    }
    expect(text).not.toMatch(/select|column|typeorm|node_modules|at \w+ \(|postgres/i);
  };

  it.each(BREAKAGES)('of %s about %s.%s carries nothing of a record', async (sector, table, column, fields) => {
    const query = `query($id: ID!) { child(id: $id) { ${fields} } }`;
    await run(sector, `alter table ${table} rename column ${column} to ${column}_gone`);
    const { text } = await hub.ask(STAFF[sector], query, { id: child.id });
    await run(sector, `alter table ${table} rename column ${column}_gone to ${column}`);
    checkErrors(text);
    expect(text.match(CANARY) ?? []).toEqual([]);
    expect(hub.output().match(CANARY) ?? []).toEqual([]);
  });

  it('of a value that no scalar or enum takes carries nothing of it', async () => {
    await run('police', `update missing_episodes set status = 'cny9999y'`);
    const query = 'query($id: ID!) { child(id: $id) { missingEpisodes { id status risk } } }';
    const { text } = await hub.ask(STAFF.police, query, { id: child.id });
    expect(text).not.toContain('cny9999y');
    await run('charity', `alter table wishes alter column heard_on type text using 'cny9999y'`);
    const other = await hub.ask(STAFF.charity, 'query($id: ID!) { child(id: $id) { wishes { heardOn } } }', {
      id: child.id,
    });
    expect(other.text).not.toContain('cny9999y');
    expect(hub.output()).not.toContain('cny9999y');
  });

  it("of the hub's own database carries nothing of a record", async () => {
    await run('hub', 'alter table consents rename column capacity to gone');
    const query = 'query($id: ID!) { child(id: $id) { consents { capacity reason } } }';
    const { text } = await hub.ask(STAFF.police, query, { id: child.id });
    await run('hub', 'alter table consents rename column gone to capacity');
    checkErrors(text);
    expect(text.match(CANARY) ?? []).toEqual([]);
    expect(hub.output().match(CANARY) ?? []).toEqual([]);
  });
});
