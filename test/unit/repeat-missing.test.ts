import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { HANDLINGS, type Handling } from '../../schema/vocabulary';
import { findRepeat, type CountedEpisode } from '../../subgraphs/police/repeat-missing';

const on = (day: string, handling: Handling = 'OPEN'): CountedEpisode => ({
  missingSince: new Date(day.includes('T') ? day : `${day}T12:00:00Z`),
  handling,
});

test.each([
  ['two', on('2026-03-01'), [on('2026-02-01')], null],
  ['three on one day', on('2026-03-01'), [on('2026-03-01'), on('2026-03-01')], 3],
  ['three within 90 days to the day', on('2026-04-01'), [on('2026-01-01'), on('2026-02-01')], 3],
  ['three within 91 days', on('2026-04-02'), [on('2026-01-01'), on('2026-02-01')], null],
  ['the middle one reported last', on('2026-02-01'), [on('2026-01-01'), on('2026-04-01')], 3],
  ['the first one reported last', on('2026-01-01'), [on('2026-02-01'), on('2026-04-01')], 3],
  ['three that this one is not among', on('2026-09-01'), [on('2026-01-01'), on('2026-01-02'), on('2026-01-03')], null],
  // 23:30 UTC is the next day in London in summer, and the same in winter.
  ['days of London', on('2026-06-29T23:30:00Z'), [on('2026-04-01T00:30:00Z'), on('2026-05-01')], 3],
  ['days of London, one more', on('2026-06-30T23:30:00Z'), [on('2026-04-01T23:30:00Z'), on('2026-05-01')], 3],
  ['days of London, too many', on('2026-07-01T23:30:00Z'), [on('2026-04-01T00:30:00Z'), on('2026-05-01')], null],
])('%s', (_, episode, others, episodes) => {
  expect(findRepeat(episode, others)?.episodes ?? null).toBe(episodes);
});

test('a prompt is marked by the least strict marking under which there are enough', () => {
  const others = [on('2026-03-01', 'HIDDEN'), on('2026-03-02', 'SEALED'), on('2026-03-03')];
  expect(findRepeat(on('2026-03-04'), others)).toEqual({ episodes: 3, handling: 'SEALED' });
  expect(findRepeat(on('2026-03-04', 'HIDDEN'), others)).toEqual({ episodes: 4, handling: 'HIDDEN' });
  expect(findRepeat(on('2026-03-04'), [...others, on('2026-03-05')])).toEqual({ episodes: 3, handling: 'OPEN' });
});

const anEpisode = record({
  missingSince: integer({ min: 0, max: 300 * 24 }).map((hours) => new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000)),
  handling: constantFrom(...HANDLINGS),
});

test('stricter episodes than the prompt change nothing of it, and one more never makes it disappear', () => {
  assert(
    property(anEpisode, array(anEpisode, { maxLength: 12 }), anEpisode, (episode, others, other) => {
      const repeat = findRepeat(episode, others);
      const more = findRepeat(episode, [...others, other]);
      if (repeat === null) return;
      const told = others.filter(({ handling }) => HANDLINGS.indexOf(handling) <= HANDLINGS.indexOf(repeat.handling));
      expect(findRepeat(episode, told)).toEqual(repeat);
      expect(HANDLINGS.indexOf(more!.handling)).toBeLessThanOrEqual(HANDLINGS.indexOf(repeat.handling));
    }),
  );
});
