import { PURPOSES, type Agency, type Purpose, type Role } from '../../schema/vocabulary';

/** The purposes that a role may declare; a partner system may declare those in its token. */
export const PURPOSES_OF_ROLE: Readonly<Record<Exclude<Role, 'PARTNER_SYSTEM'>, readonly Purpose[]>> = {
  PRACTITIONER: PURPOSES.filter((purpose) => purpose !== 'OVERSIGHT'),
  SUPERVISOR: PURPOSES,
  ADVOCATE: ['SUPPORT_SERVICE', 'CHILD_IN_NEED', 'OVERSIGHT'],
  ANALYST: ['OVERSIGHT'],
  DATA_OFFICER: ['OVERSIGHT'],
};

/** Roles that work with figures and policies and see no child's record, not even their own organisation's. */
export const ROLES_WITHOUT_CHILD_RECORDS: readonly Role[] = ['ANALYST', 'DATA_OFFICER'];

/** Purposes that one agency alone may declare. */
export const AGENCY_OF_PURPOSE: Readonly<Partial<Record<Purpose, Agency>>> = { CRIME_PREVENTION: 'POLICE' };

/** Who may break the glass: those who work with children and answer for it by name. A system has nobody to ask why. */
export const ROLES_WITH_BREAK_GLASS: readonly Role[] = ['PRACTITIONER', 'SUPERVISOR'];

/** What the glass may be broken for: a child who may be in danger now. */
export const PURPOSES_OF_BREAK_GLASS: readonly Purpose[] = [
  'IMMEDIATE_PROTECTION',
  'SECTION_47_ENQUIRY',
  'MISSING_CHILD',
];

/** Whether a caller of this role may hold a break-glass grant for this purpose. */
export function mayBreakGlass(role: Role, purpose: Purpose | null): boolean {
  return purpose !== null && ROLES_WITH_BREAK_GLASS.includes(role) && PURPOSES_OF_BREAK_GLASS.includes(purpose);
}
