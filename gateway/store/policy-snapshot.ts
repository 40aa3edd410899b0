import { type DatedMinimum } from '../policy/minimum';
import { type PolicyRule } from '../policy/rule';
import { type LawfulBasisRow } from '../hub/policy-ports';
import { type AreaRow, type Directory, type OrganisationRow } from '../hub/ports';
import { type Queryable } from './database';

/** An owner's active policy with what decisions need to know of the owner. */
export interface OwnerPolicy {
  readonly id: string;
  readonly owner: string;
  readonly rules: readonly PolicyRule[];
  readonly hash: string;
  readonly agency: OrganisationRow['agency'];
  /** Codes of the areas that the owner serves. */
  readonly areas: readonly string[];
}

/** What gateways keep in memory, as it stood at one epoch. */
export interface PolicySnapshot {
  /** Grows with every change; two snapshots with the same epoch hold the same. */
  readonly epoch: number;
  /** By owner. An organisation without an active policy is absent: nothing of it may be disclosed. */
  readonly policies: ReadonlyMap<string, OwnerPolicy>;
  readonly bases: ReadonlyMap<string, LawfulBasisRow>;
  /** The safeguarding minimums that were agreed, the newest first. */
  readonly minimums: readonly DatedMinimum[];
  readonly directory: Directory;
  /** SHA-256 hashes (hex) of the supergraphs that the policies were made for. */
  readonly knownSchemas: ReadonlySet<string>;
}

interface Row {
  readonly epoch: string;
  readonly policies: { id: string; owner: string; rules: PolicyRule[]; hash: string }[];
  readonly bases: LawfulBasisRow[];
  readonly minimums: DatedMinimum[];
  readonly organisations: OrganisationRow[];
  readonly areas: AreaRow[];
  readonly schemas: string[];
}

/** One statement, so that everything in a snapshot stood so at the same moment. It runs when something changed. */
const STATEMENT = `
select (select epoch from policy_epoch) as epoch,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'owner', owner, 'rules', rules, 'hash', hash)), '[]')
   from policy_versions where status = 'ACTIVE') as policies,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'title', title, 'article6', article6, 'article9', article9,
     'schedule', schedule, 'statute', statute, 'validFrom', valid_from, 'validTo', valid_to) order by id), '[]')
   from lawful_bases) as bases,
  (select coalesce(jsonb_agg(content || jsonb_build_object('id', id, 'validFrom', valid_from, 'validTo', valid_to)
     order by seq desc), '[]')
   from safeguarding_minimums) as minimums,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'agency', agency, 'areas', area_codes,
     'contact', jsonb_build_object('name', contact_name, 'role', contact_role, 'email', contact_email,
                                   'telephone', contact_telephone)) order by name, id), '[]')
   from organisations) as organisations,
  (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'name', name, 'region', region,
     'policeForce', police_force) order by code), '[]') from areas) as areas,
  (select coalesce(jsonb_agg(hash), '[]') from known_schemas) as schemas`;

/** Reads all that gateways keep in memory. */
export async function loadPolicySnapshot(db: Queryable): Promise<PolicySnapshot> {
  const { rows } = await db.query<Row>(STATEMENT);
  const [row] = rows;
  if (row === undefined) throw new Error('the hub has no policy epoch');
  const organisations = new Map(row.organisations.map((one) => [one.id, one]));
  return {
    epoch: Number(row.epoch),
    policies: new Map(row.policies.flatMap((policy) => entryOf(policy, organisations))),
    bases: new Map(row.bases.map((basis) => [basis.id, basis])),
    minimums: row.minimums,
    directory: {
      organisations,
      areas: new Map(row.areas.map((area) => [area.code, area])),
      findOrganisation: (id) => organisations.get(id),
    },
    knownSchemas: new Set(row.schemas),
  };
}

/**
 * Lets happen what was to happen by now (scheduled versions begin, tightenings that nobody approved end), and gives the
 * epoch: what gateways compare once a second.
 */
export async function settlePolicies(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ epoch: string }>({
    name: 'settle-policies',
    text: 'select settle_policies() as epoch',
  });
  return Number(rows[0]?.epoch);
}

function entryOf(
  policy: Row['policies'][number],
  organisations: ReadonlyMap<string, OrganisationRow>,
): [string, OwnerPolicy][] {
  const owner = organisations.get(policy.owner);
  return owner === undefined ? [] : [[policy.owner, { ...policy, agency: owner.agency, areas: owner.areas }]];
}
