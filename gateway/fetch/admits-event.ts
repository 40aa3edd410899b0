import { CATEGORIES, LEVELS, type DataCategory, type Handling } from '../../schema/vocabulary';
import type { Catalogue } from './catalogue';
import type { Gate, Label } from './gate';

const INVOLVEMENT = CATEGORIES.indexOf('INVOLVEMENT');
const EXISTENCE = LEVELS.indexOf('EXISTENCE');
const SUMMARY = LEVELS.indexOf('SUMMARY');

/** What an event says of the record that it is about. */
export interface EventKey {
  readonly type: string;
  readonly category: DataCategory;
  readonly childId: string;
  readonly recordType: string;
  readonly recordId: string;
  readonly ownerId: string;
  readonly handling: Handling;
}

/** Events that tell what the API discloses at SUMMARY only: a judgement, and what was said about sharing. */
const AT_SUMMARY: ReadonlySet<string> = new Set(['CONCERN_RECORDED', 'CONSENT_CHANGED']);

/**
 * Whether the caller may know of an event at all. INVARIANT: an event tells nobody of a record of which a query would
 * not tell: it counts under the category that its owner gave it, and under that of the record. It names child and owner,
 * so that it counts as telling that the one is involved with the other, too, which no marking of a record is about.
 */
export function admitsEvent(gate: Pick<Gate, 'admits'>, { records }: Catalogue, event: EventKey): boolean {
  const { recordType: __typename, recordId: id, childId: subjectId, ownerId, handling } = event;
  const level = AT_SUMMARY.has(event.type) ? SUMMARY : EXISTENCE;
  const needs: Label[] = [{ category: CATEGORIES.indexOf(event.category), level }];
  const record = records.get(__typename);
  if (record) needs.push({ category: record.category, level: EXISTENCE });
  const key = { __typename, id, subjectId, ownerId, handling };
  const involvement = { category: INVOLVEMENT, level: EXISTENCE };
  return gate.admits(key, needs, []) && gate.admits({ ...key, handling: 'OPEN' }, [involvement], []);
}
