import type { WithheldReason } from '../../schema/vocabulary';
import { isBreakGlass, levelOf, notifiesOwner } from './compile';
import type { Standing } from './standing';

export interface Label {
  readonly category: number;
  readonly level: number;
}

export interface Fetch {
  readonly sector: string;
  readonly label: Label;
  readonly spots: readonly (readonly string[])[];
}

export interface Key {
  readonly id: string;
  readonly subjectId: string;
  readonly ownerId: string;
  readonly handling: string;
}

export type Target =
  | { readonly kind: 'CHILD'; readonly childId: string }
  | { readonly kind: 'OWN_RECORD' | 'FOREIGN_RECORD'; readonly key: Key };

export interface Denied {
  readonly label: Label;
  readonly spots: readonly (readonly string[])[];
  readonly cell: number;
  readonly count: number;
  readonly reason?: WithheldReason;
  readonly key?: Key;
}

/** Puts on the account that something of a category was disclosed, with the duties that its decision carries. */
export function note(standing: Standing, { category, level }: Label, cell: number): void {
  standing.account.disclosed[category]! |= 1 << level;
  if (notifiesOwner(cell)) standing.account.notify[category] = 1;
  if (isBreakGlass(cell)) standing.account.breakGlass[category] = 1;
}

/** Whether a break-glass grant would give what was denied. A field of a child is that of an open record of its owner. */
export function isOpenedByGrant(standing: Standing, { label, key }: Denied): boolean {
  return levelOf(standing.cellUnderGrant(label.category, key ?? { id: '', handling: 'OPEN' })) >= label.level;
}
