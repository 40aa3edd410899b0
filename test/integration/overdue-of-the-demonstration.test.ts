import 'reflect-metadata';
import { demonstrationLines } from '../../gateway/launch/demonstration/generate';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import { goRound } from '../../subgraphs/kit/clock-round';
import type { Subgraph } from '../../subgraphs/kit/subgraph';
import { POLICE } from '../../subgraphs/police/subgraph';
import { startSubgraph } from '../support/subgraph';

const NOW = new Date('2026-06-10T12:00:00Z');

interface Clocked {
  readonly kind: string;
  readonly id: string;
  readonly clockDueAt: string | null;
  readonly clockStoppedAt: string | null;
}

const LINES = [
  ...demonstrationLines({
    seed: 'overdue',
    now: NOW,
    children: 300,
    supergraphHash: '',
    lawfulBases: [],
    safeguardingMinimums: [],
    policyOf: () => [],
  }),
];

const refuse = (line: object): never => {
  throw new Error(JSON.stringify(line));
};

/** The ids that are signalled after two looks at the clocks. */
async function signalled(of: Subgraph, type: string): Promise<string[]> {
  const subgraph = await startSubgraph(of, () => NOW);
  try {
    await subgraph.load(LINES.filter(({ sector }) => sector === of.sector).map(({ line }) => line));
    const { dataSource, book } = subgraph;
    for (let round = 0; round < 2; round += 1)
      await goRound({ dataSource, kinds: of.overdue ?? [], book, log: refuse }, NOW);
    const rows = await dataSource.query<{ record_id: string }[]>('select record_id from outbox where type = $1', [
      type,
    ]);
    return rows.map((row) => row.record_id).toSorted();
  } finally {
    await subgraph.close();
  }
}

function overdueOf(kind: string): string[] {
  const lines = LINES.map(({ line }) => line as unknown as Clocked).filter((line) => line.kind === kind);
  const running = lines.filter(({ clockDueAt, clockStoppedAt }) => clockDueAt !== null && clockStoppedAt === null);
  return running
    .filter(({ clockDueAt }) => Date.parse(clockDueAt ?? '') < NOW.getTime())
    .map(({ id }) => id)
    .toSorted();
}

test.each([
  ['an advocate who was not found', CHARITY, 'AdvocacyRequest', 'ADVOCACY_OVERDUE'],
  ['a decision on reasonable grounds that is late', POLICE, 'NrmReferral', 'NRM_OVERDUE'],
] as const)('the demonstration has %s, and it is signalled once', async (_what, subgraph, kind, type) => {
  const overdue = overdueOf(kind);
  expect(overdue.length).toBeGreaterThan(0);
  expect(await signalled(subgraph, type)).toEqual(overdue);
});
