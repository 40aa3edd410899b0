import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findCast, HARBOUR, METROPOLITAN_FORCE, NORFOLK_COUNCIL, NORFOLK_FORCE, worker } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const OFFICER = worker(NORFOLK_FORCE, 'MISSING_CHILD');
const SOCIAL_WORKER = worker(NORFOLK_COUNCIL, 'MISSING_CHILD');
const YOUTH_WORKER = worker(HARBOUR, 'MISSING_CHILD');
const HOUR_MS = 3_600_000;
const CONCERN = `mutation($id: ID!) { recordConcern(childId: $id, level: LIKELY_SIGNIFICANT_HARM, idempotencyKey: "concern",
  reason: "believed to be in a crack house") { id } }`;
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { id prompts { episodes days rule } } }`;
const RETURN = `mutation($id: ID!, $at: DateTime!) {
  recordReturn(episodeId: $id, returnedAt: $at, foundAt: "a flat by the station", idempotencyKey: "return") { id } }`;
const RECORD = `mutation($input: RecordInterviewInput!, $key: ID!) {
  recordReturnHomeInterview(input: $input, idempotencyKey: $key) { id completedAt notes clock { stoppedAt overdue } } }`;
const TIMELINE = `query($id: ID!) { child(id: $id) {
  missingPrompts { episodes episode { id } }
  missingEpisodes { id owner { id } status missingSince circumstances foundAt
    returnHomeInterview { owner { id } clock { rule startedAt dueAt stoppedAt overdue } accepted completedAt notes } } } }`;

interface Episode {
  id: string;
  owner: { id: string };
  foundAt: string | null;
  circumstances: string | null;
  returnHomeInterview: {
    owner: { id: string };
    clock: { startedAt: string; dueAt: string };
    notes: string | null;
  } | null;
}

describe('a child who goes missing', () => {
  let hub: TestHub;
  let childId: string;
  let episodeId: string;
  const returnedAt = new Date(Date.now() - 2 * HOUR_MS).toISOString();
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = (await findCast(hub))['DEMO-6'];
  }, 60_000);
  afterAll(() => hub.stop());

  const timeline = async (person: Person): Promise<Episode[]> =>
    (await hub.ask(person, TIMELINE, { id: childId })).data.child.missingEpisodes;
  const episodeFor = async (person: Person): Promise<Episode | undefined> =>
    (await timeline(person)).find(({ id }) => id === episodeId);
  const report = async (hoursAgo: number, key: string): Promise<HubAnswer> => {
    const missingSince = new Date(Date.now() - hoursAgo * HOUR_MS).toISOString();
    const input = { childId, missingSince, risk: 'HIGH', circumstances: 'left with an older peer' };
    return hub.ask(OFFICER, REPORT, { input, key });
  };
  async function awaitInterview(): Promise<Episode> {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const episode = await episodeFor(SOCIAL_WORKER);
      if (episode?.returnHomeInterview) return episode;
      await sleep(250);
    }
    throw new Error('no interview was opened');
  }

  it('is on one timeline with what every force holds, once somebody judges that harm is likely', async () => {
    const owners = async (): Promise<Set<string>> =>
      new Set((await timeline(SOCIAL_WORKER)).map(({ owner }) => owner.id));
    expect(await owners()).toEqual(new Set([NORFOLK_FORCE]));
    expect((await hub.ask(SOCIAL_WORKER, CONCERN, { id: childId })).errors).toEqual([]);
    expect(await owners()).toEqual(new Set([NORFOLK_FORCE, METROPOLITAN_FORCE]));
    const others = (await timeline(SOCIAL_WORKER)).filter(({ owner }) => owner.id === METROPOLITAN_FORCE);
    for (const { circumstances } of others) expect(circumstances).toBeNull();
  });

  it('is owed an interview by the council, due 72 hours after the return, that all who may know see running', async () => {
    const { data, errors } = await report(5, 'report-1');
    expect(errors).toEqual([]);
    episodeId = data.reportMissing.id;
    expect((await episodeFor(SOCIAL_WORKER))?.returnHomeInterview).toBeNull();
    expect((await hub.ask(OFFICER, RETURN, { id: episodeId, at: returnedAt })).errors).toEqual([]);
    const { returnHomeInterview: interview } = await awaitInterview();
    const dueAt = new Date(Date.parse(returnedAt) + 72 * HOUR_MS).toISOString();
    const clock = { rule: 'RETURN_HOME_INTERVIEW', startedAt: returnedAt, dueAt, stoppedAt: null, overdue: false };
    expect(interview).toMatchObject({ owner: { id: NORFOLK_COUNCIL }, clock, completedAt: null });
    for (const person of [OFFICER, YOUTH_WORKER])
      expect((await episodeFor(person))?.returnHomeInterview).toMatchObject({ clock });
  }, 60_000);

  it('has one interview for the return, whatever is signalled again', async () => {
    const count = async (): Promise<unknown[]> => {
      const client = new Client({ connectionString: hub.databases.council });
      await client.connect();
      const { rows } = await client.query('select id from return_home_interviews where episode_id = $1', [episodeId]);
      await client.end();
      return rows;
    };
    expect(await count()).toHaveLength(1);
    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    await client.query(`delete from event_positions where name = 'return-home-interviews'`);
    await client.end();
    await hub.end('gateway', 'SIGKILL');
    await hub.start('gateway');
    await sleep(1_500);
    expect(await count()).toHaveLength(1);
  }, 60_000);

  it('is interviewed by its council, and others read that it was, as far as they may', async () => {
    const offeredAt = new Date(Date.now() - HOUR_MS).toISOString();
    const input = { episodeId, offeredAt, accepted: true, completedAt: offeredAt, notes: 'canary notes' };
    for (const person of [OFFICER, YOUTH_WORKER]) {
      const { errors } = await hub.ask(person, RECORD, { input, key: 'not mine' });
      expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
    }
    const { data, errors } = await hub.ask(SOCIAL_WORKER, RECORD, { input, key: 'interview' });
    expect(errors).toEqual([]);
    expect(data.recordReturnHomeInterview).toMatchObject({
      notes: 'canary notes',
      clock: { stoppedAt: offeredAt, overdue: false },
    });
    expect((await episodeFor(YOUTH_WORKER))?.returnHomeInterview).toMatchObject({
      completedAt: offeredAt,
      notes: null,
    });
  });

  it('for the third time in 90 days is put before everyone who may know', async () => {
    const { data } = await report(1, 'report-2');
    expect(data.reportMissing.prompts).toEqual([{ episodes: 3, days: 90, rule: 'MISSING_REPEATED' }]);
    for (const person of [OFFICER, SOCIAL_WORKER, YOUTH_WORKER]) {
      const { data: read } = await hub.ask(person, TIMELINE, { id: childId });
      expect(read.child.missingPrompts).toEqual([{ episodes: 3, episode: { id: data.reportMissing.id } }]);
    }
    const stranger = await hub.ask(worker('ashfell-youth-bridge', 'SUPPORT_SERVICE'), TIMELINE, { id: childId });
    expect(stranger.data.child.missingPrompts).toBeNull();
  });
});
