/** What became of a referral so far, as its rows tell it. */
export interface ReferralCourse {
  /** How often it was refused: on the first decision, on later ones, and by upholding a refusal on challenge. */
  refusals: number;
  isAccepted: boolean;
  /** A decision came after its time. */
  isLate: boolean;
  /** How often the council asked for information in the place of deciding. */
  informationLoops: number;
  /** A challenge ran out of its time without an answer. */
  isUnanswered: boolean;
}

/**
 * How much resistance a referral met: 0 accepted in time, 1 late, 2 two or more information loops, 3 refused and then
 * accepted on challenge, 4 refused twice or a challenge left unanswered. The highest that applies; null while none does.
 */
export function resistanceOf(course: ReferralCourse): number | null {
  const { refusals, isAccepted, isLate, informationLoops, isUnanswered } = course;
  if (refusals > 1 || isUnanswered) return 4;
  if (refusals === 1 && isAccepted) return 3;
  if (informationLoops > 1) return 2;
  if (isLate) return 1;
  return isAccepted ? 0 : null;
}
