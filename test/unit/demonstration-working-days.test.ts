import { endOfWorkingDay, isWorkingDay } from '../../gateway/launch/demonstration/working-days';

const end = (from: string, days: number) => endOfWorkingDay(new Date(from), days).toISOString();

describe('the end of a working day', () => {
  it('is the last second of the next working day in London, winter and summer', () => {
    expect(end('2026-01-14T10:00:00Z', 1)).toBe('2026-01-15T23:59:59.000Z');
    expect(end('2026-07-15T10:00:00Z', 1)).toBe('2026-07-16T22:59:59.000Z');
  });

  it('counts from the day in London, not in UTC', () => {
    expect(end('2026-07-14T23:30:00Z', 1)).toBe('2026-07-16T22:59:59.000Z');
  });

  it('skips weekends, Easter, Christmas and their substitutes', () => {
    expect(end('2026-04-02T09:00:00Z', 1)).toBe('2026-04-07T22:59:59.000Z');
    expect(end('2026-12-24T09:00:00Z', 1)).toBe('2026-12-29T23:59:59.000Z');
    expect(end('2027-12-24T09:00:00Z', 2)).toBe('2027-12-30T23:59:59.000Z');
  });

  it.each([
    ['2026-01-01', 'New Year'],
    ['2027-03-26', 'Good Friday'],
    ['2027-03-29', 'Easter Monday'],
    ['2026-05-04', 'early May'],
    ['2026-05-25', 'spring'],
    ['2026-08-31', 'summer'],
    ['2026-12-28', 'substitute of Boxing Day'],
    ['2027-12-28', 'substitute of Boxing Day'],
    ['2026-11-22', 'Sunday'],
  ])('%s (%s) is none', (day) => {
    expect(isWorkingDay(new Date(`${day}T12:00:00Z`))).toBe(false);
  });

  it.each(['2026-05-11', '2026-06-01', '2026-11-23', '2026-12-29'])('%s is one', (day) => {
    expect(isWorkingDay(new Date(`${day}T12:00:00Z`))).toBe(true);
  });
});
