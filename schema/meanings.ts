import type {
  Agency,
  ConcernLevel,
  ConsentState,
  DataCategory,
  DisclosureLevel,
  Handling,
  Purpose,
  Relationship,
  Role,
  WithheldReason,
} from './vocabulary';

/** What a word of the vocabulary is called on a page, and what it means: the schema's description of the value. */
export interface Meaning {
  readonly label: string;
  readonly description: string;
}

type Meanings<W extends string> = Readonly<Record<W, Meaning>>;

function say(label: string, description: string): Meaning {
  return { label, description };
}

export const AGENCY_MEANINGS: Meanings<Agency> = {
  POLICE: say('Police', 'A territorial police force.'),
  COUNCIL: say('Council', 'A local authority with children’s services.'),
  CHARITY: say('Charity', 'A voluntary organisation that works with children.'),
};

export const ROLE_MEANINGS: Meanings<Role> = {
  PRACTITIONER: say('Practitioner', 'Works with children; reads records as their owners’ policies allow.'),
  SUPERVISOR: say('Supervisor', 'Answers for practitioners; allocates children and reviews uses of break-glass.'),
  ADVOCATE: say(
    'Advocate',
    'Stands by the children allocated to them, and sees who has read those children’s records.',
  ),
  ANALYST: say('Analyst', 'Works with protected figures only; sees no child’s record.'),
  DATA_OFFICER: say('Data officer', 'Writes and approves the policy of their organisation; sees no child’s record.'),
  PARTNER_SYSTEM: say('Partner system', 'A program of an organisation, for the purposes in its token.'),
};

export const PURPOSE_MEANINGS: Meanings<Purpose> = {
  IMMEDIATE_PROTECTION: say('Immediate protection', 'A child may be in danger now and has to be protected at once.'),
  SECTION_47_ENQUIRY: say(
    'Section 47 enquiry',
    'An enquiry under Children Act 1989 section 47: reasonable cause to suspect that a child suffers, or is likely to suffer, significant harm.',
  ),
  CHILD_IN_NEED: say('Child in need', 'Assessing and helping a child in need under Children Act 1989 section 17.'),
  EXPLOITATION_PANEL: say(
    'Exploitation panel',
    'A multi-agency meeting about children who are exploited or at risk of it.',
  ),
  MISSING_CHILD: say('Missing child', 'Finding a child who is missing, and the interview after the return.'),
  SUPPORT_SERVICE: say('Support service', 'Supporting a child with a service that the child takes part in.'),
  CRIME_PREVENTION: say('Crime prevention', 'Preventing and detecting crime. Open to police forces alone.'),
  OVERSIGHT: say('Oversight', 'Answering for how records are shared: policies, logs, reviews and figures.'),
};

export const CATEGORY_MEANINGS: Meanings<DataCategory> = {
  INVOLVEMENT: say('Involvement', 'That an organisation works with the child, since when, and whom to ask.'),
  IDENTITY: say(
    'Identity',
    'Who the child is: initials and age band in summary; names, date of birth and numbers in full.',
  ),
  WHEREABOUTS: say('Whereabouts', 'Where the child lives: area and postcode district in summary; the address in full.'),
  FAMILY: say('Family', 'Parents, carers, brothers and sisters.'),
  CHILD_VOICE: say('Child’s voice', 'What the child said that they want, in their own words.'),
  EDUCATION: say('Education', 'School, attendance and exclusions.'),
  HEALTH: say('Health', 'The child’s physical and mental health.'),
  SOCIAL_CARE: say('Social care', 'Help from children’s social care: status, need and assessments; plans in full.'),
  REFERRAL: say('Referral', 'Referrals to a council, its decisions with their reasons, and challenges.'),
  PLACEMENT: say(
    'Placement',
    'Where a looked-after child is placed: type and area in summary; provider and address in full.',
  ),
  MISSING: say(
    'Missing',
    'Missing episodes and return home interviews: times and risk in summary; circumstances in full.',
  ),
  EXPLOITATION: say('Exploitation', 'Signs of exploitation, NRM referrals and contacts in custody as a victim.'),
  OFFENDING: say('Offending', 'Contacts in custody: how the child was seen in summary; offence and account in full.'),
  INTELLIGENCE: say(
    'Intelligence',
    'A safeguarding statement in summary; the graded report in full, which stays with the police.',
  ),
  SUPPORT: say('Support', 'Support by charities and advocates: service and status in summary; notes in full.'),
  CONSENT: say('Consent', 'What a child or a parent said about sharing.'),
};

export const LEVEL_MEANINGS: Meanings<DisclosureLevel> = {
  NONE: say('Nothing', 'Nothing is shown, not even that there is a record.'),
  EXISTENCE: say('Existence', 'That there is a record, and whose, without what it says.'),
  SUMMARY: say('Summary', 'What is needed to act; not the details.'),
  FULL: say('Full', 'All of the record.'),
};

export const HANDLING_MEANINGS: Meanings<Handling> = {
  OPEN: say('Open', 'Shared as the owner’s policy says.'),
  CONDITIONAL: say('Conditional', 'Shared with named recipients alone, for as long as the owner says.'),
  SEALED: say('Sealed', 'Shown as withheld; what it says stays with the owner.'),
  HIDDEN: say('Hidden', 'As if the owner held no such record.'),
};

export const CONCERN_MEANINGS: Meanings<ConcernLevel> = {
  NOT_RECORDED: say('Not recorded', 'Nobody has recorded a judgement.'),
  CONCERN: say('Concern', 'A practitioner is concerned about the child.'),
  LIKELY_SIGNIFICANT_HARM: say(
    'Likely significant harm',
    'A practitioner judges that the child suffers, or is likely to suffer, significant harm.',
  ),
  IMMEDIATE_DANGER: say('Immediate danger', 'A practitioner judges that the child is in danger now.'),
};

export const CONSENT_MEANINGS: Meanings<ConsentState> = {
  GIVEN: say('Given', 'Agreed to the sharing.'),
  REFUSED: say('Refused', 'Did not agree to the sharing.'),
  WITHDRAWN: say('Withdrawn', 'Agreed earlier, and no longer does.'),
  NOT_SOUGHT: say('Not sought', 'Was not asked.'),
};

export const RELATIONSHIP_MEANINGS: Meanings<Relationship> = {
  NONE: say('None', 'The organisation does not work with the child.'),
  INVOLVED: say('Involved', 'The organisation holds records of the child or was asked to help.'),
  ALLOCATED: say('Allocated', 'The child is allocated to the person or to their team.'),
};

export const REASON_MEANINGS: Meanings<WithheldReason> = {
  PURPOSE_MISSING: say('No purpose was declared', 'Declare what you need the record for.'),
  PURPOSE_NOT_PERMITTED: say(
    'Not shared for this purpose',
    'The owner shares this for other purposes, or the purpose is not open to you.',
  ),
  ROLE_NOT_PERMITTED: say('Not shared with this role', 'The owner shares this with other roles.'),
  NO_RELATIONSHIP: say(
    'You are not working with this child',
    'The owner shares this with those who work with the child.',
  ),
  OUT_OF_AREA: say('Not shared outside the area', 'The owner shares this with organisations of its own area.'),
  CONSENT_REQUIRED: say('Consent has not been sought', 'The owner shares this once the child or a parent agrees.'),
  CONSENT_REFUSED: say('Consent was refused', 'The child or a parent did not agree.'),
  CONSENT_WITHDRAWN: say('Consent was withdrawn', 'The child or a parent agreed earlier, and no longer does.'),
  JUSTIFICATION_REQUIRED: say(
    'A justification is needed',
    'Say why you need this; it is recorded and read by the owner.',
  ),
  SEALED: say('The record is sealed', 'The owner shows that there is a record, and no more.'),
  CONDITIONAL: say('Only for named recipients', 'The owner shares this record with those it has named.'),
  NOT_AGREED: say('The owner has not agreed to share this', 'No rule of the owner’s policy shares this with you.'),
  CAPPED: say('The owner limits how much is shared', 'A rule of the owner’s policy holds this back from you.'),
  AGREEMENT_EXPIRED: say(
    'The sharing agreement has expired',
    'The rule or the lawful basis that shared this has ended.',
  ),
  OWNER_UNAVAILABLE: say('The owner’s system does not answer', 'Try again later, or ask the owner.'),
};
