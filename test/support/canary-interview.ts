import type { Oracle } from './canary-oracle';
import type { RecordLine } from './canary-records';

interface Asked {
  readonly oracle: Oracle;
  readonly records: readonly RecordLine[];
}

/** The interview of an episode, if there is one: a council's own; to others, what it hides is not held, and of the rest the first that was opened stands. */
export function interviewOf({ oracle, records }: Asked, { id, subjectId }: RecordLine): RecordLine[] {
  const { organisation } = oracle.person;
  const ofEpisode = records.filter(
    (row) => row.kind === 'ReturnHomeInterview' && row['episodeId'] === id && row.subjectId === subjectId,
  );
  const own = ofEpisode.find(({ ownerId }) => ownerId === organisation);
  // None of these was opened through the API: of those that were loaded, the one that was due first counts as the first.
  const keyOf = (row: RecordLine): string => `${String(row['clockDueAt'])} ${row.id}`;
  const [first] = ofEpisode
    .filter(({ handling }) => handling !== 'HIDDEN')
    .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const shown = own ?? first;
  return shown ? [shown] : [];
}
