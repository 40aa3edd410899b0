import 'reflect-metadata';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { startClock } from '../../subgraphs/kit/clock';
import { openClockBook } from '../../subgraphs/kit/clock-book';
import { CLOCK_RULES } from '../../subgraphs/kit/clock-rules';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

let council: TestSubgraph;
beforeAll(async () => {
  council = await startSubgraph(COUNCIL);
});
afterAll(() => council.close());

describe('the rules', () => {
  const RULES = '{ clockRules { code limit amount division source paragraph validFrom validTo } }';

  it('are read by everyone, as they are in the database', async () => {
    const { data } = await council.ask(RULES, {}, { role: 'DATA_OFFICER' });
    expect(data.clockRules).toHaveLength(CLOCK_RULES.length);
    expect(data.clockRules).toContainEqual({
      code: 'REFERRAL_DECISION',
      limit: 'WORKING_DAYS',
      amount: 1,
      division: 'ENGLAND_AND_WALES',
      source: 'Working Together to Safeguard Children 2023',
      paragraph: 'chapter 3',
      validFrom: '2023-12-15',
      validTo: null,
    });
    const { data: read } = await council.ask('{ proclaimedDays { day isHoliday reason } }');
    expect(read.proclaimedDays).toContainEqual({
      day: '2023-05-08',
      isHoliday: true,
      reason: 'Coronation of King Charles III',
    });
  });

  it('of a partnership stay what it made them when a process starts again', async () => {
    const { dataSource } = council;
    await dataSource.query("update clock_rules set valid_to = '2026-03-31' where code = 'CHALLENGE_STEP_1'");
    await dataSource.query(
      `insert into clock_rules select code, what, limit_kind, 3, division, 'Our protocol', null, '2026-04-01', null
         from clock_rules where code = 'CHALLENGE_STEP_1'`,
    );
    const { settings } = await openClockBook(dataSource.manager);
    const due = (at: string): string => startClock(settings, 'CHALLENGE_STEP_1', new Date(at)).dueAt.toISOString();
    expect(due('2026-03-31T09:00:00Z')).toBe('2026-04-02T22:59:59.000Z');
    expect(due('2026-04-01T09:00:00Z')).toBe('2026-04-08T22:59:59.000Z');
  });
});
