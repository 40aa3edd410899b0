import * as fc from 'fast-check';
import { recomputeClock, standingOf, startClock, stopClock, type ClockSettings } from '../../subgraphs/kit/clock';
import { CLOCK_RULES, getClockRule } from '../../subgraphs/kit/clock-rules';
import { createWorkingCalendar, dayInLondon, PROCLAIMED_DAYS } from '../../subgraphs/kit/working-days';
import { ENGLAND_AND_WALES, HOLIDAYS } from '../support/bank-holidays';

const SETTINGS: ClockSettings = { rules: CLOCK_RULES, calendars: { ENGLAND_AND_WALES } };
const CODES = CLOCK_RULES.map(({ code }) => code);
const IN_WORKING_DAYS = CLOCK_RULES.filter(({ limit }) => limit.kind === 'WORKING_DAYS').map(({ code }) => code);

const start = (code: string, at: string) => startClock(SETTINGS, code, new Date(at));
const due = (code: string, at: string): string => start(code, at).dueAt.toISOString();
const moments = fc.date({
  min: new Date('2023-12-16T00:00:00Z'),
  max: new Date('2028-06-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('a decision on a referral', () => {
  test.each([
    ['in the morning of a Wednesday', '2026-06-10T09:00:00Z', '2026-06-11T22:59:59.000Z'],
    ['at 23:59 of a Wednesday', '2026-06-10T22:59:30Z', '2026-06-11T22:59:59.000Z'],
    ['a minute later', '2026-06-10T23:00:30Z', '2026-06-12T22:59:59.000Z'],
    ['on a Friday', '2026-06-12T16:00:00Z', '2026-06-15T22:59:59.000Z'],
    ['on a Sunday', '2026-06-14T12:00:00Z', '2026-06-15T22:59:59.000Z'],
    ['on Christmas Eve 2026', '2026-12-24T12:00:00Z', '2026-12-29T23:59:59.000Z'],
    ['on Maundy Thursday, before the clocks went forward', '2027-03-25T12:00:00Z', '2027-03-30T22:59:59.000Z'],
    ['on the Friday before the clocks go back', '2026-10-23T12:00:00Z', '2026-10-26T23:59:59.000Z'],
  ])('received %s is due at the end of the next working day', (_, receivedAt, expected) =>
    expect(due('REFERRAL_DECISION', receivedAt)).toBe(expected),
  );
});

describe('a return home interview', () => {
  test.each([
    ['2026-03-28T10:00:00Z', '2026-03-31T10:00:00.000Z'],
    ['2026-10-24T10:00:00Z', '2026-10-27T10:00:00.000Z'],
    ['2026-12-24T23:59:59.999Z', '2026-12-27T23:59:59.999Z'],
  ])('after a return at %s is due 72 elapsed hours later', (returnedAt, expected) => {
    const clock = start('RETURN_HOME_INTERVIEW', returnedAt);
    expect(clock.dueAt.toISOString()).toBe(expected);
    expect(clock.calendar).toBeNull();
  });
});

test.each([
  ['a planned placement', 'PLACEMENT_NOTIFY', '2026-06-15T08:00:00Z', '2026-06-14T22:59:59.000Z'],
  ['an emergency placement', 'PLACEMENT_NOTIFY_EMERGENCY', '2026-06-12T20:00:00Z', '2026-06-19T22:59:59.000Z'],
  ['the end of a placement', 'PLACEMENT_ENDED', '2026-06-12T20:00:00Z', '2026-06-26T22:59:59.000Z'],
  ['a panel\u2019s decision', 'NRM_REASONABLE_GROUNDS_DEVOLVED', '2026-06-12T20:00:00Z', '2026-07-27T22:59:59.000Z'],
  ['the assessment', 'CHILD_ASSESSMENT', '2026-11-02T09:00:00Z', '2027-01-07T23:59:59.000Z'],
])('%s has its limit', (_, code, startedAt, expected) => expect(due(code, startedAt)).toBe(expected));

describe('every clock', () => {
  test('of working days is due at 23:59:59 in London on a working day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...IN_WORKING_DAYS), moments, (code, startedAt) => {
        const { dueAt, calendar } = startClock(SETTINGS, code, startedAt);
        expect(ENGLAND_AND_WALES.isWorkingDay(dayInLondon(dueAt))).toBe(true);
        expect(dueAt.toLocaleTimeString('en-GB', { timeZone: 'Europe/London' })).toBe('23:59:59');
        expect(dueAt > startedAt).toBe(true);
        expect(calendar).toBe(ENGLAND_AND_WALES.version);
      }),
    );
  });

  test('is monotone in its start', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CODES), moments, moments, (code, one, other) => {
        const [earlier, later] = one <= other ? [one, other] : [other, one];
        const [first, second] = [earlier, later].map((at) => startClock(SETTINGS, code, at).dueAt);
        expect(first! <= second!).toBe(true);
      }),
    );
  });

  test('depends on nothing but the moment: minutes around a change of the clocks make no leap', () => {
    for (const change of ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z']) {
      for (const code of IN_WORKING_DAYS) {
        const around = [-61, -1, 0, 1, 61].map((minutes) => new Date(Date.parse(change) + minutes * 60_000));
        expect(new Set(around.map((at) => startClock(SETTINGS, code, at).dueAt.getTime())).size).toBe(1);
      }
    }
  });
});

describe('a clock', () => {
  const clock = start('REFERRAL_DECISION', '2026-06-10T09:00:00Z');
  const onTime = clock.dueAt;
  const late = new Date(onTime.getTime() + 1);

  test('runs until its due time has passed', () => {
    expect(standingOf(clock, onTime)).toBe('RUNNING');
    expect(standingOf(clock, late)).toBe('OVERDUE');
  });

  test('that stopped in time was met for ever, one that stopped late was missed', () => {
    expect(standingOf(stopClock(clock, onTime), new Date('2030-01-01'))).toBe('MET');
    expect(standingOf(stopClock(clock, late), late)).toBe('MISSED');
  });

  test('stops once', () => {
    const missed = stopClock(clock, late);
    expect(stopClock(missed, onTime)).toBe(missed);
    const met = stopClock(clock, onTime);
    expect(stopClock(met, late)).toBe(met);
  });

  test('that was stopped before its start was met early', () => {
    const placement = start('PLACEMENT_NOTIFY', '2026-06-15T08:00:00Z');
    expect(standingOf(stopClock(placement, new Date('2026-06-01T08:00:00Z')), late)).toBe('MET');
  });
});

describe('a day proclaimed a holiday', () => {
  const proclaim = (day: string): ClockSettings => {
    const row = {
      day,
      division: 'ENGLAND_AND_WALES',
      isHoliday: true,
      announcedOn: '2026-06-10',
      reason: 'invented',
    } as const;
    const proclaimed = [...PROCLAIMED_DAYS, row];
    const from = { division: 'ENGLAND_AND_WALES', holidays: HOLIDAYS, proclaimed } as const;
    return { ...SETTINGS, calendars: { ENGLAND_AND_WALES: createWorkingCalendar(from) } };
  };
  const clock = start('REFERRAL_DECISION', '2026-06-10T09:00:00Z');

  test('moves what was due on it, and the old due time is told', () => {
    const { clock: anew, previousDueAt } = recomputeClock(proclaim('2026-06-11'), clock);
    expect(anew.dueAt.toISOString()).toBe('2026-06-12T22:59:59.000Z');
    expect(previousDueAt).toEqual(clock.dueAt);
    expect(anew.calendar).not.toBe(clock.calendar);
  });

  test('that comes later moves nothing; the clock is now of the new edition', () => {
    const { clock: anew, previousDueAt } = recomputeClock(proclaim('2026-06-12'), clock);
    expect(anew.dueAt).toEqual(clock.dueAt);
    expect(previousDueAt).toBeNull();
  });

  test('leaves alone what has stopped and what counts hours', () => {
    const stopped = stopClock(clock, new Date('2026-06-11T09:00:00Z'));
    expect(recomputeClock(proclaim('2026-06-11'), stopped)).toEqual({ clock: stopped, previousDueAt: null });
    const interview = start('RETURN_HOME_INTERVIEW', '2026-06-10T09:00:00Z');
    expect(recomputeClock(proclaim('2026-06-11'), interview).clock).toBe(interview);
  });

  test('never makes anything due earlier', () => {
    const ahead = fc.integer({ min: 0, max: 120 });
    fc.assert(
      fc.property(fc.constantFrom(...IN_WORKING_DAYS), ahead, (code, days) => {
        const day = new Date(Date.UTC(2026, 5, 1 + days)).toISOString().slice(0, 10);
        const running = start(code, '2026-06-10T09:00:00Z');
        expect(recomputeClock(proclaim(day), running).clock.dueAt >= running.dueAt).toBe(true);
      }),
    );
  });
});

describe('the rules', () => {
  test('are dated: a change ends one row and adds the next', () => {
    const [now] = CLOCK_RULES.filter(({ code }) => code === 'REFERRAL_DECISION');
    const rules = [
      { ...now!, validTo: '2026-06-30' },
      { ...now!, validFrom: '2026-07-01', limit: { kind: 'ELAPSED_HOURS', hours: 24 } as const },
    ];
    const settings = { ...SETTINGS, rules };
    const dueOf = (at: string) => startClock(settings, 'REFERRAL_DECISION', new Date(at)).dueAt.toISOString();
    expect(dueOf('2026-06-30T22:59:59Z')).toBe('2026-07-01T22:59:59.000Z');
    expect(dueOf('2026-06-30T23:00:00Z')).toBe('2026-07-01T23:00:00.000Z');
  });

  test('name what is missing or doubled', () => {
    expect(() => getClockRule(CLOCK_RULES, 'NO_SUCH_RULE', '2026-06-10')).toThrow(
      '`NO_SUCH_RULE` in force on 2026-06-10',
    );
    expect(() => start('REFERRAL_DECISION', '2023-12-14T12:00:00Z')).toThrow('in force on 2023-12-14');
    expect(() => getClockRule([...CLOCK_RULES, ...CLOCK_RULES], 'PLACEMENT_ENDED', '2026-06-10')).toThrow('got 2');
  });

  test('have a source each, and one row a code at any time', () => {
    for (const { code, source, what } of CLOCK_RULES) {
      expect(getClockRule(CLOCK_RULES, code, '2026-06-10').code).toBe(code);
      expect(source.length * what.length).toBeGreaterThan(0);
    }
  });
});
