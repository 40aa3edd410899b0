import { differencesBetween } from '../../gateway/console/pages/policy/differences';
import { partTexts } from '../../gateway/console/pages/policy/part-text';
import type { Rule } from '../../gateway/console/pages/policy/policy-api';
import { BLANK_RULE, formFaults, ruleIn, withRule } from '../../gateway/console/pages/policy/rule-form';
import { wordsOf } from '../../gateway/console/pages/policy/rule-words';
import { addressOf, supposedIn } from '../../gateway/console/pages/policy/suppose';

const REFERENCES = {
  organisations: [{ id: 'E10000020', name: 'Norfolk County Council' }],
  bases: [{ id: 'CA2004-S11', title: 'Duty to safeguard' }],
};

let ids = 0;
const aRule = (parts: Partial<Rule>): Rule => ({
  ...BLANK_RULE,
  categories: ['MISSING'],
  lawfulBasis: 'CA2004-S11',
  id: `rule-${(ids += 1)}`,
  ...parts,
});

describe('a rule in words', () => {
  it('says what it shares with whom, and each condition', () => {
    const rule = aRule({
      categories: ['IDENTITY', 'WHEREABOUTS', 'MISSING'],
      agencies: ['COUNCIL'],
      roles: ['PRACTITIONER', 'SUPERVISOR'],
      purposes: ['MISSING_CHILD'],
      areas: 'SAME',
      level: 'FULL',
      consent: 'CONSIDER',
      minimumConcern: 'CONCERN',
      ages: { from: null, to: 17 },
      maximumHandling: 'SEALED',
      obligations: ['JUSTIFY', 'NOTIFY_OWNER'],
      validTo: '2027-03-31',
    });
    expect(wordsOf(rule, REFERENCES)).toEqual({
      head: 'Shares Identity, Whereabouts and Missing, up to full, with councils (practitioner and supervisor) of the same area',
      conditions: [
        'for Missing child',
        'over a refusal only with a justification',
        'involved or closer',
        'concern of concern or more',
        'aged up to 17',
        'records marked up to sealed',
        'with a justification',
        'we are told',
        'until 2027-03-31',
        'on the basis of Duty to safeguard (CA2004-S11)',
      ],
    });
  });

  it('says of a cap what it keeps, and for whom, whatever the consent', () => {
    const cap = aRule({
      kind: 'CAP',
      level: 'NONE',
      organisations: ['E10000020'],
      consent: 'CONSIDER',
      lawfulBasis: null,
      minimumRelationship: 'NONE',
    });
    expect(wordsOf(cap, REFERENCES)).toEqual({
      head: 'Keeps Missing at nothing or less for Norfolk County Council',
      conditions: [],
    });
  });
});

describe('the differences between versions', () => {
  const differences = (before: Rule[], after: Rule[]) =>
    differencesBetween(before, after, { references: REFERENCES, textOf: partTexts(REFERENCES) }).map(
      ({ kind, words, changes }) => ({
        kind,
        head: words.head,
        changes: changes.map(({ what, before: was, after: is }) => `${what}: ${was} > ${is}`),
      }),
    );

  it('are none where rules say the same under other ids, in another order, with lists in another order', () => {
    const one = aRule({ purposes: ['MISSING_CHILD', 'OVERSIGHT'] });
    const other = aRule({ categories: ['IDENTITY'] });
    expect(
      differences(
        [one, other],
        [
          { ...other, id: 'x' },
          { ...one, id: 'y', purposes: ['OVERSIGHT', 'MISSING_CHILD'] },
        ],
      ),
    ).toEqual([]);
  });

  it('tell a changed rule from one that came and one that went', () => {
    const [kept, changed, gone] = [
      aRule({ categories: ['CONSENT'] }),
      aRule({ note: 'agreed' }),
      aRule({ categories: ['INTELLIGENCE'], kind: 'CAP', level: 'NONE' }),
    ];
    const after = [
      kept,
      aRule({ note: 'agreed', level: 'FULL', obligations: ['NOTIFY_OWNER'], ages: { from: 10, to: null } }),
      aRule({ categories: ['HEALTH'] }),
    ];
    expect(differences([kept, changed, gone], after)).toEqual([
      {
        kind: 'CHANGED',
        head: 'Shares Missing, up to full, with everybody',
        changes: ['Level: Existence > Full', 'Ages: none > 10 to any', 'Duties: none > Notify owner'],
      },
      { kind: 'ADDED', head: 'Shares Health, up to existence, with everybody', changes: [] },
      { kind: 'REMOVED', head: 'Keeps Intelligence at nothing or less for everybody', changes: [] },
    ]);
  });

  it('count a rule that stands twice once for each', () => {
    const rule = aRule({});
    expect(differences([rule, { ...rule, id: 'b' }], [rule]).map(({ kind }) => kind)).toEqual(['REMOVED']);
  });
});

describe('the form of a rule', () => {
  it('gives what a browser sends as the API takes it, and leaves out words that are none', () => {
    const form = {
      kind: 'CAP',
      categories: ['MISSING', 'SECRETS'],
      agencies: 'CHARITY',
      level: 'SUMMARY',
      consent: 'IGNORE',
      agesFrom: ' 10 ',
      obligations: 'NOTIFY_OWNER',
      lawfulBasis: '',
      note: ' why ',
    };
    expect(ruleIn(form)).toMatchObject({
      kind: 'CAP',
      categories: ['MISSING'],
      agencies: ['CHARITY'],
      level: 'SUMMARY',
      consent: 'IGNORE',
      ages: { from: 10, to: null },
      obligations: ['NOTIFY_OWNER'],
      lawfulBasis: null,
      note: 'why',
    });
  });

  it('opens as little as it can where a browser says nothing', () => {
    expect(ruleIn({})).toMatchObject({
      level: 'NONE',
      consent: 'REQUIRED',
      minimumRelationship: 'ALLOCATED',
      minimumConcern: 'IMMEDIATE_DANGER',
    });
  });

  it('has every fault said at once', () => {
    const form = { agesTo: 'eleven' };
    expect(formFaults(form, ruleIn(form)).map(({ field }) => field)).toEqual([
      'categories',
      'lawfulBasis',
      'agesTo',
      'reason',
    ]);
  });

  it('puts a rule into the place of one, behind all, or takes one out', () => {
    const rules = [aRule({ level: 'NONE' }), aRule({ level: 'SUMMARY' })];
    const levels = (index: number | null, rule: Rule | null) => withRule(rules, index, rule).map(({ level }) => level);
    expect(levels(0, aRule({ level: 'FULL' }))).toEqual(['FULL', 'SUMMARY']);
    expect(levels(null, aRule({ level: 'FULL' }))).toEqual(['NONE', 'SUMMARY', 'FULL']);
    expect(levels(1, null)).toEqual(['NONE']);
  });
});

describe('what is supposed', () => {
  it('goes into an address and comes back from it; words that are none suppose nothing else', () => {
    const supposed = supposedIn({
      purpose: 'MISSING_CHILD',
      consent: 'REFUSED',
      age: '16',
      justified: 'yes',
      role: 'DATA_OFFICER',
      handling: 'HIDDEN',
    });
    expect(supposed).toMatchObject({
      purpose: 'MISSING_CHILD',
      consent: 'REFUSED',
      age: 16,
      justified: true,
      role: 'PRACTITIONER',
      handling: 'OPEN',
    });
    const again = (each: typeof supposed) => supposedIn(Object.fromEntries(new URLSearchParams(addressOf(each))));
    expect(again(supposed)).toEqual(supposed);
    expect(again({ ...supposed, age: null })).toEqual({ ...supposed, age: null });
    expect(supposedIn({})).toMatchObject({ age: 15, consent: 'GIVEN', justified: false });
  });
});
