import { NRM_STAGES, nextNrmStages, type NrmStage } from '../../subgraphs/police/nrm-stages';

test.each([
  ['IDENTIFIED', ['REFERRED']],
  ['REFERRED', ['REASONABLE_GROUNDS_PENDING']],
  ['REASONABLE_GROUNDS_PENDING', ['REASONABLE_GROUNDS_POSITIVE', 'REASONABLE_GROUNDS_NEGATIVE']],
  ['REASONABLE_GROUNDS_POSITIVE', ['CONCLUSIVE_GROUNDS_PENDING']],
  ['REASONABLE_GROUNDS_NEGATIVE', ['RECONSIDERATION']],
  ['CONCLUSIVE_GROUNDS_PENDING', ['CONCLUSIVE_GROUNDS_POSITIVE', 'CONCLUSIVE_GROUNDS_NEGATIVE']],
  ['CONCLUSIVE_GROUNDS_POSITIVE', []],
  ['CONCLUSIVE_GROUNDS_NEGATIVE', ['RECONSIDERATION']],
] as [NrmStage, NrmStage[]][])('on %s follows %j', (stage, next) => {
  expect(nextNrmStages(stage, null)).toEqual(next);
});

test('a reconsideration ends in a decision of the kind that is reconsidered', () => {
  const reasonable = ['REASONABLE_GROUNDS_POSITIVE', 'REASONABLE_GROUNDS_NEGATIVE'];
  const conclusive = ['CONCLUSIVE_GROUNDS_POSITIVE', 'CONCLUSIVE_GROUNDS_NEGATIVE'];
  expect(nextNrmStages('RECONSIDERATION', 'REASONABLE_GROUNDS_NEGATIVE')).toEqual(reasonable);
  expect(nextNrmStages('RECONSIDERATION', 'CONCLUSIVE_GROUNDS_NEGATIVE')).toEqual(conclusive);
  expect(nextNrmStages('RECONSIDERATION', null)).toEqual([...reasonable, ...conclusive]);
});

test('every stage but the first is reached from another, and none from itself', () => {
  const reached = new Set(NRM_STAGES.flatMap((stage) => nextNrmStages(stage, null)));
  expect([...reached].toSorted()).toEqual(NRM_STAGES.filter((stage) => stage !== 'IDENTIFIED').toSorted());
  for (const stage of NRM_STAGES) expect(nextNrmStages(stage, null)).not.toContain(stage);
});
