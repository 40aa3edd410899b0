import { PURPOSE_MEANINGS } from '../../../schema/meanings';
import { faultsByField, formFault, type FormFault } from '../form-faults';
import { isId, ownPath } from '../own-path';
import { homeOf, type Session } from '../session';
import { page, redirect, textOf, type Outcome, type Site, type Visit } from '../site';

const LONGEST = 1_000;

/** Adds declaring what one reads for: the purpose of everything that follows, and why, for one child. */
export function addPurpose(site: Site): void {
  site.page('/purpose', async (visit) => {
    const back = ownPath(textOf(visit.query, 'return'), homeOf(visit.session.viewer.role));
    return Promise.resolve(ask(visit, back, []));
  });
  site.form('/purpose', async (visit) => Promise.resolve(declare(visit)));
}

function ask({ session }: Visit, back: string, faults: readonly FormFault[]): Outcome {
  const purposes = session.viewer.purposes.map((code) => ({ code, ...PURPOSE_MEANINGS[code] }));
  return page('purpose.njk', { purposes, back, faults, errors: faultsByField(faults) }, faults.length > 0 ? 400 : 200);
}

function declare(visit: Visit): Outcome {
  const { session, form } = visit;
  const back = ownPath(textOf(form, 'return'), homeOf(session.viewer.role));
  const purpose = session.viewer.purposes.find((each) => each === textOf(form, 'purpose'));
  if (!purpose) return ask(visit, back, [formFault('purpose', 'Select what you need the records for')]);
  const justification = justificationIn(visit);
  const fault = justification === null ? null : justificationFault(justification.text);
  if (fault !== null) return ask(visit, back, [fault]);
  return redirect(back, { ...session, purpose, justification });
}

/** A justification is kept for the child on whose page it was given, until another is given; in one line, as it is sent. */
function justificationIn({ form }: Visit): Session['justification'] {
  const text = textOf(form, 'justification').replaceAll(/\s+/g, ' ').trim();
  const childId = textOf(form, 'child');
  return text === '' || !isId(childId) ? null : { childId, text };
}

/** INVARIANT: what the hub would refuse is not kept: every page of the child would be refused with it. */
function justificationFault(text: string): FormFault | null {
  const length = Array.from(text).length;
  const isPlain = !/[\p{Cc}\p{Cs}]/u.test(text);
  if (length <= LONGEST && isPlain) return null;
  const message = isPlain ? `${length} characters, at most ${LONGEST} are kept` : 'characters that cannot be kept';
  return { field: '', href: '#main-content', text: `Your justification has ${message}. Nothing was declared.` };
}
