import type { Agency, DataCategory } from '../../../../schema/vocabulary';

/** How a value is put into words. */
export type Show =
  | { readonly kind: 'TEXT' | 'DAY' | 'MOMENT' | 'YES_NO' | 'CLOCK' | 'ORGANISATION' | 'AREA' | 'SERVICE' | 'CONTACT' }
  | { readonly kind: 'WORD'; readonly enumName?: string }
  | { readonly kind: 'CODE' | 'CODES'; readonly list: string }
  | { readonly kind: 'REASON' };

/** A field of a record, as a page names it. */
export interface RecordField {
  readonly name: string;
  readonly label: string;
  readonly show: Show;
}

/** Something that a record says happened: a field with its time, and what to call it. */
export interface Happening {
  readonly at: string;
  readonly text: string;
}

/** A list of records on `Child`. */
export interface RecordKind {
  /** The field of `Child`. */
  readonly list: string;
  readonly title: string;
  readonly agency: Agency;
  readonly category: DataCategory;
  readonly fields: readonly RecordField[];
  readonly happenings: readonly Happening[];
}

const text = (name: string, label: string): RecordField => ({ name, label, show: { kind: 'TEXT' } });
const word = (name: string, label: string): RecordField => ({ name, label, show: { kind: 'WORD' } });
const day = (name: string, label: string): RecordField => ({ name, label, show: { kind: 'DAY' } });
const moment = (name: string, label: string): RecordField => ({ name, label, show: { kind: 'MOMENT' } });
const yesNo = (name: string, label: string): RecordField => ({ name, label, show: { kind: 'YES_NO' } });
const clock = (name: string, label: string): RecordField => ({ name, label, show: { kind: 'CLOCK' } });
const code = (name: string, label: string, list: string): RecordField => ({
  name,
  label,
  show: { kind: 'CODE', list },
});
const codes = (name: string, label: string, list: string): RecordField => ({
  name,
  label,
  show: { kind: 'CODES', list },
});
const other = (name: string, label: string, kind: 'ORGANISATION' | 'AREA' | 'SERVICE' | 'CONTACT'): RecordField => ({
  name,
  label,
  show: { kind },
});

const POLICE_KINDS: readonly RecordKind[] = [
  {
    list: 'missingEpisodes',
    title: 'Missing episode',
    agency: 'POLICE',
    category: 'MISSING',
    fields: [
      word('status', 'Status'),
      word('risk', 'Risk'),
      moment('missingSince', 'Missing since'),
      moment('returnedAt', 'Returned'),
      text('circumstances', 'Circumstances'),
      text('foundAt', 'Found at'),
    ],
    happenings: [
      { at: 'missingSince', text: 'Went missing' },
      { at: 'returnedAt', text: 'Returned' },
    ],
  },
  {
    list: 'custodyEvents',
    title: 'Contact in custody',
    agency: 'POLICE',
    category: 'OFFENDING',
    fields: [
      moment('occurredAt', 'When'),
      word('subjectCategory', 'Seen as'),
      yesNo('nrmConsidered', 'Referral to the NRM considered'),
      yesNo('section45Considered', 'Modern Slavery Act s.45 considered'),
      text('offenceCode', 'Offence'),
      text('narrative', 'Account'),
    ],
    happenings: [{ at: 'occurredAt', text: 'Was in custody' }],
  },
  {
    list: 'victimFrames',
    title: 'Contact in custody as a victim',
    agency: 'POLICE',
    category: 'EXPLOITATION',
    fields: [
      moment('occurredAt', 'When'),
      word('basis', 'Ground'),
      word('nrmStage', 'NRM stage'),
      yesNo('nrmConsidered', 'Referral to the NRM considered'),
      yesNo('section45Considered', 'Modern Slavery Act s.45 considered'),
    ],
    happenings: [{ at: 'occurredAt', text: 'Was in custody, seen as a victim' }],
  },
  {
    list: 'intelligence',
    title: 'Safeguarding statement from intelligence',
    agency: 'POLICE',
    category: 'INTELLIGENCE',
    fields: [
      text('safeguardingStatement', 'Statement'),
      day('reviewOn', 'To be reviewed on'),
      text('grading', 'Grading'),
      text('reportText', 'Report'),
    ],
    happenings: [],
  },
  {
    list: 'nrmReferrals',
    title: 'Referral to the NRM',
    agency: 'POLICE',
    category: 'EXPLOITATION',
    fields: [
      word('stage', 'Stage'),
      moment('referredAt', 'Referred'),
      text('competentAuthority', 'Competent authority'),
      clock('clock', 'Reasonable grounds decision'),
      text('narrative', 'Account'),
    ],
    happenings: [{ at: 'referredAt', text: 'Referred to the National Referral Mechanism' }],
  },
];

const COUNCIL_KINDS: readonly RecordKind[] = [
  {
    list: 'socialCare',
    title: 'Social care episode',
    agency: 'COUNCIL',
    category: 'SOCIAL_CARE',
    fields: [
      word('status', 'Status'),
      day('startedOn', 'Started'),
      day('endedOn', 'Ended'),
      code('needCode', 'Primary need', 'NEED'),
      code('legalStatus', 'Legal status', 'LEGAL_STATUS'),
      text('plan', 'Plan'),
    ],
    happenings: [
      { at: 'startedOn', text: 'Help from social care began' },
      { at: 'endedOn', text: 'Help from social care ended' },
    ],
  },
  {
    list: 'assessments',
    title: 'Assessment',
    agency: 'COUNCIL',
    category: 'SOCIAL_CARE',
    fields: [
      day('completedOn', 'Completed'),
      codes('factors', 'Factors', 'ASSESSMENT_FACTOR'),
      text('analysis', 'Analysis'),
    ],
    happenings: [{ at: 'completedOn', text: 'Assessment completed' }],
  },
  {
    list: 'placements',
    title: 'Placement',
    agency: 'COUNCIL',
    category: 'PLACEMENT',
    fields: [
      code('placementType', 'Type', 'PLACEMENT_TYPE'),
      day('startedOn', 'Started'),
      day('endedOn', 'Ended'),
      other('hostArea', 'Area', 'AREA'),
      yesNo('outOfArea', 'Out of area'),
      text('provider', 'Provider'),
      text('address', 'Address'),
      text('postcode', 'Postcode'),
    ],
    happenings: [
      { at: 'startedOn', text: 'Placement began' },
      { at: 'endedOn', text: 'Placement ended' },
    ],
  },
  {
    list: 'referrals',
    title: 'Referral',
    agency: 'COUNCIL',
    category: 'REFERRAL',
    fields: [
      word('status', 'Status'),
      other('referrer', 'Referred by', 'ORGANISATION'),
      moment('receivedAt', 'Received'),
      { name: 'harmContexts', label: 'Where the harm is', show: { kind: 'WORD' } },
      clock('decisionClock', 'Time to decide'),
      word('decision', 'Decision'),
      { name: 'reason', label: 'Reason', show: { kind: 'REASON' } },
      text('decidedBy', 'Decided by'),
      moment('decidedAt', 'Decided'),
      text('stepDown', 'Offered instead'),
      text('concerns', 'Concerns'),
      text('rationale', 'Rationale'),
    ],
    happenings: [
      { at: 'receivedAt', text: 'Referral received' },
      { at: 'decidedAt', text: 'Referral decided' },
    ],
  },
];

const CHARITY_KINDS: readonly RecordKind[] = [
  {
    list: 'supportEpisodes',
    title: 'Support',
    agency: 'CHARITY',
    category: 'SUPPORT',
    fields: [
      other('service', 'Service', 'SERVICE'),
      word('status', 'Status'),
      other('requester', 'Asked for by', 'ORGANISATION'),
      moment('requestedAt', 'Requested'),
      text('reason', 'Reason'),
      day('startedOn', 'Started'),
      day('endedOn', 'Ended'),
      text('notes', 'Notes'),
    ],
    happenings: [
      { at: 'requestedAt', text: 'Support requested' },
      { at: 'startedOn', text: 'Support began' },
      { at: 'endedOn', text: 'Support ended' },
    ],
  },
  {
    list: 'wishes',
    title: 'What the child said',
    agency: 'CHARITY',
    category: 'CHILD_VOICE',
    fields: [day('heardOn', 'Heard'), text('words', 'In their own words')],
    happenings: [{ at: 'heardOn', text: 'Said what they want' }],
  },
  {
    list: 'advocacy',
    title: 'Request for an advocate',
    agency: 'CHARITY',
    category: 'SUPPORT',
    fields: [
      word('status', 'Status'),
      other('requester', 'Asked for by', 'ORGANISATION'),
      moment('requestedAt', 'Requested'),
      other('advocate', 'Advocate', 'CONTACT'),
      clock('clock', 'Time to answer'),
    ],
    happenings: [{ at: 'requestedAt', text: 'Advocate requested' }],
  },
];

/** Every list of records on a child's page, agency by agency. */
export const RECORD_KINDS: readonly RecordKind[] = [...POLICE_KINDS, ...COUNCIL_KINDS, ...CHARITY_KINDS];

const PROFILE_FIELDS: readonly RecordField[] = [
  text('givenName', 'Given name'),
  text('familyName', 'Family name'),
  text('initials', 'Initials'),
  day('dateOfBirth', 'Date of birth'),
  { name: 'ageBand', label: 'Age', show: { kind: 'TEXT' } },
  other('area', 'Lives in', 'AREA'),
  text('address', 'Address'),
  text('postcode', 'Postcode'),
  text('postcodeDistrict', 'Postcode district'),
  { name: 'indicators', label: 'Signs of exploitation', show: { kind: 'CODES', list: 'INDICATOR' } },
];

/** Who the child is, as each agency has it. */
export const PROFILE_KINDS: readonly RecordKind[] = (
  [
    ['policeProfiles', 'POLICE', [text('pncId', 'PNC number')]],
    ['councilProfiles', 'COUNCIL', [text('nhsNumber', 'NHS number'), text('upn', 'Pupil number')]],
    ['charityProfiles', 'CHARITY', []],
  ] as const
).map(([list, agency, more]) => ({
  list,
  title: 'Who the child is',
  agency,
  category: 'IDENTITY',
  fields: [...PROFILE_FIELDS, ...more],
  happenings: [],
}));
