import 'reflect-metadata';
import { POLICE } from '../../subgraphs/police/subgraph';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

let police: TestSubgraph;
beforeAll(async () => {
  police = await startSubgraph(POLICE);
});
afterAll(() => police.close());

const anEpisode = (n: number, over: object = {}): object => ({
  kind: 'MissingEpisode',
  id: `episode-${n}`,
  subjectId: `child-${n}`,
  ownerId: 'E23000024',
  handling: 'OPEN',
  status: 'MISSING',
  missingSince: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
  risk: 'HIGH',
  areaCode: 'E10000020',
  ...over,
});

describe('references', () => {
  test('takes one statement for 1,000 records, whatever the number of aliases', async () => {
    await police.load(Array.from({ length: 1000 }, (_, n) => anEpisode(n)));
    const keys = Array.from({ length: 1000 }, (_, n) => ({
      __typename: 'MissingEpisode',
      id: `episode-${n}`,
      subjectId: `child-${n}`,
      ownerId: 'E23000024',
      handling: 'OPEN',
    }));
    const { data, errors, statements } = await police.ask(
      `query($r: [_Any!]!) {
        summary: _entities(representations: $r) { ... on MissingEpisode { id status missingSince owner { id } } }
        full: _entities(representations: $r) { ... on MissingEpisode { circumstances } }
      }`,
      { r: keys },
    );
    expect(errors).toBeUndefined();
    expect(data.summary[7]).toEqual({
      id: 'episode-7',
      status: 'MISSING',
      missingSince: '2026-01-01T00:07:00.000Z',
      owner: { id: 'E23000024' },
    });
    expect(statements).toBe(1);
  });
});
