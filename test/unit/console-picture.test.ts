import {
  chartsOf,
  FIGURES,
  MEASURES,
  shareOf,
  type FigureName,
  type Figures,
} from '../../gateway/console/pages/picture/figures';
import { chosenQuarters, offeredQuarters } from '../../gateway/console/pages/picture/quarters';
import { rank } from '../../gateway/console/pages/picture/ranking';

const figuresOf = (values: Partial<Record<FigureName, number>>): Figures =>
  Object.fromEntries(
    FIGURES.map((name) => [name, { value: values[name] ?? null, suppressed: values[name] === undefined }]),
  ) as Figures;

const measureOf = (id: string) => MEASURES.find((measure) => measure.id === id)!;

describe('a share', () => {
  it('is of 20 or more, known on both sides and at most all', () => {
    expect(shareOf(5, 20)).toBe(25);
    expect(shareOf(25, 20)).toBe(100);
    expect(shareOf(5, 15)).toBeNull();
    expect(shareOf(null, 100)).toBeNull();
    expect(shareOf(5, null)).toBeNull();
  });
});

describe('a chart', () => {
  it('keeps what is suppressed without a length, a number or a share, and unmet demand with it', () => {
    const support = chartsOf(figuresOf({ supportRequested: 40 })).find(({ id }) => id === 'support');
    expect(support?.lines).toMatchObject([
      { value: 40, width: 100 },
      { value: null, share: null, width: 0 },
      { value: null, share: null, width: 0 },
    ]);
  });

  it('takes unmet demand from what was requested and not offered', () => {
    const support = chartsOf(figuresOf({ supportRequested: 40, supportOffered: 30 })).find(
      ({ id }) => id === 'support',
    );
    expect(support?.lines[2]).toMatchObject({ label: 'Unmet demand', value: 10, share: 25, width: 25 });
  });
});

describe('a ranking', () => {
  const places = ['B', 'A', 'C', 'D'].map((name) => ({ id: name, name }));

  it('has the highest first, equal ones by name, and those without a figure apart', () => {
    const figures = [{ referrals: 10 }, { referrals: 10 }, { referrals: 35 }, {}].map(figuresOf);
    const { dots, unknown, axis } = rank(places, figures, measureOf('referrals'));
    expect(dots.map(({ name, at }) => [name, at])).toEqual([
      ['C', 70],
      ['A', 20],
      ['B', 20],
    ]);
    expect(unknown.map(({ name }) => name)).toEqual(['D']);
    expect(axis.map(({ text }) => text)).toEqual(['0', '25', '50']);
  });

  it('is of all in all for shares', () => {
    const figures = [{ referrals: 40, decidedInTime: 30 }].map(figuresOf);
    expect(rank(places.slice(0, 1), figures, measureOf('in-time'))).toMatchObject({
      dots: [{ value: 75, at: 75 }],
      axis: [{ text: '0 %' }, { text: '50 %' }, { text: '100 %' }],
    });
  });
});

describe('the quarters', () => {
  const offered = offeredQuarters(Date.UTC(2026, 1, 14));

  it('end with the running one, over the turn of years', () => {
    expect(offered.slice(0, 2)).toEqual([
      { id: '2026-Q1', text: 'January to March 2026', from: '2026-01-01', to: '2026-03-31' },
      { id: '2025-Q4', text: 'October to December 2025', from: '2025-10-01', to: '2025-12-31' },
    ]);
  });

  it('are four where nothing of the kind was asked for, and in their order whatever was', () => {
    expect(chosenQuarters(offered, '', '9999-Q9')).toMatchObject({ from: { id: '2025-Q2' }, to: { id: '2026-Q1' } });
    expect(chosenQuarters(offered, '2026-Q1', '2025-Q1')).toMatchObject({
      from: { id: '2025-Q1' },
      to: { id: '2026-Q1' },
    });
  });
});
