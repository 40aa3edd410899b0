import { childId as isChildId, type Fault } from './faults';
import { type Directory, type DisclosureQuery } from './ports';
import { type DisclosureFilter } from './types/inputs';

export type Page = Pick<DisclosureQuery, 'first' | 'after'>;

type Conditions = Omit<DisclosureQuery, keyof Page | 'owners'>;

export const NO_CONDITIONS: Conditions = {
  childId: null,
  recipient: null,
  category: null,
  outcome: null,
  breakGlass: null,
  from: null,
  to: null,
  held: [],
};

/** What is wrong with a filter, every fault with its path. */
export function filterFaults(directory: Directory, filter: DisclosureFilter): Fault[] {
  const organisation = (name: 'owner' | 'recipient'): Fault[] =>
    filter[name] == null || directory.organisations.has(filter[name])
      ? []
      : [{ at: `filter.${name}`, expected: 'the id of an organisation of the hub', got: 'another text' }];
  const moment = (name: 'from' | 'to'): Fault[] =>
    filter[name] == null || !Number.isNaN(Date.parse(filter[name]))
      ? []
      : [{ at: `filter.${name}`, expected: 'a moment in RFC 3339, such as 2026-01-31T09:00:00Z', got: 'another text' }];
  return [
    ...(filter.childId == null ? [] : isChildId('filter.childId', filter.childId)),
    ...organisation('owner'),
    ...organisation('recipient'),
    ...moment('from'),
    ...moment('to'),
  ];
}

/** A filter without faults as the log is asked. */
export function conditionsOf(filter: DisclosureFilter): Conditions {
  return {
    childId: filter.childId ?? null,
    recipient: filter.recipient ?? null,
    category: filter.category ?? null,
    outcome: filter.outcome ?? null,
    breakGlass: filter.breakGlass ?? null,
    from: filter.from == null ? null : new Date(filter.from),
    to: filter.to == null ? null : new Date(filter.to),
    held: [],
  };
}
