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
