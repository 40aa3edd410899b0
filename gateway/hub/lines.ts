import {
  AGENCIES,
  CATEGORIES,
  CONCERN_LEVELS,
  CONSENT_STATES,
  HANDLINGS,
  LEVELS,
  PURPOSES,
  type DataCategory,
  type DisclosureLevel,
} from '../../schema/vocabulary';
import { parsePolicyRules } from '../policy/rule';
import { hashesOf, isNhsNumber, type IdentityHasher } from './identity';
import { type LawfulBasisRow, type MinimumRow, type PolicyVersionRow } from './policy-ports';
import {
  type AreaRow,
  type ChildRow,
  type ConcernRow,
  type ConsentRow,
  type ContactRow,
  type OrganisationRow,
  type RecordConditionRow,
} from './ports';
import {
  code,
  day,
  fieldsOf,
  hubId,
  LineFault,
  listOf,
  moment,
  oneOf,
  optional,
  text,
  type Fields,
  type Read,
} from './read-line';

/** What one line of a load says. */
export type Line =
  | { readonly kind: 'Area'; readonly row: AreaRow }
  | { readonly kind: 'Organisation'; readonly row: OrganisationRow }
  | { readonly kind: 'LawfulBasis'; readonly row: LawfulBasisRow }
  | { readonly kind: 'SafeguardingMinimum'; readonly row: MinimumRow }
  | { readonly kind: 'Policy'; readonly row: Omit<PolicyVersionRow, 'hash'> }
  | { readonly kind: 'SupergraphHash'; readonly row: string }
  | { readonly kind: 'Child'; readonly row: ChildRow; readonly concerns: readonly ConcernRow[] }
  | { readonly kind: 'Consent'; readonly row: ConsentRow }
  | { readonly kind: 'RecordCondition'; readonly row: RecordConditionRow };

export const LINE_KINDS = [
  'Area',
  'Organisation',
  'LawfulBasis',
  'SafeguardingMinimum',
  'Policy',
  'SupergraphHash',
  'Child',
  'Consent',
  'RecordCondition',
] as const satisfies readonly Line['kind'][];

/** Reads one line. @throws LineFault or PolicyRuleError at its first fault. */
export function readLine(line: string, hasher: IdentityHasher): Line {
  const fields = fieldsOf(parseJson(line), '');
  const kind = fields.get('kind', oneOf(LINE_KINDS));
  const result = READERS[kind](fields, hasher);
  fields.done();
  return result;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new LineFault('line', 'a JSON object', line);
  }
}

const READERS: { readonly [Kind in Line['kind']]: (fields: Fields, hasher: IdentityHasher) => Line } = {
  Area: (f) => ({
    kind: 'Area',
    row: {
      code: f.get('code', code),
      name: f.get('name', text),
      region: f.get('region', optional(text, null)),
      policeForce: f.get('policeForceId', optional(code, null)),
    },
  }),
  Organisation: (f) => ({
    kind: 'Organisation',
    row: {
      id: f.get('id', code),
      name: f.get('name', text),
      agency: f.get('agency', oneOf(AGENCIES)),
      areas: f.get('areaCodes', listOf(code)),
      contact: {
        name: f.get('contactName', text),
        role: f.get('contactRole', text),
        email: f.get('contactEmail', optional(text, null)),
        telephone: f.get('contactTelephone', optional(text, null)),
      },
    },
  }),
  LawfulBasis: (f) => ({
    kind: 'LawfulBasis',
    row: {
      id: f.get('id', text),
      title: f.get('title', text),
      article6: f.get('article6', optional(text, null)),
      article9: f.get('article9', optional(text, null)),
      schedule: f.get('schedule', optional(text, null)),
      statute: f.get('statute', optional(text, null)),
      validFrom: f.get('validFrom', optional(day, null)),
      validTo: f.get('validTo', optional(day, null)),
    },
  }),
  SafeguardingMinimum: (f) => ({
    kind: 'SafeguardingMinimum',
    row: {
      id: f.get('id', text),
      minimumConcern: f.get('minimumConcern', oneOf(CONCERN_LEVELS)),
      purposes: f.get('purposes', listOf(oneOf(PURPOSES), 1)),
      levels: f.get('levels', levels),
      validFrom: f.get('validFrom', day),
      validTo: f.get('validTo', optional(day, null)),
    },
  }),
  Policy: readPolicy,
  SupergraphHash: (f) => ({ kind: 'SupergraphHash', row: f.get('hash', sha256) }),
  Child: readChild,
  Consent: (f) => ({
    kind: 'Consent',
    row: {
      id: f.get('id', hubId),
      childId: f.get('childId', hubId),
      categories: f.get('categories', listOf(oneOf(CATEGORIES), 1)),
      recipients: f.get('recipients', listOf(oneOf(AGENCIES), 1)),
      state: f.get('state', oneOf(CONSENT_STATES)),
      givenBy: f.get('givenBy', oneOf(['CHILD', 'PARENT'])),
      capacity: f.get('capacity', text),
      evidence: f.get('evidence', optional(text, null)),
      recordedBy: f.get('recordedBy', code),
      recordedBySubject: null,
      recordedAt: f.get('recordedAt', moment),
      validTo: f.get('validTo', optional(day, null)),
      reason: f.get('reason', optional(text, null)),
      contested: [],
    },
  }),
  RecordCondition: (f) => ({
    kind: 'RecordCondition',
    row: {
      recordId: f.get('recordId', code),
      subjectId: f.get('subjectId', hubId),
      organisation: f.get('organisation', code),
      expiresAt: f.get('expiresAt', moment),
    },
  }),
};

function readPolicy(f: Fields): Line {
  const effectiveFrom = f.get('effectiveFrom', moment);
  const row = {
    id: f.get('id', text),
    owner: f.get('owner', code),
    status: 'ACTIVE',
    rules: f.get('rules', rules),
    parent: null,
    author: f.get('author', text),
    approvedBy: f.get('approvedBy', text),
    note: f.get('note', text),
    effectiveFrom,
    createdAt: effectiveFrom,
  } as const;
  return { kind: 'Policy', row };
}

function readChild(f: Fields, hasher: IdentityHasher): Line {
  const id = f.get('id', hubId);
  const registrations = f.get('registrations', listOf(readRegistration(hasher), 1));
  return {
    kind: 'Child',
    row: {
      id,
      bornOn: f.get('bornOn', optional(day, null)),
      createdAt: earliest(registrations),
      involvements: registrations.map((one) => one.involvement),
      hashes: registrations.flatMap((one) => one.hashes),
    },
    concerns: f.get('concerns', optional(listOf(readConcern), [])).map((one) => ({ ...one, childId: id })),
  };
}

/** When the hub first could have known of the child. Not the time of the load: the same lines make the same rows. */
function earliest(registrations: readonly Registration[]): Date {
  const since = registrations.map((one) => one.involvement.since).sort()[0] ?? '1970-01-01';
  return new Date(`${since}T00:00:00Z`);
}

type Registration = Pick<ChildRow, 'hashes'> & { readonly involvement: ChildRow['involvements'][number] };

function readRegistration(hasher: IdentityHasher): Read<Registration> {
  return (value, path) => {
    const f = fieldsOf(value, path);
    const organisation = f.get('organisation', code);
    const identity = {
      organisation,
      reference: f.get('reference', text),
      givenName: f.get('givenName', text),
      familyName: f.get('familyName', text),
      dateOfBirth: f.get('dateOfBirth', day),
      nhsNumber: f.get('nhsNumber', optional(nhsNumber, null)),
    };
    const involvement = {
      id: f.get('id', hubId),
      organisation,
      since: f.get('since', day),
      handling: f.get('handling', optional(oneOf(HANDLINGS), 'OPEN' as const)),
      contact: readContact(f),
      allocatedTeam: f.get('allocatedTeam', optional(text, null)),
      allocatedSubjects: f.get('allocatedSubjects', optional(listOf(text), [])),
    };
    f.get('postcode', optional(text, null)); // checked by the owners, and not kept by the hub
    f.done();
    return { involvement, hashes: hashesOf(hasher, identity) };
  };
}

function readContact(f: Fields): ContactRow | null {
  const name = f.get('contactName', optional(text, null));
  const role = f.get('contactRole', optional(text, null));
  const email = f.get('contactEmail', optional(text, null));
  const telephone = f.get('contactTelephone', optional(text, null));
  return name === null ? null : { name, role: role ?? '', email, telephone };
}

const readConcern: Read<Omit<ConcernRow, 'childId'>> = (value, path) => {
  const f = fieldsOf(value, path);
  const row = {
    organisation: f.get('organisation', code),
    level: f.get('level', oneOf(CONCERN_LEVELS)),
    reason: f.get('reason', text),
    recordedBy: f.get('recordedBy', text),
    recordedAt: f.get('recordedAt', moment),
  };
  f.done();
  return row;
};

const nhsNumber: Read<string> = (value, path) => {
  if (typeof value === 'string' && isNhsNumber(value)) return value;
  throw new LineFault(path, 'ten digits with a valid check digit', value);
};

const sha256: Read<string> = (value, path) => {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value;
  throw new LineFault(path, 'a SHA-256 hash in lower-case hex', value);
};

/** An object with a level for each category that it names. */
const levels: Read<Partial<Record<DataCategory, DisclosureLevel>>> = (value, path) => {
  const f = fieldsOf(value, path);
  const named = CATEGORIES.flatMap((category) => {
    const level = f.get(category, optional(oneOf(LEVELS), null));
    return level === null ? [] : [[category, level] as const];
  });
  f.done();
  return Object.fromEntries(named);
};

const rules: Read<PolicyVersionRow['rules']> = (value) => parsePolicyRules(value);
