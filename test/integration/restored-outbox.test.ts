import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ORIGIN, type Position } from '../../gateway/events/signal';
import { appendToOutbox } from '../../subgraphs/kit/outbox';
import { removeSignals } from '../../subgraphs/kit/retention';
import { POLICE } from '../../subgraphs/police/subgraph';
import { FORCE } from '../support/hub';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

interface Answer {
  readonly rows: readonly (Position & { readonly recordId: string })[];
  readonly isElsewhere: boolean;
}

describe('the outbox of an agency that was restored to an earlier state', () => {
  let police: TestSubgraph;
  beforeAll(async () => {
    police = await startSubgraph(POLICE);
  });
  afterAll(() => police.close());

  const append = (id: string): Promise<void> =>
    police.dataSource.transaction((manager) =>
      appendToOutbox(manager, {
        id: randomUUID(),
        type: 'MISSING_REPORTED',
        category: 'MISSING',
        recordType: 'MissingEpisode',
        record: { id, subjectId: randomUUID(), ownerId: FORCE, handling: 'OPEN' },
        occurredAt: new Date(),
      }),
    );

  /** What it answers once transactions of other tests hold nothing back any more. */
  async function answerBehind({ xid, seq }: Position): Promise<Answer> {
    const body = JSON.stringify({ after: { xid, seq }, limit: 10, waitMs: 0 });
    for (let tries = 0; tries < 400; tries++) {
      const authorization = await police.gateway.sign(body, { use: 'outbox' });
      const headers = { 'content-type': 'application/json', authorization };
      const answer = (await fetch(`${police.url}/outbox`, { method: 'POST', body, headers })).json();
      const read = (await answer) as Answer;
      if (read.isElsewhere || read.rows.at(-1)?.recordId === 'after') return read;
      await sleep(25);
    }
    throw new Error('the outbox was held back for ten seconds');
  }

  it('tells so also once it has made as many transactions again, and never for what retention removed', async () => {
    for (const recordId of ['old', 'kept', 'lost', 'after']) await append(recordId);
    const [old, kept, lost] = (await answerBehind(ORIGIN)).rows;
    const names = async (place: Position): Promise<string> =>
      (await answerBehind(place)).rows.map(({ recordId }) => recordId).join();
    await removeSignals(police.dataSource, kept!, new Date(Date.now() + 60_000));
    expect(await names(old!)).toBe('kept,lost,after');
    expect(await names(kept!)).toBe('lost,after');
    expect(await names(lost!)).toBe('after');
    await police.dataSource.query(`delete from outbox where record_id = 'lost'`);
    expect(await answerBehind(lost!)).toEqual({ rows: [], heldBy: null, isElsewhere: true });
    expect(await names(ORIGIN)).toBe('kept,after');
  });
});
