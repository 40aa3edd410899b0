import { CARE, DANGER, ENQUIRY, permit } from './draft';
import type { PolicyRule } from './rule';

/**
 * What a charity shares by default. Charities have no public task: they rest on the recognised legitimate interest of
 * safeguarding, and on the child's trust, so the child's words and the content of support go with the child's agreement.
 */
export function charityRules(): PolicyRule[] {
  return [...withEveryone(), ...withPublicBodies(), ...withCouncils(), ...withCharities()];
}

const LAWFUL_BASIS = 'UKGDPR-6-1-EA';

function withEveryone(): PolicyRule[] {
  return [
    permit(['INVOLVEMENT'], 'EXISTENCE', {
      id: 'charity-involvement',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: LAWFUL_BASIS,
      note: 'Those who work with the child may know that we do too, and whom to ring: without content, so whatever the consent.',
    }),
    permit(['INVOLVEMENT'], 'EXISTENCE', {
      id: 'charity-involvement-advocate',
      roles: ['ADVOCATE'],
      purposes: ['OVERSIGHT'],
      minimumRelationship: 'ALLOCATED',
      consent: 'IGNORE',
      lawfulBasis: LAWFUL_BASIS,
      note: 'An advocate who goes through the child’s access log with it reads there whose records were looked at.',
    }),
    permit(['CONSENT'], 'SUMMARY', {
      id: 'charity-consents',
      purposes: CARE,
      consent: 'IGNORE',
      lawfulBasis: LAWFUL_BASIS,
      note: 'What the child agreed to is known to everyone who has to respect it.',
    }),
  ];
}

function withPublicBodies(): PolicyRule[] {
  const bodies = { agencies: ['POLICE', 'COUNCIL'] } as const;
  return [
    permit(['INVOLVEMENT', 'IDENTITY', 'WHEREABOUTS', 'EXPLOITATION', 'SUPPORT'], 'SUMMARY', {
      ...bodies,
      id: 'charity-public-working-picture',
      purposes: CARE,
      lawfulBasis: LAWFUL_BASIS,
      note: 'Which support runs since when, and which indicators we saw; over an objection only with a reason.',
    }),
    permit(['IDENTITY', 'WHEREABOUTS'], 'FULL', {
      ...bodies,
      id: 'charity-public-name-agreed',
      purposes: CARE,
      consent: 'REQUIRED',
      lawfulBasis: LAWFUL_BASIS,
      note: 'Names and addresses as we hold them, where the child agreed.',
    }),
    permit(['IDENTITY', 'WHEREABOUTS'], 'FULL', {
      ...bodies,
      id: 'charity-public-name-danger',
      purposes: DANGER,
      obligations: ['NOTIFY_OWNER'],
      lawfulBasis: LAWFUL_BASIS,
      note: 'In danger, or missing: names and addresses also over an objection, with the reason recorded; we are told.',
    }),
    permit(['CHILD_VOICE'], 'SUMMARY', {
      ...bodies,
      id: 'charity-public-voice',
      purposes: CARE,
      consent: 'REQUIRED',
      lawfulBasis: LAWFUL_BASIS,
      note: 'That the child was heard and when; its words follow the child’s agreement to who reads them.',
    }),
    permit(['SUPPORT'], 'FULL', {
      ...bodies,
      id: 'charity-public-enquiry',
      purposes: ENQUIRY,
      consent: 'REQUIRED',
      lawfulBasis: LAWFUL_BASIS,
      note: 'Notes of the support for joint enquiries and panels, where the child agreed.',
    }),
  ];
}

function withCouncils(): PolicyRule[] {
  return [
    permit(['SUPPORT', 'CHILD_VOICE'], 'FULL', {
      id: 'charity-council-plan',
      agencies: ['COUNCIL'],
      purposes: ['CHILD_IN_NEED', 'SECTION_47_ENQUIRY', 'SUPPORT_SERVICE'],
      consent: 'REQUIRED',
      lawfulBasis: LAWFUL_BASIS,
      note: 'Councils ascertain the child’s wishes and feelings: in the child’s own words, when the child wants them passed on.',
    }),
  ];
}

function withCharities(): PolicyRule[] {
  return [
    permit(['INVOLVEMENT', 'IDENTITY', 'WHEREABOUTS', 'SUPPORT', 'CHILD_VOICE'], 'SUMMARY', {
      id: 'charity-charity-support',
      agencies: ['CHARITY'],
      purposes: ['SUPPORT_SERVICE', 'CHILD_IN_NEED', 'EXPLOITATION_PANEL'],
      consent: 'REQUIRED',
      lawfulBasis: LAWFUL_BASIS,
      note: 'Charities that support the same child know of each other’s work, with the child’s agreement.',
    }),
    permit(['SUPPORT', 'CHILD_VOICE'], 'FULL', {
      id: 'charity-advocate',
      agencies: ['CHARITY'],
      roles: ['ADVOCATE'],
      purposes: ['SUPPORT_SERVICE', 'CHILD_IN_NEED'],
      minimumRelationship: 'ALLOCATED',
      consent: 'REQUIRED',
      lawfulBasis: LAWFUL_BASIS,
      note: 'An advocate speaks for the child and reads what the child said, when the child wants it so.',
    }),
  ];
}
