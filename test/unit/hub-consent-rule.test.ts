import { findRaise, standsUntil, type RecordedConsent } from '../../gateway/hub/consent-rule';

const AGENCIES: Readonly<Record<string, 'POLICE' | 'COUNCIL' | 'CHARITY'>> = {
  force: 'POLICE',
  council: 'COUNCIL',
  charity: 'CHARITY',
  'other-charity': 'CHARITY',
};

function aConsent(recordedBy: string, over: Partial<RecordedConsent> = {}): RecordedConsent {
  return {
    recordedBy,
    categories: ['MISSING'],
    recipients: ['CHARITY'],
    state: 'REFUSED',
    until: null,
    contested: [],
    ...over,
  };
}

const given = (recordedBy: string, over: Partial<RecordedConsent> = {}): RecordedConsent =>
  aConsent(recordedBy, { state: 'GIVEN', ...over });

function judge(history: RecordedConsent[], next: RecordedConsent): ReturnType<typeof findRaise> {
  return findRaise(next, { history, today: '2026-03-01', agencyOf: (id) => AGENCIES[id] });
}

const CONTESTED = { against: ['council'], contested: ['MISSING'] };
const EFFECTIVE = { against: ['council'], contested: [] };

describe('a consent', () => {
  it.each<[string, RecordedConsent[], RecordedConsent]>([
    ['nothing', [], given('charity')],
    ['what was given', [given('council')], given('charity')],
    ['what was not sought', [aConsent('council', { state: 'NOT_SOUGHT' })], given('charity')],
    ['a refusal of another category', [aConsent('council', { categories: ['HEALTH'] })], given('charity')],
    ['a refusal for another agency', [aConsent('council', { recipients: ['POLICE'] })], given('charity')],
    ['a refusal that has ended', [aConsent('council', { until: '2026-02-28' })], given('charity')],
    ['a refusal that was lifted', [aConsent('council'), given('force')], given('charity')],
    ['a refusal, by another', [aConsent('council')], aConsent('charity')],
    ['a consent, by a withdrawal', [given('council')], aConsent('charity', { state: 'WITHDRAWN' })],
    ['a refusal, by a longer one', [aConsent('council', { until: '2026-04-01' })], aConsent('charity')],
  ])('does not raise %s', (_, history, next) => {
    expect(judge(history, next)).toBeNull();
  });

  it.each<[string, RecordedConsent[], RecordedConsent, object]>([
    ['by an organisation that gains nothing', [aConsent('council')], given('force'), EFFECTIVE],
    ['by one that gains', [aConsent('council')], given('charity'), CONTESTED],
    [
      'by another of the agency that gains',
      [aConsent('charity')],
      given('other-charity'),
      { against: ['charity'], contested: ['MISSING'] },
    ],
    ['by who refused', [aConsent('charity')], given('charity'), { against: [], contested: [] }],
    ['by nobody that is known', [aConsent('council')], given('stranger'), CONTESTED],
    ['as not sought', [aConsent('council')], given('charity', { state: 'NOT_SOUGHT' }), CONTESTED],
    ['by a refusal that soon ends', [aConsent('council')], aConsent('charity', { until: '2026-03-02' }), CONTESTED],
    ['after a refusal of its own', [aConsent('council'), aConsent('charity')], given('charity'), CONTESTED],
    ['before a refusal of another', [aConsent('charity'), aConsent('council')], given('charity'), CONTESTED],
    [
      'that it tried to lift before',
      [aConsent('council'), given('charity', { contested: ['MISSING'] })],
      given('charity'),
      CONTESTED,
    ],
    ['on its last day', [aConsent('council', { until: '2026-03-01' })], given('charity'), CONTESTED],
  ])('raises a refusal %s', (_, history, next, raise) => {
    expect(judge(history, next)).toEqual(raise);
  });

  it('is judged for each category and recipient by itself', () => {
    const history = [aConsent('council', { categories: ['MISSING', 'HEALTH'], recipients: ['CHARITY', 'POLICE'] })];
    const next = given('charity', {
      categories: ['MISSING', 'REFERRAL'],
      recipients: ['CHARITY', 'POLICE', 'COUNCIL'],
    });
    expect(judge(history, next)).toEqual(CONTESTED);
    expect(judge(history, { ...next, recipients: ['POLICE'] })).toEqual(EFFECTIVE);
  });
});

describe('standsUntil', () => {
  const born = { bornOn: '2012-02-29', saidOn: '2026-03-01' };
  it.each([
    ['CHILD', null, born, null],
    ['CHILD', '2026-05-01', born, '2026-05-01'],
    ['PARENT', null, born, '2028-02-28'],
    ['PARENT', '2027-01-01', born, '2027-01-01'],
    ['PARENT', '2029-01-01', born, '2028-02-28'],
    ['PARENT', null, { ...born, saidOn: '2028-03-05' }, '2030-02-28'],
    ['PARENT', null, { ...born, bornOn: null }, null],
  ] as const)('is, said by a %s with the end %s, %j: %s', (givenBy, validTo, of, until) => {
    expect(standsUntil({ givenBy, validTo }, of)).toBe(until);
  });
});
