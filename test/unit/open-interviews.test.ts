import type { Handling } from '../../schema/vocabulary';
import type { LogEntry } from '../../gateway/events/event-log';
import { createInterviewOpening, type InvolvedCouncil } from '../../gateway/events/relays/open-interviews';

const RETURNED_AT = '2026-03-28T22:30:00Z';

const aReturn = (over: Partial<LogEntry> = {}): LogEntry => ({
  id: 'event-1',
  type: 'MISSING_RETURNED',
  category: 'MISSING',
  childId: 'child-1',
  recordType: 'MissingEpisode',
  recordId: 'episode-1',
  ownerId: 'E23000024',
  handling: 'OPEN',
  occurredAt: new Date(RETURNED_AT),
  position: { xid: '1', seq: '1' },
  sector: 'police',
  ...over,
});

/** What one council may read of the child. */
interface Reading {
  returnedAt?: string | null;
  area?: string;
  care?: string;
  reads?: boolean;
  /** How it answers to being asked to open the interview. */
  refuses?: { code: string };
}

function play(councils: Record<string, Reading & Partial<InvolvedCouncil>>) {
  const opened: { council: string; input: unknown; key: unknown }[] = [];
  const alarms: string[] = [];
  const { types, take } = createInterviewOpening({
    findCouncils: async () =>
      Object.entries(councils).map(([id, { since = '2025-01-01', handling = 'OPEN' }]) => ({ id, since, handling })),
    ask: async (council, query, variables) => {
      const { refuses, reads = true, returnedAt = RETURNED_AT, area, care } = councils[council]!;
      if (query.startsWith('mutation')) {
        if (refuses) throw Object.assign(new Error(refuses.code), { extensions: refuses });
        opened.push({ council, input: variables['input'], key: variables['key'] });
        return { openReturnHomeInterview: { id: 'interview-1' } };
      }
      const owner = { id: council };
      const episode = { id: 'episode-1', returnedAt };
      return {
        child: {
          missingEpisodes: reads ? [episode] : null,
          councilProfiles: [{ owner, area: area ? { code: area } : null }],
          socialCare: care ? [{ owner, status: care, endedOn: null }] : null,
        },
      };
    },
    alarm: (line) => void alarms.push(line),
  });
  return { types, take, opened, alarms };
}

const whoOpened = async (councils: Parameters<typeof play>[0], entry = aReturn()): Promise<string[]> => {
  const { take, opened } = play(councils);
  await take(entry);
  return opened.map(({ council }) => council);
};

test('the council that looks after the child comes before where it lives, and that before who knows it longest', async () => {
  const old = { since: '2020-01-01' };
  expect(await whoOpened({ a: old, b: { area: 'b' }, c: { care: 'LOOKED_AFTER' } })).toEqual(['c']);
  expect(await whoOpened({ a: old, b: { area: 'b' }, c: { care: 'CLOSED' } })).toEqual(['b']);
  expect(await whoOpened({ b: {}, a: old, c: {} })).toEqual(['a']);
  expect(await whoOpened({ b: {}, a: {} })).toEqual(['a']);
});

test('the key is the event’s, the time the return’s, and the marking the strictest of episode and involvement', async () => {
  const cases: [Handling, Handling, Handling][] = [
    ['OPEN', 'OPEN', 'OPEN'],
    ['SEALED', 'OPEN', 'SEALED'],
    ['OPEN', 'HIDDEN', 'HIDDEN'],
  ];
  for (const [ofEpisode, ofInvolvement, handling] of cases) {
    const { take, opened } = play({ a: { handling: ofInvolvement } });
    await take(aReturn({ handling: ofEpisode }));
    const input = { childId: 'child-1', episodeId: 'episode-1', returnedAt: RETURNED_AT, handling };
    expect(opened).toEqual([{ council: 'a', key: 'event-1', input }]);
  }
});

test('a council that may not read of the return opens nothing, nor does the return from another episode', async () => {
  expect(await whoOpened({ a: { reads: false }, b: {} })).toEqual(['b']);
  expect(await whoOpened({ a: { returnedAt: null } })).toEqual([]);
  expect([...play({}).types]).toEqual(['MISSING_RETURNED']);
  expect(await whoOpened({ a: {} }, aReturn({ recordId: 'episode-2' }))).toEqual([]);
});

test('a council that keeps no record gives way to the next; one that took the event up ends it', async () => {
  expect(await whoOpened({ a: { refuses: { code: 'NOT_FOUND' } }, b: {} })).toEqual(['b']);
  expect(await whoOpened({ a: { refuses: { code: 'IDEMPOTENCY_CONFLICT' } }, b: {} })).toEqual([]);
});

test.each(['OWNER_UNAVAILABLE', 'BAD_USER_INPUT'])(
  'what fails as %s is thrown, so that the event comes again',
  async (code) => {
    const { take } = play({ a: { refuses: { code } }, b: {} });
    await expect(take(aReturn())).rejects.toThrow(code);
  },
);

test('an operator is told when councils are involved and none opens an interview, and of no child', async () => {
  const { take, alarms } = play({ a: { reads: false } });
  await take(aReturn());
  expect(alarms).toEqual(['the return event-1 was signalled and no council opened an interview']);
  const nobody = play({});
  await nobody.take(aReturn());
  expect(nobody.alarms).toEqual([]);
});
