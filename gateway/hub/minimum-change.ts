import { CATEGORIES } from '../../schema/vocabulary';
import { type DatedMinimum } from '../policy/minimum';
import { dayFaults } from './basis-change';
import { dayOf } from './calendar';
import { type HubContext } from './context';
import { distinctWords, textUpTo, type Fault } from './faults';
import { shownStep } from './four-eyes';
import { type MinimumChangeRow, type MinimumContent } from './policy-ports';
import {
  type SafeguardingMinimum,
  type SafeguardingMinimumChange,
  type SafeguardingMinimumInput,
} from './types/safeguarding-minimum';

const NOTE = textUpTo(2_000);

/** Everything wrong with what the safeguarding minimum shall be. */
export function minimumFaults(input: SafeguardingMinimumInput, now: Date): Fault[] {
  const { minimumConcern, purposes, levels, note } = input;
  const isForAnyone = minimumConcern === 'NOT_RECORDED';
  const categories = levels.map(({ category }) => category);
  const days = dayFaults(input);
  return [
    // INVARIANT: it is about children at risk; what is shared about every child is for each owner's rules to say.
    ...(isForAnyone ? [{ at: 'input.minimumConcern', expected: 'CONCERN or higher', got: minimumConcern }] : []),
    ...distinctWords('input.purposes', purposes),
    ...purposes.flatMap((purpose, index) =>
      purpose === 'OVERSIGHT'
        ? [{ at: `input.purposes[${index}]`, expected: 'one of working with a child', got: purpose }]
        : [],
    ),
    ...distinctWords('input.levels', categories),
    ...levels.flatMap(({ level }, index) =>
      level === 'NONE' ? [{ at: `input.levels[${index}].level`, expected: 'more than NONE', got: level }] : [],
    ),
    ...days,
    ...(days.length === 0 ? pastFaults('input.validFrom', input.validFrom, now) : []),
    ...NOTE('input.note', note),
  ];
}

/** INVARIANT: nothing is agreed to for a day that has passed. */
export function pastFaults(at: string, validFrom: string, now: Date): Fault[] {
  return validFrom >= dayOf(now) ? [] : [{ at, expected: 'one from today or a later day on', got: 'an earlier day' }];
}

/** INVARIANT: nobody approves what was drafted before something newer was agreed. */
export function staleFaults({ replaces }: MinimumChangeRow, newest: string | null): Fault[] {
  if (newest === replaces) return [];
  return [{ at: 'change', expected: 'one drafted from the minimum as it is now', got: 'one from an older minimum' }];
}

/** What the minimum shall be, as it is kept and hashed. */
export function contentOf(input: SafeguardingMinimumInput): MinimumContent {
  const { minimumConcern, purposes, levels, validFrom, validTo = null } = input;
  const byCategory = Object.fromEntries(levels.map(({ category, level }) => [category, level]));
  return { minimumConcern, purposes, levels: byCategory, validFrom, validTo };
}

/** A minimum as everybody sees it. */
export function shownMinimum({
  id,
  minimumConcern,
  purposes,
  levels,
  validFrom,
  validTo,
}: DatedMinimum): SafeguardingMinimum {
  const listed = CATEGORIES.flatMap((category) => {
    const level = levels[category];
    return level === undefined ? [] : [{ category, level }];
  });
  return { id, minimumConcern, purposes, levels: listed, validFrom, validTo };
}

/** A change as data officers see it. */
export function shownChange(context: HubContext, row: MinimumChangeRow): SafeguardingMinimumChange {
  return { ...shownStep(context, row), proposed: shownMinimum({ ...row.content, id: row.id }) };
}
