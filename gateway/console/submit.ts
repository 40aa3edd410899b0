import { faultsByField, faultsOf, type FormFault } from './form-faults';
import { HubRefusal, type Question } from './hub-client';
import { page, redirect, type Outcome, type Visit } from './site';

/** A form that changes something, and what it is shown again with when the hub refuses it. */
export interface Submission {
  readonly question: Question;
  /** Where to go once it is done. */
  readonly done: string;
  readonly view: string;
  readonly values: object;
  /** What each field is called, by the last name of the path in the API's errors. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the console itself finds wrong: then the hub is not asked. */
  readonly faults?: readonly FormFault[];
}

/** Sends a form's change to the hub; what the hub finds wrong with it is shown beside the fields. */
export async function submit(visit: Visit, submission: Submission): Promise<Outcome> {
  const { question, done, labels, faults = [] } = submission;
  if (faults.length > 0) return showAgain(submission, faults);
  try {
    await visit.ask(question);
    return redirect(done);
  } catch (error) {
    if (!(error instanceof HubRefusal) || error.code !== 'BAD_USER_INPUT') throw error;
    return showAgain(submission, faultsOf(error, labels));
  }
}

function showAgain({ view, values }: Submission, faults: readonly FormFault[]): Outcome {
  return page(view, { ...values, faults, errors: faultsByField(faults) }, 400);
}
