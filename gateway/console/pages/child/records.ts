import type { Agency } from '../../../../schema/vocabulary';
import { clockState, dayText, momentText, type Clock, type ClockState } from '../../dates';
import { findWithheld, partOf, withheldAt, type OrganisationNames, type WithheldPart } from '../../disclosure';
import type { Contact, Withheld } from '../../hub-client';
import { wordOf } from '../../words';
import type { ChildAnswer, ChildRecord } from './child-query';
import { PROFILE_KINDS, RECORD_KINDS, type RecordField, type RecordKind, type Show } from './record-kinds';

/** A line of a record: what is said, or why it is not. */
export interface Row {
  readonly label: string;
  readonly text?: string;
  readonly clock?: ClockState;
  readonly withheld?: WithheldPart;
  /** Fewer are withheld than are empty: nobody can tell which this one is. */
  readonly perhaps?: boolean;
  /** The statutory test that a contestable reason must meet. */
  readonly test?: string;
}

/** A record as a page shows it. */
export interface Card {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  readonly rows: readonly Row[];
}

/** What one agency has, kind by kind. */
export interface AgencyRecords {
  readonly agency: Agency;
  readonly groups: readonly {
    readonly title: string;
    readonly cards: readonly Card[];
    readonly withheld: readonly WithheldPart[];
  }[];
}

/** What the pages of one child are made from. */
export interface Reading {
  readonly child: NonNullable<ChildAnswer['child']>;
  readonly withheld: readonly Withheld[];
  readonly names: OrganisationNames;
  readonly titles: ReadonlyMap<string, string>;
  /** Epoch milliseconds. */
  readonly now: number;
}

const AGENCIES: readonly Agency[] = ['POLICE', 'COUNCIL', 'CHARITY'];

/** Gathers what each agency has and what it withholds; an agency without either is left out. */
export function recordsByAgency(reading: Reading): AgencyRecords[] {
  return AGENCIES.map((agency) => {
    const kinds = [...PROFILE_KINDS, ...RECORD_KINDS].filter((kind) => kind.agency === agency);
    const groups = kinds.map((kind) => groupOf(reading, kind));
    return { agency, groups: groups.filter(({ cards, withheld }) => cards.length + withheld.length > 0) };
  }).filter(({ groups }) => groups.length > 0);
}

/** The records of a kind that the answer has; empty when the list is withheld. */
export function recordsOf({ child }: Reading, list: string): readonly ChildRecord[] {
  return (child[list] as readonly ChildRecord[] | null) ?? [];
}

function groupOf(reading: Reading, kind: RecordKind): AgencyRecords['groups'][number] {
  const withheld = withheldAt(reading.withheld, ['child', kind.list]).map((entry) => partOf(entry, reading.names));
  const cards = recordsOf(reading, kind.list).map((record) => cardOf(reading, kind, record));
  return { title: kind.title, cards, withheld };
}

function cardOf(reading: Reading, kind: RecordKind, record: ChildRecord): Card {
  const rows = rowsOf(reading, { fields: kind.fields, place: ['child', kind.list], record });
  const owner = reading.names.get(record.owner.id) ?? record.owner.id;
  const more = kind.list === 'missingEpisodes' ? interviewRows(reading, record) : [];
  return { id: record.id, title: kind.title, owner, rows: [...rows, ...more] };
}

interface RowsInput {
  readonly fields: readonly RecordField[];
  readonly place: readonly string[];
  readonly record: ChildRecord;
}

/** A field that is neither there nor withheld is not recorded, and left out. */
function rowsOf(reading: Reading, { fields, place, record }: RowsInput): Row[] {
  return fields.flatMap((field) => {
    const value = record[field.name];
    if (isEmpty(value)) return [];
    if (value != null) return [rowOf(reading, field, value)];
    const entry = findWithheld(reading.withheld, [...place, field.name], record.owner.id);
    if (!entry) return [];
    return [{ label: field.label, withheld: partOf(entry, reading.names), perhaps: isPerhaps(reading, entry, record) }];
  });
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Whether other records of the owner lack the field, too, and fewer are withheld than lack it. */
function isPerhaps(reading: Reading, { path, count }: Withheld, { owner }: ChildRecord): boolean {
  const [, list, ...rest] = path.filter((step) => step !== '*');
  const [field, nested] = rest;
  if (list === undefined || field === undefined || nested !== undefined) return false;
  const empty = recordsOf(reading, list).filter((other) => other.owner.id === owner.id && other[field] == null);
  return count < empty.length;
}

const INTERVIEW_FIELDS: readonly RecordField[] = [
  { name: 'clock', label: 'Return home interview', show: { kind: 'CLOCK' } },
  { name: 'offeredAt', label: 'Interview offered', show: { kind: 'MOMENT' } },
  { name: 'accepted', label: 'Interview accepted', show: { kind: 'YES_NO' } },
  { name: 'completedAt', label: 'Interview held', show: { kind: 'MOMENT' } },
  { name: 'notes', label: 'Interview notes', show: { kind: 'TEXT' } },
];

function interviewRows(reading: Reading, episode: ChildRecord): Row[] {
  const place = ['child', 'missingEpisodes', 'returnHomeInterview'];
  const interview = episode['returnHomeInterview'] as ChildRecord | null;
  if (interview) return rowsOf(reading, { fields: INTERVIEW_FIELDS, place, record: interview });
  const [entry] = withheldAt(reading.withheld, place);
  return entry ? [{ label: 'Return home interview', withheld: partOf(entry, reading.names) }] : [];
}

function rowOf(reading: Reading, { label, show }: RecordField, value: unknown): Row {
  if (show.kind === 'CLOCK') return { label, clock: clockState(value as Clock, reading.now) };
  if (show.kind !== 'REASON') return { label, text: textFor(reading, show, value) };
  const { code, description, contestable, test } = value as Reason;
  return {
    label,
    text: `${description} (${code})${contestable ? ', contestable' : ''}`,
    ...(test === null ? {} : { test }),
  };
}

interface Reason {
  readonly code: string;
  readonly description: string;
  readonly contestable: boolean;
  readonly test: string | null;
}

const ofName = (value: unknown): string => (value as { name: string }).name;

const TEXTS: Readonly<Partial<Record<Show['kind'], (value: unknown) => string>>> = {
  DAY: (value) => dayText(value as string),
  MOMENT: (value) => momentText(value as string),
  YES_NO: (value) => (value === true ? 'Yes' : 'No'),
  WORD: (value) => wordsOf([value as string | string[]].flat()),
  CONTACT: (value) => contactText(value as Contact),
  ORGANISATION: ofName,
  AREA: ofName,
  SERVICE: ofName,
};

function textFor({ titles }: Reading, show: Show, value: unknown): string {
  if ('list' in show) return codeTexts(titles, show.list, value);
  return TEXTS[show.kind]?.(value) ?? String(value);
}

function wordsOf(codes: readonly string[]): string {
  return codes.map((code) => wordOf(code)).join(', ');
}

interface Indicator {
  readonly code: string;
  readonly certainty: string;
  readonly observedOn: string;
}

function codeTexts(titles: Reading['titles'], list: string, value: unknown): string {
  const values = [value as string | Indicator | readonly (string | Indicator)[]].flat();
  const texts = values.map((each) => {
    const code = typeof each === 'string' ? each : each.code;
    const title = titles.get(`${list} ${code}`) ?? code;
    return typeof each === 'string'
      ? title
      : `${title} (${wordOf(each.certainty).toLowerCase()}, ${dayText(each.observedOn)})`;
  });
  return texts.join('; ');
}

function contactText({ name, telephone }: Contact): string {
  return telephone ? `${name}, ${telephone}` : name;
}
