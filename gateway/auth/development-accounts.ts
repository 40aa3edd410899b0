import type { Role } from '../../schema/vocabulary';

/** Somebody whom the demonstration can ask as. */
export interface DevelopmentAccount {
  label: string;
  organisation: string;
  role: Role;
  subject: string;
  team?: string;
}

/** The demonstration's accounts: invented people of organisations that act in it. Teams are those that its children are allocated to. */
export const DEMONSTRATION_ACCOUNTS: readonly DevelopmentAccount[] = [
  {
    label: 'Norfolk Constabulary, missing persons officer',
    organisation: 'E23000024',
    role: 'PRACTITIONER',
    subject: 'officer-1',
    team: 'exploitation-team',
  },
  {
    label: 'Norfolk Constabulary, detective sergeant',
    organisation: 'E23000024',
    role: 'SUPERVISOR',
    subject: 'sergeant-1',
    team: 'exploitation-team',
  },
  {
    label: 'Norfolk Constabulary, data officer',
    organisation: 'E23000024',
    role: 'DATA_OFFICER',
    subject: 'police-data-officer-1',
  },
  {
    // Nobody approves a policy of their own.
    label: 'Norfolk Constabulary, deputy data officer',
    organisation: 'E23000024',
    role: 'DATA_OFFICER',
    subject: 'police-data-officer-2',
  },
  {
    label: 'Metropolitan Police, missing persons officer',
    organisation: 'E23000001',
    role: 'PRACTITIONER',
    subject: 'officer-2',
    team: 'exploitation-team',
  },
  {
    label: 'Kent Police, missing persons officer',
    organisation: 'E23000032',
    role: 'PRACTITIONER',
    subject: 'officer-3',
    team: 'exploitation-team',
  },
  {
    label: 'Norfolk County Council, social worker',
    organisation: 'E10000020',
    role: 'PRACTITIONER',
    subject: 'social-worker-1',
    team: 'assessment-team',
  },
  {
    label: 'Norfolk County Council, team manager',
    organisation: 'E10000020',
    role: 'SUPERVISOR',
    subject: 'team-manager-1',
    team: 'assessment-team',
  },
  {
    label: 'Norfolk County Council, data officer',
    organisation: 'E10000020',
    role: 'DATA_OFFICER',
    subject: 'council-data-officer-1',
  },
  {
    label: 'Lewisham Council, social worker',
    organisation: 'E09000023',
    role: 'PRACTITIONER',
    subject: 'social-worker-2',
    team: 'assessment-team',
  },
  {
    label: 'Kent County Council, social worker',
    organisation: 'E10000016',
    role: 'PRACTITIONER',
    subject: 'social-worker-3',
    team: 'assessment-team',
  },
  {
    label: 'Harbour Youth Trust, county lines caseworker',
    organisation: 'harbour-youth-trust',
    role: 'PRACTITIONER',
    subject: 'caseworker-1',
    team: 'casework-team',
  },
  {
    label: 'Harbour Youth Trust, referral system',
    organisation: 'harbour-youth-trust',
    role: 'PARTNER_SYSTEM',
    subject: 'referral-system-1',
  },
  {
    label: 'Harbour Youth Trust, data officer',
    organisation: 'harbour-youth-trust',
    role: 'DATA_OFFICER',
    subject: 'charity-data-officer-1',
  },
  {
    label: 'Open Door Advocacy, advocate',
    organisation: 'open-door-advocacy',
    role: 'ADVOCATE',
    subject: 'advocate-1',
    team: 'casework-team',
  },
  { label: 'Open Door Advocacy, analyst', organisation: 'open-door-advocacy', role: 'ANALYST', subject: 'analyst-1' },
];
