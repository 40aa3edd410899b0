import type { CsvRow } from '../../kit/import/csv';
import { CHANGE_REASONS } from '../codes/change-reasons';
import { PLACEMENT_TYPES } from '../codes/placement-types';
import { LEGAL_STATUSES, NEED_CODES } from '../codes/social-care-codes';
import { isPupilNumber } from '../identifiers';
import { parsePostcode } from '../postcodes';
import { ETHNICITIES, NO_PUPIL_NUMBER, PROVIDERS, REASONS_FOR_END, REASONS_FOR_EPISODE, SEXES } from './ssda903-codes';

/** The columns of each file of the return, as published. */
export const COLUMNS = {
  'header.csv': ['CHILD', 'SEX', 'DOB', 'ETHNIC', 'UPN', 'MOTHER', 'MC_DOB'],
  'episodes.csv': [
    'CHILD',
    'DECOM',
    'RNE',
    'LS',
    'CIN',
    'PLACE',
    'PLACE_PROVIDER',
    'DEC',
    'REC',
    'REASON_PLACE_CHANGE',
    'HOME_POST',
    'PL_POST',
    'URN',
  ],
  'missing.csv': ['CHILD', 'DOB', 'MISSING', 'MIS_START', 'MIS_END'],
} as const;

export interface HeaderRow {
  child: string;
  dateOfBirth: string;
  /** Null where the return says why there is none. */
  upn: string | null;
}

export interface EpisodeRow {
  child: string;
  startedOn: string;
  endedOn: string | null;
  reason: string;
  legalStatus: string;
  needCode: string;
  placementType: string;
  provider: string | null;
  endReason: string | null;
  postcode: string | null;
}

export interface MissingRow {
  child: string;
  kind: 'M' | 'A';
  startedOn: string;
  endedOn: string | null;
}

/** A row that could be read, or all that is wrong with it. */
export type ReadRow<T> = { row: T } | { faults: string[] };

/** Reads the columns of one line and collects what is wrong with them. */
class Reader {
  readonly faults: string[] = [];

  constructor(readonly from: CsvRow) {}

  code(column: string, codes: { has(code: string): boolean }, expected: string): string {
    const text = this.from.get(column).toUpperCase();
    if (!codes.has(text)) this.faults.push(`${column}: expected ${expected}`);
    return text;
  }

  optionalCode(column: string, codes: { has(code: string): boolean }, expected: string): string | null {
    return this.from.get(column) === '' ? null : this.code(column, codes, expected);
  }

  date(column: string): string {
    const date = parseDay(this.from.get(column));
    if (date === null) this.faults.push(`${column}: expected a date as dd/mm/yyyy`);
    return date ?? '';
  }

  optionalDate(column: string): string | null {
    return this.from.get(column) === '' ? null : this.date(column);
  }

  child(): string {
    const text = this.from.get('CHILD');
    if (!/^[\w/.-]{1,32}$/.test(text)) this.faults.push('CHILD: expected 1 to 32 letters, digits and / . _ -');
    return text;
  }

  postcode(column: string): string | null {
    const text = this.from.get(column);
    const postcode = text === '' ? null : parsePostcode(text);
    if (text !== '' && postcode === null) this.faults.push(`${column}: expected a postcode or nothing`);
    return postcode;
  }

  /** Faults that concern several columns are found only when each of them could be read. */
  require(holds: boolean, fault: string): void {
    if (!holds && this.faults.length === 0) this.faults.push(fault);
  }

  done<T>(row: T): ReadRow<T> {
    return this.faults.length === 0 ? { row } : { faults: this.faults };
  }
}

/** A day as `YYYY-MM-DD` from `dd/mm/yyyy`; null when there is no such day. */
export function parseDay(text: string): string | null {
  const match = /^(\d{2})\/(\d{2})\/((?:19|20)\d{2})$/.exec(text);
  if (match === null) return null;
  const day = `${match[3]}-${match[2]}-${match[1]}`;
  const moment = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day) ? day : null;
}

export function readHeader(from: CsvRow, today: string): ReadRow<HeaderRow> {
  const reader = new Reader(from);
  const child = reader.child();
  const dateOfBirth = reader.date('DOB');
  reader.code('SEX', SEXES, 'an SSDA903 code');
  reader.code('ETHNIC', ETHNICITIES, 'an SSDA903 code');
  const upn = from.get('UPN').toUpperCase();
  const isNone = upn === '' || NO_PUPIL_NUMBER.has(upn);
  if (!isNone && !isPupilNumber(upn)) reader.faults.push('UPN: expected a unique pupil number or UN1 to UN5');
  reader.optionalCode('MOTHER', new Set(['0', '1']), '0 or 1');
  reader.optionalDate('MC_DOB');
  reader.require(dateOfBirth <= today, 'DOB: expected a date that is not in the future');
  return reader.done({ child, dateOfBirth, upn: isNone ? null : upn });
}

export function readEpisode(from: CsvRow, { today }: { today: string }): ReadRow<EpisodeRow> {
  const reader = new Reader(from);
  const child = reader.child();
  const startedOn = reader.date('DECOM');
  const reason = reader.code('RNE', REASONS_FOR_EPISODE, 'an SSDA903 reason for a new episode');
  const legalStatus = reader.code('LS', LEGAL_STATUSES, 'an SSDA903 legal status');
  const needCode = reader.code('CIN', NEED_CODES, 'a category of need');
  const placementType = reader.code('PLACE', PLACEMENT_TYPES, 'an SSDA903 placement type');
  const provider = reader.optionalCode('PLACE_PROVIDER', PROVIDERS, 'PR0 to PR5');
  const endedOn = reader.optionalDate('DEC');
  const ceased = reader.optionalCode('REC', REASONS_FOR_END, 'an SSDA903 reason for its end');
  const endReason = reader.optionalCode('REASON_PLACE_CHANGE', CHANGE_REASONS, 'an SSDA903 reason for the change');
  reader.postcode('HOME_POST');
  const postcode = reader.postcode('PL_POST');
  const urn = from.get('URN').toUpperCase();
  if (!/^([A-Z0-9]{1,10})?$/.test(urn)) reader.faults.push('URN: expected up to 10 letters and digits');
  reader.require(startedOn <= today, 'DECOM: expected a date that is not in the future');
  reader.require(endedOn === null || endedOn >= startedOn, 'DEC: expected a date not before DECOM');
  reader.require((endedOn === null) === (ceased === null), 'DEC, REC: expected both or neither');
  const isKnownUrn = urn !== '' && urn !== 'XXXXXXX';
  const named = [provider, isKnownUrn ? `URN ${urn}` : null].filter((part) => part !== null).join(' ');
  return reader.done({
    child,
    startedOn,
    endedOn,
    reason,
    legalStatus,
    needCode,
    placementType,
    provider: named === '' ? null : named,
    endReason,
    postcode,
  });
}

export function readMissing(from: CsvRow, { today }: { today: string }): ReadRow<MissingRow & { dateOfBirth: string }> {
  const reader = new Reader(from);
  const child = reader.child();
  const dateOfBirth = reader.date('DOB');
  const kind = reader.code('MISSING', new Set(['M', 'A']), 'M or A') as 'M' | 'A';
  const startedOn = reader.date('MIS_START');
  const endedOn = reader.optionalDate('MIS_END');
  reader.require(startedOn <= today, 'MIS_START: expected a date that is not in the future');
  reader.require(endedOn === null || endedOn >= startedOn, 'MIS_END: expected a date not before MIS_START');
  return reader.done({ child, dateOfBirth, kind, startedOn, endedOn });
}
