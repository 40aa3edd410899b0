import { CARE, cap, DANGER, ENQUIRY, permit } from './draft';
import type { PolicyRule } from './rule';

const METROPOLITAN_POLICE = 'E23000001';

/** What a police force shares by default: the note of each rule says in a line what was agreed and why. */
export function policeRules(owner: string): PolicyRule[] {
  return [
    ...withEveryone(),
    ...withCouncils(),
    ...ofHarmWithCouncils(),
    ...withCharities(),
    ...withForces(),
    ...missing(owner),
  ];
}

function withEveryone(): PolicyRule[] {
  return [
    permit(['INVOLVEMENT'], 'EXISTENCE', {
      id: 'police-involvement',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S10',
      note: 'Those who work with the child may know that we do too, and whom to ring: without content, so whatever the consent.',
    }),
    permit(['INVOLVEMENT'], 'EXISTENCE', {
      id: 'police-involvement-advocate',
      roles: ['ADVOCATE'],
      purposes: ['OVERSIGHT'],
      minimumRelationship: 'ALLOCATED',
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S10',
      note: 'An advocate who goes through the child’s access log with it reads there whose records were looked at.',
    }),
    permit(['CONSENT'], 'SUMMARY', {
      id: 'police-consents',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S10',
      note: 'What the child agreed to is known to everyone who has to respect it.',
    }),
  ];
}

function withCouncils(): PolicyRule[] {
  const councils = { agencies: ['COUNCIL'] } as const;
  return [
    permit(['INVOLVEMENT', 'IDENTITY', 'WHEREABOUTS'], 'SUMMARY', {
      ...councils,
      id: 'police-council-identity',
      purposes: CARE,
      lawfulBasis: 'CA2004-S11',
      note: 'Initials, age band, area and recorded concern: enough to be sure that two workers speak of the same child.',
    }),
    permit(['IDENTITY', 'WHEREABOUTS'], 'FULL', {
      ...councils,
      id: 'police-council-name-agreed',
      purposes: CARE,
      consent: 'REQUIRED',
      lawfulBasis: 'CA2004-S11',
      note: 'Names and addresses as we hold them, where the child or parent agreed.',
    }),
    permit(['IDENTITY', 'WHEREABOUTS'], 'FULL', {
      ...councils,
      id: 'police-council-name-danger',
      purposes: DANGER,
      obligations: ['NOTIFY_OWNER'],
      lawfulBasis: 'CA2004-S11',
      note: 'In danger, or missing: names and addresses also over an objection, with the reason recorded; we are told.',
    }),
  ];
}

function ofHarmWithCouncils(): PolicyRule[] {
  const councils = { agencies: ['COUNCIL'] } as const;
  return [
    permit(['EXPLOITATION'], 'SUMMARY', {
      ...councils,
      id: 'police-council-nrm-child',
      purposes: CARE,
      consent: 'IGNORE',
      ages: { from: null, to: 17 },
      lawfulBasis: 'CA2004-S11',
      note: 'Indicators and NRM stage: a child’s referral needs no consent, so neither does knowing of it.',
    }),
    permit(['EXPLOITATION'], 'SUMMARY', {
      ...councils,
      id: 'police-council-nrm-adult',
      purposes: CARE,
      consent: 'REQUIRED',
      ages: { from: 18, to: null },
      lawfulBasis: 'CA2004-S11',
      note: 'From the eighteenth birthday an NRM referral is the adult’s own to agree to.',
    }),
    permit(['EXPLOITATION'], 'FULL', {
      ...councils,
      id: 'police-council-nrm-enquiry',
      purposes: ENQUIRY,
      lawfulBasis: 'CA1989-S47',
      note: 'The account of exploitation for enquiries and panels about it.',
    }),
    permit(['OFFENDING'], 'SUMMARY', {
      ...councils,
      id: 'police-council-custody',
      purposes: ['CHILD_IN_NEED', ...ENQUIRY],
      lawfulBasis: 'DPA2018-SCH1-18',
      note: 'That the child was in custody, as suspect or as victim, and whether exploitation was considered.',
    }),
    permit(['OFFENDING'], 'FULL', {
      ...councils,
      id: 'police-council-custody-account',
      purposes: ENQUIRY,
      obligations: ['JUSTIFY', 'NOTIFY_OWNER'],
      lawfulBasis: 'DPA2018-SCH1-18',
      note: 'Offence and account for an enquiry that says why it needs them; we are told.',
    }),
    permit(['INTELLIGENCE'], 'SUMMARY', {
      ...councils,
      id: 'police-council-intelligence',
      purposes: ['MISSING_CHILD', ...ENQUIRY],
      consent: 'IGNORE',
      obligations: ['NOTIFY_OWNER'],
      lawfulBasis: 'DPA2018-SCH1-18',
      note: 'The sanitised safeguarding statement, never the report; asking for consent could put the child at risk.',
    }),
  ];
}

function withCharities(): PolicyRule[] {
  const charities = { agencies: ['CHARITY'] } as const;
  return [
    permit(['IDENTITY', 'WHEREABOUTS'], 'SUMMARY', {
      ...charities,
      id: 'police-charity-identity',
      purposes: CARE,
      consent: 'REQUIRED',
      lawfulBasis: 'CA2004-S11',
      note: 'Initials, age band and area, where the child agreed: enough to support the right child in the right place.',
    }),
    permit(['EXPLOITATION'], 'SUMMARY', {
      ...charities,
      id: 'police-charity-exploitation',
      purposes: ['SUPPORT_SERVICE', 'CHILD_IN_NEED', 'EXPLOITATION_PANEL'],
      consent: 'REQUIRED',
      lawfulBasis: 'CA2004-S11',
      note: 'Indicators, NRM stage and victim frames for those who support the child as a victim, with the child’s agreement.',
    }),
    cap(['OFFENDING'], 'NONE', {
      ...charities,
      id: 'police-charity-offending',
      lawfulBasis: null,
      note: 'Custody events reach a charity as victim frames only, which are about exploitation; not even under break-glass as such.',
    }),
    cap(['INTELLIGENCE'], 'NONE', {
      ...charities,
      id: 'police-charity-intelligence',
      lawfulBasis: null,
      note: 'Intelligence never goes to a charity, not even under break-glass: what it may know is told by an officer.',
    }),
  ];
}

function withForces(): PolicyRule[] {
  const forces = { agencies: ['POLICE'] } as const;
  return [
    permit(['INVOLVEMENT', 'IDENTITY', 'WHEREABOUTS', 'EXPLOITATION'], 'FULL', {
      ...forces,
      id: 'police-force-safeguarding',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S11',
      note: 'Forces protect a child together wherever the lines take it.',
    }),
    permit(['OFFENDING', 'INTELLIGENCE'], 'SUMMARY', {
      ...forces,
      id: 'police-force-safeguarding-offences',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: 'DPA2018-SCH1-18',
      note: 'Custody events and safeguarding statements; reports are asked for from the intelligence bureau.',
    }),
    permit(['INVOLVEMENT', 'IDENTITY', 'MISSING', 'EXPLOITATION', 'OFFENDING', 'INTELLIGENCE'], 'SUMMARY', {
      ...forces,
      id: 'police-force-prevention',
      purposes: ['CRIME_PREVENTION'],
      consent: 'IGNORE',
      lawfulBasis: 'DPA2018-PART3',
      note: 'Between competent authorities, to prevent crime against or through children.',
    }),
  ];
}

/** Missing episodes are where forces differ: the Metropolitan force shares them with the partners of its own area only. */
function missing(owner: string): PolicyRule[] {
  const isMetropolitan = owner === METROPOLITAN_POLICE;
  const areas = isMetropolitan ? 'SAME' : 'ANY';
  return [
    permit(['MISSING'], 'FULL', {
      id: 'police-council-missing',
      agencies: ['COUNCIL'],
      purposes: CARE,
      areas,
      lawfulBasis: 'CA2004-S11',
      note: 'Councils offer the return home interview and need to know what happened.',
    }),
    permit(['MISSING'], 'SUMMARY', {
      id: 'police-charity-missing',
      agencies: ['CHARITY'],
      purposes: isMetropolitan ? ['EXPLOITATION_PANEL', ...DANGER] : CARE,
      areas,
      consent: 'REQUIRED',
      lawfulBasis: 'CA2004-S11',
      note: 'That and when a child was missing, with the child’s agreement; never where and with whom it was found.',
    }),
    permit(['MISSING'], 'FULL', {
      id: 'police-force-missing',
      agencies: ['POLICE'],
      purposes: CARE,
      areas,
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S11',
      note: isMetropolitan
        ? 'Forces that police our area with us; others ask our missing persons unit.'
        : 'A missing child is looked for by every force that it may have reached.',
    }),
  ];
}
