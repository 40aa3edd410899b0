import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const KENT = 'E10000016';
const SOCIAL_WORKER: Person = { organisation: KENT, role: 'PRACTITIONER', purpose: 'CHILD_IN_NEED' };
const READ = `query($id: ID!) { child(id: $id) {
  policeProfiles { ageBand } nrmReferrals { stage } } }`;
const REFUSE = `mutation($id: ID!) { recordConsent(idempotencyKey: "refused", input: {
  childId: $id, categories: [EXPLOITATION], recipients: [COUNCIL], state: REFUSED, givenBy: CHILD,
  capacity: "aged 17" }) { id } }`;

describe('turning eighteen', () => {
  let hub: TestHub;
  let childId: string;
  let records: Client[] = [];
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(SOCIAL_WORKER, 'DEMO-8');
    records = [hub.databases.hub, hub.databases.police].map((url) => new Client({ connectionString: url }));
    await Promise.all(records.map((client) => client.connect()));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(records.map((client) => client.end()));
    await hub?.stop();
  });

  /** What is told of the child, of a type: by which organisations. */
  async function toldBy(type: string): Promise<string[]> {
    const [db] = records as [Client, Client];
    const { rows } = await db.query<{ owner_id: string }>(
      'select owner_id from events where type = $1 and child_id = $2 order by owner_id',
      [type, childId],
    );
    return rows.map(({ owner_id: owner }) => owner);
  }

  async function untilTold(type: string, times: number): Promise<string[]> {
    let owners = await toldBy(type);
    while (owners.length < times) {
      await sleep(100);
      owners = await toldBy(type);
    }
    return owners;
  }

  /** As if the eighteenth birthday had come: the child was born that much earlier. */
  async function letTheBirthdayCome(): Promise<void> {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(new Date());
    const [db, police] = records as [Client, Client];
    const bornOn = `${Number(today.slice(0, 4)) - 18}${today.slice(4)}`;
    await db.query('update children set born_on = $2 where id = $1', [childId, bornOn]);
    await police.query('update police_profiles set date_of_birth = $2 where subject_id = $1', [childId, bornOn]);
  }

  it('is told beforehand to everyone involved, once', async () => {
    const involved = ['E10000016', 'E23000032', 'open-door-advocacy'];
    expect(await untilTold('AGE_TRANSITION', 3)).toEqual(involved);
    await hub.end('gateway');
    await hub.start('gateway');
    expect(await toldBy('AGE_TRANSITION')).toEqual(involved);
  });

  it('makes it the young person’s own to agree to what others know of exploitation', async () => {
    expect((await hub.ask(SOCIAL_WORKER, REFUSE, { id: childId })).errors).toEqual([]);
    const before = await hub.ask(SOCIAL_WORKER, READ, { id: childId });
    expect(before.data.child).toEqual({
      policeProfiles: [{ ageBand: '16-17' }],
      nrmReferrals: [{ stage: 'CONCLUSIVE_GROUNDS_PENDING' }],
    });
    await letTheBirthdayCome();
    const after = await hub.ask(SOCIAL_WORKER, READ, { id: childId });
    expect(after.data.child).toEqual({ policeProfiles: [{ ageBand: '18+' }], nrmReferrals: null });
    expect(after.text).toContain('CONSENT_REFUSED');
  });

  it('is told on the day', async () => {
    await hub.end('gateway');
    await hub.start('gateway');
    expect(await untilTold('AGE_TRANSITION', 6)).toHaveLength(6);
  });

  it('does not keep the councils’ clocks from being watched: what is overdue was told meanwhile', async () => {
    const [db] = records as [Client, Client];
    const overdue = async (): Promise<string[]> => {
      const text = "select distinct type from events where type like '%_OVERDUE' order by type";
      return (await db.query<{ type: string }>(text)).rows.map(({ type }) => type);
    };
    while (!(await overdue()).includes('PLACEMENT_OVERDUE')) await sleep(100);
    const twice = `select 1 from events where type like '%_OVERDUE'
      group by type, record_id, occurred_at having count(*) > 1`;
    const { rows } = await db.query(twice);
    expect(rows).toEqual([]);
  });
});
