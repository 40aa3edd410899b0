import { AGENCIES, CATEGORIES, type Agency, type DataCategory } from '../../../../schema/vocabulary';
import { dayText, momentText } from '../../dates';
import { textsOf, textOf, type Fields } from '../../site';
import { recordsOf, type Reading } from './records';
import { RECORD_KINDS, type RecordKind } from './record-kinds';

/** Something that happened, as a record says. */
export interface TimelineEvent {
  /** A day or a moment, as the record has it. */
  readonly at: string;
  readonly when: string;
  readonly text: string;
  readonly agency: Agency;
  readonly category: DataCategory;
  readonly owner: string;
  /** Id of the record on the page. */
  readonly recordId: string;
}

/** What of the timeline is asked for; empty lists and texts are everything. */
export interface TimelineFilter {
  readonly agencies: readonly Agency[];
  readonly categories: readonly DataCategory[];
  readonly from: string;
  readonly to: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the filter from an address; what is no agency, category or day is left out. */
export function readFilter(query: Fields): TimelineFilter {
  const day = (name: string): string => (DAY.test(textOf(query, name)) ? textOf(query, name) : '');
  return {
    agencies: AGENCIES.filter((agency) => textsOf(query, 'agency').includes(agency)),
    categories: CATEGORIES.filter((category) => textsOf(query, 'category').includes(category)),
    from: day('from'),
    to: day('to'),
  };
}

/** Everything that the records of all agencies say happened, the latest first. */
export function timelineOf(reading: Reading): TimelineEvent[] {
  return RECORD_KINDS.flatMap((kind) => eventsOf(reading, kind)).sort((one, other) => (one.at < other.at ? 1 : -1));
}

export function filterTimeline(events: readonly TimelineEvent[], filter: TimelineFilter): TimelineEvent[] {
  const { agencies, categories, from, to } = filter;
  return events.filter(({ at, agency, category }) => {
    const day = at.slice(0, 10);
    const isOfKind = includes(agencies, agency) && includes(categories, category);
    return isOfKind && (from === '' || day >= from) && (to === '' || day <= to);
  });
}

function includes<T>(wanted: readonly T[], value: T): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

function eventsOf(reading: Reading, { list, agency, category, happenings }: RecordKind): TimelineEvent[] {
  return recordsOf(reading, list).flatMap((record) => {
    const owner = reading.names.get(record.owner.id) ?? record.owner.id;
    return happenings.flatMap(({ at: field, text }) => {
      const at = record[field];
      if (typeof at !== 'string') return [];
      const when = DAY.test(at) ? dayText(at) : momentText(at);
      return [{ at, when, text, agency, category, owner, recordId: record.id }];
    });
  });
}
