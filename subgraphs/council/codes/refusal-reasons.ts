import { codeTable } from './code';

/** A coded reason for refusing a referral. A contestable one is weighed against the statutory test beside it. */
export interface RefusalReason {
  readonly code: string;
  readonly description: string;
  readonly contestable: boolean;
  /** What the law asks instead, with its source. Null when the reason is not contestable. */
  readonly test: string | null;
}

function plain(code: string, description: string): RefusalReason {
  return { code, description, contestable: false, test: null };
}

function contestable(code: string, description: string, test: string): RefusalReason {
  return { code, description, contestable: true, test };
}

/** Reasons that may stand for a refusal. */
export const REFUSAL_REASONS = codeTable<RefusalReason>([
  contestable(
    'R01',
    'The harm is outside the home',
    'Children Act 1989 s.17(10) and s.47(1)(b): the test is the harm to the child or its likelihood; neither section asks where the harm comes from.',
  ),
  plain('R02', 'Below the threshold of Children Act 1989 s.17, evidenced'),
  contestable(
    'R03',
    'The child declines',
    'Children Act 1989 s.17(4A) and s.47(5A): the child’s wishes are found out and given due consideration; they do not end a duty to assess or to enquire.',
  ),
  contestable(
    'R04',
    'A parent declines',
    'Children Act 1989 s.47(1): the duty to enquire needs no parent’s agreement; a refusal is no bar and may itself add to the concern.',
  ),
  contestable(
    'R05',
    'A criminal matter only',
    'Children Act 1989 s.17(10) and s.47(1)(b) apply to a child who is suspected of an offence; Modern Slavery Act 2015 s.45: for a child, compulsion need not be shown.',
  ),
  contestable(
    'R06',
    'A lifestyle choice',
    'Children Act 1989 s.31(9) and s.47(1)(b): likely significant harm is the test; Modern Slavery Act 2015 s.2(2): a victim’s consent to travel is irrelevant, and s.3(6): a child need not be forced or deceived.',
  ),
  contestable(
    'R07',
    'The child is aged 16 or 17',
    'Children Act 1989 s.105(1): a child is a person under 18; s.17, s.20(3) and s.47 hold up to the 18th birthday.',
  ),
  plain('R08', 'Another authority is responsible, named and with its receipt'),
  contestable(
    'R09',
    'No fixed address',
    'Children Act 1989 s.17(1) and s.47(1)(b): the duty is owed to a child who is within the area, or lives or is found in it; an address is not required.',
  ),
  plain('R10', 'Already open, linked to the open episode'),
  plain('R11', 'Duplicate of another referral'),
  plain('R12', 'Information requested of the referrer'),
  contestable(
    'R13',
    'Lack of capacity in the service',
    'Children Act 1989 s.47(1): the authority shall make the enquiries that it considers necessary; want of resources is not part of the test.',
  ),
  plain('R14', 'Early help accepted by the family'),
  contestable(
    'R15',
    'No decision of the National Referral Mechanism',
    'Children Act 1989 s.17(10) and s.47(1)(b): reasonable cause to suspect harm is enough; no decision of the National Referral Mechanism comes first.',
  ),
  contestable(
    'R16',
    'The child does not engage',
    'Children Act 1989 s.47(1) and (4): the duty rests on the authority, which takes reasonable steps to obtain access to the child; it does not lapse when the child stays away.',
  ),
  plain('R99', 'Other, explained in the rationale'),
]);
