import { addressOf, conditionsOf, filterIn } from '../../gateway/console/pages/disclosures/filter';

describe('the filter of the log', () => {
  it('says nothing where the form does not, or says no word of its kind', () => {
    expect(conditionsOf(filterIn({}))).toEqual({});
    const odd = { category: 'SECRETS', outcome: '<b>', from: '2026-13-40', to: 'yesterday', glass: 'perhaps' };
    expect(conditionsOf(filterIn(odd))).toEqual({});
  });

  it('takes days as they are in London, to their end', () => {
    expect(conditionsOf(filterIn({ from: '2026-07-01', to: '2026-07-01' }))).toEqual({
      from: '2026-06-30T23:00:00.000Z',
      to: '2026-07-01T22:59:59.999Z',
    });
    expect(conditionsOf(filterIn({ from: '2026-01-05' }))).toEqual({ from: '2026-01-05T00:00:00.000Z' });
  });

  it('goes into an address and comes back from it', () => {
    const asked = filterIn({
      recipient: 'E10000020',
      category: 'MISSING',
      outcome: 'WITHHELD',
      glass: 'yes',
      child: ' c ',
      from: '2026-07-01',
    });
    const address = addressOf(asked);
    expect(filterIn(Object.fromEntries(new URLSearchParams(address)))).toEqual(asked);
    expect(new URLSearchParams(addressOf(asked, { after: 'a&b' })).get('after')).toBe('a&b');
  });
});
