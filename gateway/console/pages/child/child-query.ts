import type {
  Agency,
  ConcernLevel,
  ConsentState,
  DataCategory,
  DisclosureLevel,
  WithheldReason,
} from '../../../../schema/vocabulary';
import type { Contact } from '../../hub-client';
import { PROFILE_KINDS, RECORD_KINDS, type RecordKind, type Show } from './record-kinds';

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A record of some kind: its id and owner, and whatever fields its kind has. */
export interface ChildRecord {
  readonly id: string;
  readonly owner: { readonly id: string };
  readonly [field: string]: unknown;
}

export interface SharingLine {
  readonly owner: Named & { readonly agency: Agency };
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly reason: WithheldReason | null;
  readonly contact: Contact | null;
  readonly breakGlass: boolean;
}

export interface ConsentLine {
  readonly id: string;
  readonly categories: readonly DataCategory[];
  readonly recipients: readonly Agency[];
  readonly contested: readonly DataCategory[];
  readonly state: ConsentState;
  readonly givenBy: string;
  readonly capacity: string | null;
  readonly recordedBy: Named;
  readonly recordedAt: string;
  readonly validTo: string | null;
  readonly reason: string | null;
}

export interface InvolvementLine {
  readonly organisation: Named & { readonly agency: Agency };
  readonly since: string;
  readonly active: boolean;
  readonly contact: Contact | null;
}

/** What codes in records say. */
export interface CodesAnswer {
  readonly codes: readonly { readonly list: string; readonly code: string; readonly title: string }[];
}

/** What the page of a child is made of. */
export interface ChildAnswer {
  readonly child:
    | ({
        readonly id: string;
        readonly concern: ConcernLevel | null;
        readonly involvements: readonly InvolvementLine[] | null;
        readonly consents: readonly ConsentLine[] | null;
        readonly sharing: readonly SharingLine[];
      } & Readonly<Record<string, unknown>>)
    | null;
}

const CONTACT = '{ name role email telephone }';
const SELECTIONS: Readonly<Partial<Record<Show['kind'], string>>> = {
  CLOCK: '{ rule startedAt dueAt stoppedAt overdue }',
  ORGANISATION: '{ id name }',
  AREA: '{ name }',
  SERVICE: '{ name }',
  CONTACT,
  REASON: '{ code description contestable test }',
};

function selectionOf({ list, fields }: RecordKind): string {
  const names = fields.map(({ name, show }) => {
    if (name === 'indicators') return 'indicators { code certainty observedOn reportedBy }';
    return `${name} ${SELECTIONS[show.kind] ?? ''}`;
  });
  return `${list} { id owner { id } ${names.join(' ')} ${list === 'missingEpisodes' ? INTERVIEW : ''} }`;
}

const INTERVIEW = `returnHomeInterview { id owner { id } offeredAt accepted completedAt notes clock ${SELECTIONS.CLOCK ?? ''} }`;

/** Asked apart: it is one owner's, and the page goes without it where that one does not answer. */
export const CODES_QUERY = `query Codes { codes { list code title } }`;

/** All that one page shows of a child, in one question, so that it is decided and logged as one. */
export const CHILD_QUERY = `query Child($id: ID!) {
  child(id: $id) {
    id concern
    involvements { organisation { id name agency } since active contact ${CONTACT} }
    consents { id categories recipients contested state givenBy capacity recordedBy { id name } recordedAt validTo reason }
    sharing { owner { id name agency } category level reason contact ${CONTACT} breakGlass }
    ${[...PROFILE_KINDS, ...RECORD_KINDS].map(selectionOf).join('\n    ')}
  }
}`;
