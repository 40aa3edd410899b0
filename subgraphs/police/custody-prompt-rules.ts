import type { Handling } from '../../schema/vocabulary';
import { leastStrict, stricter } from '../kit/handling';
import type { SubjectCategory } from './custody-event';

export const CUSTODY_PROMPT_KINDS = ['NRM_NOT_CONSIDERED', 'SECTION_45_NOT_CONSIDERED'] as const;
export type CustodyPromptKind = (typeof CUSTODY_PROMPT_KINDS)[number];

/** The statutory point of each prompt and what is to be done: the same words for every child, so they tell nothing of one. */
export const CUSTODY_PROMPT_TEXTS: Readonly<Record<CustodyPromptKind, string>> = {
  NRM_NOT_CONSIDERED:
    'A sign of exploitation is on record, and a referral to the National Referral Mechanism was not considered. Modern ' +
    'Slavery Act 2015 s.52: a force with reasonable grounds to believe that a person may be a victim must notify. A child ' +
    'need not consent. Consider a referral now, tell the custody sergeant and children’s services, and record what was decided.',
  SECTION_45_NOT_CONSIDERED:
    'The defence for victims was not considered. Modern Slavery Act 2015 s.45(4): whoever was under 18 at the time of the ' +
    'act is not guilty if it was a direct consequence of being a victim of slavery or exploitation; compulsion need not be ' +
    'shown (of an adult it must, s.45(1)), and Schedule 4 lists the offences that are excepted. Look into it before any ' +
    'charge, tell the prosecutor and the appropriate adult, and record what was decided.',
};

/** What a custody event says that prompts rest on. */
export interface CustodyFacts {
  subjectCategory: SubjectCategory;
  nrmConsidered: boolean;
  section45Considered: boolean;
  handling: Handling;
}

/** A prompt that a custody event gives rise to, and how it is marked. */
export interface DuePrompt {
  kind: CustodyPromptKind;
  handling: Handling;
}

/**
 * What was left out where a child was in custody. `signs` are the markings of the own records that show exploitation:
 * profiles with an indicator, referrals to the NRM at any stage.
 * INVARIANT: a prompt is never shown more widely than the event, nor than some sign that it rests on.
 */
export function duePrompts(event: CustodyFacts, signs: readonly Handling[]): DuePrompt[] {
  const due: DuePrompt[] = [];
  const sign = leastStrict(signs);
  if (!event.nrmConsidered && sign !== null)
    due.push({ kind: 'NRM_NOT_CONSIDERED', handling: stricter(event.handling, sign) });
  if (event.subjectCategory === 'SUSPECT' && !event.section45Considered)
    due.push({ kind: 'SECTION_45_NOT_CONSIDERED', handling: event.handling });
  return due;
}
