import type {
  Agency,
  ConcernLevel,
  DataCategory,
  DisclosureLevel,
  Handling,
  Purpose,
  Relationship,
  Role,
  WithheldReason,
} from '../../../../schema/vocabulary';
import { HubRefusal } from '../../hub-client';
import type { Visit } from '../../site';

/** A line of a policy as the API gives and takes it, but for its id. An empty list matches everything. */
export interface RuleText {
  readonly kind: 'PERMIT' | 'CAP';
  readonly categories: readonly DataCategory[];
  readonly agencies: readonly Agency[];
  readonly organisations: readonly string[];
  readonly roles: readonly Role[];
  readonly purposes: readonly Purpose[];
  readonly areas: 'SAME' | 'ANY';
  readonly level: DisclosureLevel;
  readonly consent: 'REQUIRED' | 'CONSIDER' | 'IGNORE';
  readonly minimumRelationship: Relationship;
  readonly minimumConcern: ConcernLevel;
  readonly ages: { readonly from: number | null; readonly to: number | null } | null;
  readonly maximumHandling: Handling;
  readonly lawfulBasis: string | null;
  readonly obligations: readonly ('JUSTIFY' | 'NOTIFY_OWNER')[];
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly note: string | null;
}

export interface Rule extends RuleText {
  readonly id: string;
}

export type VersionStatus = 'DRAFT' | 'SUBMITTED' | 'SCHEDULED' | 'ACTIVE' | 'SUPERSEDED' | 'REJECTED';

export interface Version {
  readonly id: string;
  readonly status: VersionStatus;
  readonly rules: readonly Rule[];
  readonly parent: string | null;
  readonly author: string;
  readonly approvedBy: string | null;
  readonly hash: string;
  readonly effectiveFrom: string | null;
  readonly createdAt: string;
  readonly note: string | null;
  readonly rejectedBy: string | null;
  readonly rejection: string | null;
  readonly revertsAt: string | null;
}

export interface Basis {
  readonly id: string;
  readonly title: string;
}

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly agency: Agency;
  readonly areas: readonly { readonly code: string }[];
}

/** What the engine decides of one category. */
export interface Decision {
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly reason: WithheldReason | null;
  readonly breakGlass: boolean;
  /** Ids of the rules that determine it. */
  readonly rules: readonly string[] | null;
}

const VERSION = `fragment Version on PolicyVersion { id status parent author approvedBy hash effectiveFrom createdAt note
  rejectedBy rejection revertsAt rules { id kind categories agencies organisations roles purposes areas level consent
  minimumRelationship minimumConcern ages { from to } maximumHandling lawfulBasis obligations validFrom validTo note } }`;

export const VERSIONS_QUERY = `query Versions($owner: ID!) { policyVersions(owner: $owner) { ...Version }
  lawfulBases { id title } organisations { id name agency areas { code } } } ${VERSION}`;

/** Everything that the pages of a policy are made of. */
export interface PolicyBook {
  /** The newest first. */
  readonly versions: readonly Version[];
  readonly bases: readonly Basis[];
  readonly organisations: readonly Organisation[];
  readonly owner: string;
  /** What holds now; null where nothing does yet. */
  readonly active: Version | null;
}

interface VersionsAnswer {
  readonly policyVersions: readonly Version[];
  readonly lawfulBases: readonly Basis[];
  readonly organisations: readonly Organisation[];
}

/** Reads the versions of the own policy, and what their rules refer to. */
export async function readBook(visit: Visit): Promise<PolicyBook> {
  const owner = visit.session.viewer.organisation.id;
  const { data } = await visit.ask<VersionsAnswer>({ query: VERSIONS_QUERY, variables: { owner } });
  const { policyVersions: versions, lawfulBases: bases, organisations } = data;
  return { versions, bases, organisations, owner, active: versions.find(({ status }) => status === 'ACTIVE') ?? null };
}

/** The version of an id, the active one without an id. @throws HubRefusal NOT_FOUND when there is none. */
export function getVersion({ versions, active }: PolicyBook, id: string): Version {
  const version = id === '' ? active : versions.find((each) => each.id === id);
  if (version) return version;
  throw new HubRefusal([{ code: 'NOT_FOUND', message: 'there is no such version', path: [], extensions: {} }]);
}

/** What is supposed of whoever asks, and of a child. */
export interface Supposed {
  readonly role: Role;
  readonly purpose: Purpose;
  readonly relationship: Relationship;
  readonly concern: ConcernLevel;
  readonly consent: string;
  readonly handling: Handling;
  readonly age: number | null;
  readonly justified: boolean;
}

/** The API wants the id of a child as the asker's own note, and reads nothing of it. */
const NO_CHILD = '00000000-0000-4000-8000-000000000000';

/** Asks what each of some organisations would see, as supposed, by a version; null: by the active one. */
export async function explain(
  visit: Visit,
  recipients: readonly string[],
  supposed: { readonly facts: Supposed; readonly version: string | null },
): Promise<readonly (readonly Decision[])[]> {
  const fields = recipients.map(
    (_, index) => `e${index}: explain(input: $i${index}) { category level reason breakGlass rules }`,
  );
  const declared = recipients.map((_, index) => `$i${index}: ExplainInput!`);
  const input = { childId: NO_CHILD, ...supposed.facts, version: supposed.version };
  const variables = Object.fromEntries(recipients.map((recipient, index) => [`i${index}`, { ...input, recipient }]));
  const query = `query Explain(${declared.join(', ')}) { ${fields.join(' ')} }`;
  const { data } = await visit.ask<Record<string, readonly Decision[]>>({ query, variables });
  return recipients.map((_, index) => data[`e${index}`] ?? []);
}
