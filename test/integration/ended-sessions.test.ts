import 'reflect-metadata';
import { Client } from 'pg';
import { openEndedSessions, type EndedSessions } from '../../gateway/auth/ended-sessions';
import { createEndedSessionStore, removeOldSessions } from '../../gateway/store/ended-sessions';
import { startHub, type TestHub } from '../support/hub';
import { until } from '../support/subscriber';

const ISSUER = 'https://issuer.example.org';

describe('sessions that their issuer has ended', () => {
  let hub: TestHub;
  const opened: EndedSessions[] = [];
  const reports: unknown[] = [];
  let ahead = 0;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterEach(async () => {
    ahead = 0;
    reports.splice(0);
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });
  afterAll(() => hub.close());

  async function open(): Promise<EndedSessions> {
    const store = createEndedSessionStore(hub.pool);
    const report = (error: unknown): void => void reports.push(error);
    const sessions = await openEndedSessions({ store, now: () => Date.now() + ahead, report });
    opened.push(sessions);
    return sessions;
  }
  const seconds = (): number => Math.floor(Date.now() / 1_000);

  it('are known at once where it was told, soon on every other gateway, and on one that starts later', async () => {
    const [here, there] = [await open(), await open()];
    const endedAt = seconds();
    const looks: string[] = [];
    const unwatch = there.watch('ann', () => looks.push('ann'));
    there.watch('bea', () => looks.push('bea'));
    await here.end({ issuer: ISSUER, subject: 'ann', endedAt });
    const before = { issuer: ISSUER, subject: 'ann', issuedAt: endedAt };
    expect(here.hasEnded(before)).toBe(true);
    await until(() => there.hasEnded(before));
    expect(looks).toEqual(['ann']);
    expect((await open()).hasEnded(before)).toBe(true);
    for (const sessions of [here, there]) {
      expect(sessions.hasEnded({ ...before, issuedAt: endedAt + 1 })).toBe(false);
      expect(sessions.hasEnded({ ...before, issuedAt: null })).toBe(true);
      expect(sessions.hasEnded({ ...before, subject: 'bea' })).toBe(false);
      expect(sessions.hasEnded({ ...before, issuer: 'https://another.example.org' })).toBe(false);
    }
    // What is told late, or again, takes nothing back and is no news.
    await here.end({ issuer: ISSUER, subject: 'ann', endedAt: endedAt - 600 });
    await here.end({ issuer: ISSUER, subject: 'ann', endedAt });
    unwatch();
    await here.end({ issuer: ISSUER, subject: 'ann', endedAt: endedAt + 60 });
    await until(() => there.hasEnded({ ...before, issuedAt: endedAt + 60 }));
    expect(looks).toEqual(['ann']);
  });

  it('let nobody in while nobody can say which they are, tell an operator once, and catch up afterwards', async () => {
    const sessions = await open();
    const subject = { issuer: ISSUER, subject: 'cat', issuedAt: seconds() };
    expect(sessions.hasEnded(subject)).toBe(false);
    const other = new Client({ connectionString: hub.pool.options.connectionString });
    await other.connect();
    await other.query('alter table ended_sessions rename to away');
    await until(() => reports.length > 0);
    ahead = 10_001;
    expect(() => sessions.hasEnded(subject)).toThrow(expect.objectContaining({ code: 'POLICY_UNAVAILABLE' }));
    // Noted so long ago that only a whole reading finds it.
    await other.query(
      `insert into away (issuer, subject, ended_at, noted_at) values ('${ISSUER}', 'cat', now(), now() - interval '5 minutes')`,
    );
    await other.query('alter table away rename to ended_sessions');
    await other.end();
    await until(() => {
      try {
        return sessions.hasEnded(subject);
      } catch {
        return false;
      }
    });
    expect(reports).toHaveLength(1);
  });

  it('are forgotten once no token can be from before', async () => {
    const store = createEndedSessionStore(hub.pool);
    for (const [subject, days] of [
      ['old', 101],
      ['young', 99],
    ] as const)
      await store.note({ issuer: ISSUER, subject, endedAt: seconds() - days * 86_400 });
    await removeOldSessions(hub.pool);
    const subjects = (await store.findAll()).map(({ subject }) => subject);
    expect(subjects).toContain('young');
    const { rows } = await hub.pool.query(`select from ended_sessions where subject = 'old'`);
    expect(rows).toEqual([]);
  });
});
