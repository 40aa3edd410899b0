import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { parse, validate } from 'graphql';
import { clockState, dayText, durationText, momentText } from '../../gateway/console/dates';
import { byOwner, findWithheld, summarise } from '../../gateway/console/disclosure';
import { EVENTS_SUBSCRIPTION } from '../../gateway/console/events';
import { faultsOf } from '../../gateway/console/form-faults';
import { HubRefusal, type Withheld } from '../../gateway/console/hub-client';
import { localTime, momentInLondon } from '../../gateway/console/london-time';
import { ownPath } from '../../gateway/console/own-path';
import { BREAK_GLASS } from '../../gateway/console/pages/child/break-glass';
import { CHILD_QUERY, CODES_QUERY } from '../../gateway/console/pages/child/child-query';
import { RECORD_CONCERN } from '../../gateway/console/pages/child/concern';
import { RECORD_CONSENT } from '../../gateway/console/pages/child/consent';
import { SEARCH_QUERY } from '../../gateway/console/pages/child/search';
import { SEEN_QUERY } from '../../gateway/console/pages/child/seen';
import { HELP_QUERY } from '../../gateway/console/pages/help';
import { ANSWER_CHALLENGE, CHALLENGE } from '../../gateway/console/pages/work/challenge';
import { DECIDE_REFERRAL } from '../../gateway/console/pages/work/decide';
import { RECORD_INTERVIEW } from '../../gateway/console/pages/work/interview';
import { REFERRAL_QUERY } from '../../gateway/console/pages/work/referral';
import { ANSWER_SUPPORT } from '../../gateway/console/pages/work/support';
import { ACKNOWLEDGE } from '../../gateway/console/pages/work/work';
import { CHARITY_WORK_QUERY, COUNCIL_WORK_QUERY, POLICE_WORK_QUERY } from '../../gateway/console/pages/work/work-query';
import { readConsoleSettings } from '../../gateway/console/settings';
import { wordOf } from '../../gateway/console/words';

const QUESTIONS = {
  ACKNOWLEDGE,
  ANSWER_CHALLENGE,
  ANSWER_SUPPORT,
  BREAK_GLASS,
  CHALLENGE,
  CHARITY_WORK_QUERY,
  CHILD_QUERY,
  CODES_QUERY,
  COUNCIL_WORK_QUERY,
  DECIDE_REFERRAL,
  EVENTS_SUBSCRIPTION,
  HELP_QUERY,
  POLICE_WORK_QUERY,
  RECORD_CONCERN,
  RECORD_CONSENT,
  RECORD_INTERVIEW,
  REFERRAL_QUERY,
  SEARCH_QUERY,
  SEEN_QUERY,
};

const withheld = (over: Partial<Withheld>): Withheld => ({
  path: ['child', 'missingEpisodes', '*', 'circumstances'],
  owner: 'force',
  category: 'MISSING',
  level: 'FULL',
  granted: 'SUMMARY',
  reason: 'NOT_AGREED',
  contact: { name: 'Desk' },
  breakGlass: false,
  count: 2,
  ...over,
});

describe('the console', () => {
  const sdl = readFileSync(path.join(__dirname, '..', '..', 'schema', 'generated', 'supergraph.graphql'), 'utf8');
  const schema = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();

  it.each(Object.entries(QUESTIONS))('asks what the public API answers: %s', (_name, question) => {
    expect(validate(schema, parse(question))).toEqual([]);
  });

  it('leads to own paths only', () => {
    const paths = [
      '/work',
      '/a?b=%2F%2Fevil',
      '//evil',
      '/\\evil',
      'https://evil',
      '/a\nb',
      '',
      undefined,
      ['/a'],
      '/a/..//b',
    ];
    expect(paths.map((each) => ownPath(each, 'home'))).toEqual([
      '/work',
      '/a?b=%2F%2Fevil',
      ...Array.from({ length: 8 }, () => 'home'),
    ]);
  });

  it('says days, moments and durations in words, in London', () => {
    expect(dayText('2026-03-01')).toBe('1 March 2026');
    expect(momentText('2026-07-01T22:30:00Z')).toBe('1 July 2026 at 23:30');
    expect([0, 60_000, 3_600_000, 47 * 3_600_000, 72 * 3_600_000].map(durationText)).toEqual([
      '0 minutes',
      '1 minute',
      '1 hour',
      '47 hours',
      '3 days',
    ]);
  });

  it('tells how a clock stands', () => {
    const clock = {
      rule: 'R',
      startedAt: '2026-03-01T00:00:00Z',
      dueAt: '2026-03-02T00:00:00Z',
      stoppedAt: null,
      overdue: false,
    };
    const at = (moment: string, over = {}) => clockState({ ...clock, ...over }, Date.parse(moment)).text;
    expect(at('2026-03-01T22:00:00Z')).toBe('Due in 2 hours');
    expect(at('2026-03-02T05:00:00Z')).toBe('Overdue by 5 hours');
    expect(at('2026-03-09T00:00:00Z', { stoppedAt: '2026-03-01T12:00:00Z' })).toBe('Done in time');
    expect(at('2026-03-09T00:00:00Z', { stoppedAt: '2026-03-05T00:00:00Z', overdue: true })).toBe('Done 3 days late');
  });

  it('reads a clock in London, whatever the season', () => {
    expect(momentInLondon('2026-07-01T09:30')).toBe('2026-07-01T08:30:00.000Z');
    expect(momentInLondon('2026-01-01T09:30')).toBe('2026-01-01T09:30:00.000Z');
    // The hour that the clocks skip, a day that no calendar has, and no time at all.
    expect(['2026-03-29T01:30', '2026-02-30T01:30', '2026-13-01T00:00', 'x', ''].map(momentInLondon)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(localTime(new Date('2026-10-25T00:30:00Z'))).toBe('2026-10-25T01:30');
  });

  it('finds what keeps a field back by place and owner, and adds up what is kept for one reason', () => {
    const entries = [
      withheld({}),
      withheld({ owner: 'other', reason: 'SEALED' }),
      withheld({ breakGlass: true, count: 1 }),
    ];
    expect(findWithheld(entries, ['child', 'missingEpisodes', 'circumstances'], 'other')?.reason).toBe('SEALED');
    expect(findWithheld(entries, ['child', 'missingEpisodes', 'foundAt'], 'force')).toBeUndefined();
    const parts = summarise(entries, new Map([['force', 'The force']]));
    expect(parts.map(({ ownerName, count, breakGlass }) => [ownerName, count, breakGlass])).toEqual([
      ['The force', 3, true],
      ['other', 2, false],
    ]);
    expect(byOwner(parts).map(({ ownerName }) => ownerName)).toEqual(['The force', 'other']);
  });

  it('shows what the hub finds wrong beside the field that it means, and the rest in the summary', () => {
    const extensions = { at: 'input.rationale; input.nothing', expected: 'a text; none' };
    const refusal = new HubRefusal([{ code: 'BAD_USER_INPUT', message: 'both are wrong', path: [], extensions }]);
    expect(faultsOf(refusal, { rationale: 'Explanation' })).toEqual([
      { field: 'rationale', href: '#rationale', text: 'Explanation: expected a text' },
      { field: '', href: '#main-content', text: 'both are wrong' },
    ]);
  });

  it('has words for codes', () => {
    expect(wordOf('SECTION_47_ENQUIRY', 'Purpose')).toBe('Section 47 enquiry');
    expect(wordOf('NRM_NOT_CONSIDERED')).toBe('NRM not considered');
  });

  it('reads its settings, or says which is wrong', () => {
    const production = {
      NODE_ENV: 'production',
      CONSOLE_CLIENT_ID: 'c',
      CONSOLE_URL: 'https://c.invalid',
      CONSOLE_SECRET: 's'.repeat(32),
    };
    expect(readConsoleSettings(production, true)).toMatchObject({
      publicUrl: 'https://c.invalid',
      client: { id: 'c', secret: null },
    });
    expect(readConsoleSettings({ NODE_ENV: 'production' }, true)).toBeNull();
    // That production lacks an issuer is for the gateway to say.
    expect(readConsoleSettings({ NODE_ENV: 'production' }, false)).toBeNull();
    const refused = (env: object): string => {
      try {
        readConsoleSettings({ ...production, ...env }, true);
        return 'accepted';
      } catch (error) {
        return String(error);
      }
    };
    expect(refused({ CONSOLE_URL: '' })).toContain('CONSOLE_URL: expected the address');
    expect(refused({ CONSOLE_URL: 'http://c.invalid' })).toContain('expected an https address');
    expect(refused({ CONSOLE_URL: 'https://c.invalid/x' })).toContain('without a path');
    expect(refused({ CONSOLE_SECRET: 'short' })).toBe('Error: CONSOLE_SECRET: expected 32 characters or more');
    expect(refused({ CONSOLE_SECRET: '' })).toContain('CONSOLE_SECRET: expected 32');
    expect(() => readConsoleSettings({ CONSOLE_CLIENT_ID: 'c' }, false)).toThrow('OIDC_ISSUER');
  });
});
