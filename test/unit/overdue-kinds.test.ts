import 'reflect-metadata';
import { getMetadataArgsStorage } from 'typeorm';
import { EVENT_TYPES, type EventType } from '../../schema/vocabulary';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { POLICE } from '../../subgraphs/police/subgraph';

/** Which sector notices what is overdue, of which records; a hub's review that is overdue is no event. */
const RAISED: Readonly<Record<string, Readonly<Partial<Record<EventType, readonly string[]>>>>> = {
  police: { NRM_OVERDUE: ['NrmReferral'] },
  council: {
    REFERRAL_OVERDUE: ['Referral', 'ReferralChallenge'],
    PLACEMENT_OVERDUE: ['PlacementNotification', 'PlacementNotification'],
    INTERVIEW_OVERDUE: ['ReturnHomeInterview'],
  },
  charity: { ADVOCACY_OVERDUE: ['AdvocacyRequest'] },
};

const SUBGRAPHS = [POLICE, COUNCIL, CHARITY];

test.each(SUBGRAPHS.map((each) => [each.sector, each] as const))(
  'the %s notice what is overdue of every record that has a clock',
  (sector, { overdue = [], entities }) => {
    const raised: Partial<Record<EventType, string[]>> = {};
    for (const { event, entity } of overdue) (raised[event.type] ??= []).push(entity.name);
    expect(raised).toEqual(RAISED[sector]);
    const { columns } = getMetadataArgsStorage();
    const withClock = entities.filter((entity) =>
      columns.some(({ target, propertyName }) => target === entity && propertyName === 'clockDueAt'),
    );
    expect([...new Set(overdue.map(({ entity }) => entity))].map(({ name }) => name).toSorted()).toEqual(
      withClock.map(({ name }) => name).toSorted(),
    );
  },
);

test('every event of being overdue is raised by one sector', () => {
  const types = EVENT_TYPES.filter((type) => type.endsWith('_OVERDUE'));
  expect(SUBGRAPHS.flatMap(({ sector }) => Object.keys(RAISED[sector] ?? {})).toSorted()).toEqual(types.toSorted());
});
