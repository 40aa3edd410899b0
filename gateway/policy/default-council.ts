import { CARE, DANGER, ENQUIRY, permit } from './draft';
import type { PolicyRule } from './rule';

/** What a children's services authority shares by default. */
export function councilRules(): PolicyRule[] {
  return [...withEveryone(), ...withPolice(), ...withCharities(), ...withAdvocates(), ...withCouncils()];
}

function withEveryone(): PolicyRule[] {
  return [
    permit(['INVOLVEMENT'], 'EXISTENCE', {
      id: 'council-involvement',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S10',
      note: 'Those who work with the child may know that we do too, and whom to ring: without content, so whatever the consent.',
    }),
    permit(['INVOLVEMENT'], 'EXISTENCE', {
      id: 'council-involvement-advocate',
      roles: ['ADVOCATE'],
      purposes: ['OVERSIGHT'],
      minimumRelationship: 'ALLOCATED',
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S10',
      note: 'An advocate who goes through the child’s access log with it reads there whose records were looked at.',
    }),
    permit(['CONSENT'], 'SUMMARY', {
      id: 'council-consents',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S10',
      note: 'What the child agreed to is known to everyone who has to respect it.',
    }),
    permit(['REFERRAL'], 'SUMMARY', {
      id: 'council-referral-outcome',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: 'CA2004-S11',
      note: 'A referrer is told what became of the referral, by whom and for which reason, in time to challenge it.',
    }),
  ];
}

function withPolice(): PolicyRule[] {
  const police = { agencies: ['POLICE'] } as const;
  return [
    permit(
      ['INVOLVEMENT', 'IDENTITY', 'WHEREABOUTS', 'SOCIAL_CARE', 'PLACEMENT', 'MISSING', 'EXPLOITATION'],
      'SUMMARY',
      {
        ...police,
        id: 'council-police-working-picture',
        purposes: CARE,
        lawfulBasis: 'CA2004-S11',
        note: 'Status, dates and codes: what an officer needs to see a child in need before a suspect.',
      },
    ),
    permit(['IDENTITY', 'WHEREABOUTS'], 'FULL', {
      ...police,
      id: 'council-police-name-agreed',
      purposes: CARE,
      consent: 'REQUIRED',
      lawfulBasis: 'CA2004-S11',
      note: 'Names and addresses as we hold them, where the child or parent agreed.',
    }),
    permit(['IDENTITY', 'WHEREABOUTS', 'PLACEMENT', 'MISSING'], 'FULL', {
      ...police,
      id: 'council-police-danger',
      purposes: DANGER,
      obligations: ['NOTIFY_OWNER'],
      lawfulBasis: 'CA2004-S11',
      note: 'In danger, or missing: names, addresses and the child’s placement, also over an objection with the reason recorded.',
    }),
    permit(['SOCIAL_CARE', 'EXPLOITATION', 'REFERRAL', 'FAMILY', 'EDUCATION', 'HEALTH'], 'FULL', {
      ...police,
      id: 'council-police-enquiry',
      purposes: ENQUIRY,
      lawfulBasis: 'CA1989-S47',
      note: 'Joint enquiries and panels work from the same plan and assessment.',
    }),
  ];
}

function withCharities(): PolicyRule[] {
  const charities = { agencies: ['CHARITY'] } as const;
  return [
    permit(
      ['INVOLVEMENT', 'IDENTITY', 'WHEREABOUTS', 'SOCIAL_CARE', 'PLACEMENT', 'MISSING', 'EXPLOITATION'],
      'SUMMARY',
      {
        ...charities,
        id: 'council-charity-working-picture',
        purposes: CARE,
        consent: 'REQUIRED',
        lawfulBasis: 'CA2004-S11',
        note: 'Status, dates and codes for those who support the child, with the child’s agreement.',
      },
    ),
    permit(['REFERRAL'], 'FULL', {
      ...charities,
      id: 'council-charity-referral',
      purposes: CARE,
      consent: 'REQUIRED',
      lawfulBasis: 'CA2004-S11',
      note: 'Concerns, rationale and the answers to challenges, with the child’s agreement.',
    }),
  ];
}

function withAdvocates(): PolicyRule[] {
  return [
    permit(['SOCIAL_CARE', 'PLACEMENT', 'CHILD_VOICE'], 'FULL', {
      id: 'council-advocate',
      agencies: ['CHARITY'],
      roles: ['ADVOCATE'],
      purposes: ['SUPPORT_SERVICE', 'CHILD_IN_NEED'],
      minimumRelationship: 'ALLOCATED',
      consent: 'REQUIRED',
      lawfulBasis: 'CA2004-S11',
      note: 'An advocate speaks for the child and reads what the child is asked to agree to, when the child wants it so.',
    }),
  ];
}

function withCouncils(): PolicyRule[] {
  const councils = { agencies: ['COUNCIL'] } as const;
  return [
    permit(
      ['INVOLVEMENT', 'IDENTITY', 'WHEREABOUTS', 'SOCIAL_CARE', 'REFERRAL', 'PLACEMENT', 'MISSING', 'EXPLOITATION'],
      'FULL',
      {
        ...councils,
        id: 'council-council-casework',
        purposes: CARE,
        lawfulBasis: 'CA2004-S11',
        note: 'A child who lives in one area and is found or placed in another is known to both as one case.',
      },
    ),
    permit(['FAMILY', 'EDUCATION', 'HEALTH'], 'SUMMARY', {
      ...councils,
      id: 'council-council-circumstances',
      purposes: ['CHILD_IN_NEED', ...ENQUIRY],
      lawfulBasis: 'CA2004-S11',
      note: 'Family, school and health as they bear on the assessment.',
    }),
  ];
}
