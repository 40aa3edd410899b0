import type { Fault, HubRefusal } from './hub-client';

/** One thing wrong with a form, as the error summary and the field show it. */
export interface FormFault {
  readonly text: string;
  /** Id of the field on the page. */
  readonly href: string;
  readonly field: string;
}

/** Says what is wrong with a field. */
export function formFault(field: string, text: string): FormFault {
  return { field, text, href: `#${field}` };
}

/** The texts of faults by field, for the components' `errorMessage`. */
export function faultsByField(faults: readonly FormFault[]): Readonly<Record<string, { text: string }>> {
  return Object.fromEntries(faults.map(({ field, text }) => [field, { text }]));
}

/**
 * Turns the hub's BAD_USER_INPUT into faults of the form's fields; each path's last name is the field's, `input.rationale`
 * that of `rationale`. What belongs to no field of the form stands in the summary alone.
 */
export function faultsOf(refusal: HubRefusal, fields: Readonly<Record<string, string>>): FormFault[] {
  return refusal.faults.flatMap((fault) => faultsIn(fault, fields));
}

function faultsIn({ extensions, message }: Fault, fields: Readonly<Record<string, string>>): FormFault[] {
  const places = textOf(extensions['at']).split('; ');
  const expectations = textOf(extensions['expected']).split('; ');
  return places.map((place, index) => {
    const name = place.split('.').at(-1) ?? '';
    const label = fields[name];
    if (label === undefined) return { field: '', href: '#main-content', text: message };
    return formFault(name, `${label}: expected ${expectations[index] ?? 'something else'}`);
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
