import { canonicalJson } from './canonical-json';
import { type HubContext } from './context';
import { calendarDay, textUpTo, type Fault } from './faults';
import { shownStep } from './four-eyes';
import { type BasisChangeRow, type LawfulBasisRow } from './policy-ports';
import { type LawfulBasisChange, type LawfulBasisInput } from './types/lawful-bases';

const TEXT = textUpTo(500);
const NOTE = textUpTo(2_000);
const CODE = /^[A-Za-z0-9-]{1,64}$/;

/** Everything wrong with what an entry of the table of lawful bases shall say. */
export function basisFaults(input: LawfulBasisInput): Fault[] {
  const optional = (['article6', 'article9', 'schedule', 'statute'] as const).flatMap((name) =>
    input[name] == null ? [] : TEXT(`input.${name}`, input[name]),
  );
  const isCode = CODE.test(input.id);
  return [
    ...(isCode ? [] : [{ at: 'input.id', expected: 'letters, digits and hyphens, at most 64', got: 'another text' }]),
    ...TEXT('input.title', input.title),
    ...optional,
    ...dayFaults(input),
    ...NOTE('input.note', input.note),
  ];
}

/** What is wrong with the first and the last day of an entry. */
export function dayFaults({ validFrom, validTo = null }: Pick<LawfulBasisInput, 'validFrom' | 'validTo'>): Fault[] {
  const wrong = [
    ...calendarDay('input.validFrom', validFrom),
    ...(validTo === null ? [] : calendarDay('input.validTo', validTo)),
  ];
  if (wrong.length > 0 || validTo === null || validFrom <= validTo) return wrong;
  return [{ at: 'input.validTo', expected: `a day not before ${validFrom}`, got: 'an earlier day' }];
}

/** What an entry shall say, as it is kept and hashed. */
export function contentOf(input: LawfulBasisInput): BasisChangeRow['content'] {
  const { title, article6 = null, article9 = null, schedule = null, statute = null, validFrom, validTo = null } = input;
  return { title, article6, article9, schedule, statute, validFrom, validTo };
}

/** An entry as text, to see whether it is still the same. */
export function currentText(basis: LawfulBasisRow | undefined): string | null {
  return basis === undefined ? null : canonicalJson(basis);
}

/** INVARIANT: nobody approves the replacement of an entry that is no longer what it was when the change was drafted. */
export function staleFaults({ replaces }: BasisChangeRow, now: LawfulBasisRow | undefined): Fault[] {
  if (currentText(now) === replaces) return [];
  return [{ at: 'change', expected: 'one drafted from the entry as it is now', got: 'one from an older entry' }];
}

/** A change as data officers see it. */
export function shownChange(context: HubContext, row: BasisChangeRow): LawfulBasisChange {
  return { ...shownStep(context, row), proposed: { ...row.content, id: row.basis } };
}
