import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { CATEGORIES, SECTOR_OF_AGENCY, type DataCategory, type Purpose, type Sector } from '../../schema/vocabulary';
import type { Principal } from '../auth/principal';
import { createGrouped } from '../grouped';
import { dayOf } from '../hub/calendar';
import { refuse } from '../hub/execute';
import type { OtherRecipient, SharingPort, Supposition } from '../hub/sharing-port';
import type { Operations } from '../operations';
import type { Caller, RequestDisclosure } from '../request';
import type { ChildContext } from '../policy/context';
import { createDeciders, type PolicyState } from '../policy/decider';
import { createRulesBehind } from '../policy/determining-rules';
import { Disclosure } from '../policy/disclosure';
import { mayBreakGlass } from '../policy/roles';
import type { PolicyRule } from '../policy/rule';
import { decideSupposed } from '../policy/suppose';
import { findPolicyVersions } from '../store/policies';
import type { PolicySource } from '../store/policy-source';
import { loadContextsOfMany, loadSharingContexts, type AskedContext } from '../store/sharing-context';

/** Compiled decision tables in memory: about 400 kB each. */
const MAX_TABLES = 96;

/** How old may be what was read of a child when an answer leaves: an owner may take seconds, and a fence is passed in one. */
const FRESH_MS = 500;

interface DisclosingOptions {
  readonly pool: Pool;
  readonly policies: PolicySource;
}

/** Opens the decisions of one request, and shows them to the hub's own resolvers. */
export interface Disclosing {
  open(caller: Caller): Disclosure;
  /** The same for one event of a subscription: read together with what others get at the same moment. */
  openForEvent(caller: Caller): Disclosure;
  sharing(caller: Caller, disclosure: RequestDisclosure): SharingPort;
}

type Asker = Pick<Principal, 'organisation' | 'agency' | 'role' | 'areas' | 'purposes' | 'subject' | 'team'>;

interface Opening {
  readonly asker: Asker;
  readonly purpose: Purpose | null;
  readonly justified: boolean;
  /** Supposes that the asker broke the glass for every child that is asked about. */
  readonly underGrant?: boolean;
  readonly isForEvent?: boolean;
  /** Rules to decide by in the place of an owner's active ones. */
  readonly instead?: { readonly owner: string; readonly rules: readonly PolicyRule[] };
}

/** Wires decisions to the policies in force and to what the hub's database says of the children. */
export function createDisclosing({ pool, policies }: DisclosingOptions, operations: Operations): Disclosing {
  const loadFor = createContextSource(pool);
  const deciderFor = createDeciders({ tables: MAX_TABLES });
  const categories = categoriesBySector(operations);
  const categoriesOf = (sector: Sector) => categories.get(sector) ?? [];
  const inputOf = ({ asker, purpose, justified, instead }: Opening) => {
    const { organisation, agency, role, areas, purposes } = asker;
    const state = withRules(policies.current(), instead);
    const today = dayOf(new Date());
    const recipient = { organisation, agency, role, areas, purposes };
    return {
      ...deciderFor({ state, recipient, purpose, today }),
      organisation,
      justified,
      today,
      mayBreakGlass: mayBreakGlass(role, purpose),
    };
  };
  const open = (opening: Opening): Disclosure => {
    const openedAt = performance.now();
    const isFresh = (): boolean => performance.now() - openedAt < FRESH_MS;
    return new Disclosure({ ...inputOf(opening), isFresh, load: loadFor(opening) });
  };
  const openFor = (caller: Caller): Disclosure => open(openingOf(caller, false));
  return {
    open: openFor,
    openForEvent: (caller) => open({ ...openingOf(caller, false), isForEvent: true }),
    sharing: (caller, disclosure) => ({
      mayKnowOf: (childIds) => asDisclosure(disclosure).mayKnowOf(childIds),
      found: (childIds) => asDisclosure(disclosure).found(childIds),
      judgesSharing: (childId, judges) => asDisclosure(disclosure).judgesSharing(childId, judges),
      ownersToldOf: (childId) => asDisclosure(disclosure).ownersToldOf(childId),
      async ownersToldBefore(childIds) {
        const apart = openFor(caller);
        // INVARIANT: one statement, whether the index met anybody or not.
        await apart.prepare(new Set(childIds.length > 0 ? childIds : [randomUUID()]));
        return new Map(await Promise.all(childIds.map(async (id) => [id, await apart.ownersToldOf(id)] as const)));
      },
      wouldOpen: async (id) => (await open(openingOf(caller, true)).mayKnowOf([id])).has(id),
      forget: (childIds) => asDisclosure(disclosure).forget(childIds),
      consentRaised: (childId, against) => asDisclosure(disclosure).consentRaised(childId, against),
      decisions: (childId) => asDisclosure(disclosure).decisions(childId, categoriesOf),
      async explain({ owner, recipient, facts }) {
        const agency = policies.current().directory.findOrganisation(owner)?.agency;
        if (!agency) return [];
        const input = inputOf(await openingFor(pool, { recipient, owner, justified: facts.justified }));
        const supposed = { organisation: owner, agency, categories: categoriesOf(SECTOR_OF_AGENCY[agency]) };
        const decided = decideSupposed(input, supposed, facts);
        const asked = input.inputOf(owner);
        if (asked === null) return decided;
        const rulesBehind = createRulesBehind(asked, { ...facts, breakGlass: false });
        return decided.map((row) => ({ ...row, rules: rulesBehind(row.category) }));
      },
    }),
  };
}

/** Reads what decisions need of the children: for a request alone, for an event together with its other recipients. */
function createContextSource(pool: Pool) {
  const readContext = createGrouped({
    most: 200,
    // The pool is for requests as well.
    atOnce: 2,
    answer: (asked: readonly AskedContext[]) => loadContextsOfMany(pool, asked, new Date()),
  });
  return ({ asker, purpose, isForEvent, underGrant }: Opening) => {
    const { organisation, agency, subject, team, role } = asker;
    const caller = { organisation, agency, subject, team, role, purpose };
    return async (childIds: string[]): Promise<ReadonlyMap<string, ChildContext>> => {
      const [childId] = childIds;
      if (isForEvent === true && childId !== undefined && childIds.length === 1) {
        const context = await readContext({ childId, caller }).catch(refuse);
        return new Map(context === null ? [] : [[childId, context]]);
      }
      const contexts = await loadSharingContexts(pool, { childIds, caller, at: new Date() }).catch(refuse);
      return underGrant === true ? supposeGrants(contexts) : contexts;
    };
  };
}

function openingOf({ principal, purpose, justification }: Caller, underGrant: boolean): Opening {
  return { asker: principal, purpose, justified: justification !== null, underGrant };
}

function asDisclosure(disclosure: RequestDisclosure): Disclosure {
  if (disclosure instanceof Disclosure) return disclosure;
  throw new Error('the hub runs only with decisions');
}

function withRules(current: ReturnType<PolicySource['current']>, instead: Opening['instead']): PolicyState {
  const { epoch, policies, bases, minimums, directory } = current;
  const state = { epoch, policies, bases, minimums, organisations: directory.organisations };
  const active = instead && policies.get(instead.owner);
  if (!instead || !active) return state;
  // A draft has no epoch of its own; views of sectors are not asked for with one.
  return { ...state, epoch: -1, policies: new Map(policies).set(instead.owner, { ...active, rules: instead.rules }) };
}

/** Somebody else in the place of the caller, by the rules of a version where one is named. */
async function openingFor(pool: Pool, { recipient, owner, justified }: AskedFor): Promise<Opening> {
  const opening = { asker: askerOf(recipient), purpose: recipient.purpose, justified };
  if (recipient.version === null) return opening;
  const versions = await findPolicyVersions(pool, owner);
  const version = versions.find(({ id }) => id === recipient.version);
  return version ? { ...opening, instead: { owner, rules: version.rules } } : opening;
}

interface AskedFor extends Pick<Supposition, 'owner' | 'recipient'> {
  readonly justified: boolean;
}

/** Somebody of an organisation, without a name: what a data officer asks about. */
function askerOf({ organisation, agency, areas, role, purpose }: OtherRecipient): Asker {
  const purposes = role === 'PARTNER_SYSTEM' ? [purpose] : null;
  return { organisation, agency, areas, role, purposes, subject: '', team: null };
}

function supposeGrants(contexts: ReadonlyMap<string, ChildContext>): ReadonlyMap<string, ChildContext> {
  return new Map([...contexts].map(([id, context]) => [id, { ...context, breakGlass: true }] as const));
}

function categoriesBySector({ labels }: Operations): Map<Sector, DataCategory[]> {
  const bySector = new Map<Sector, DataCategory[]>();
  for (const { sector, category } of labels.graphs.values()) {
    if (category === null) continue;
    const known = bySector.get(sector as Sector) ?? [];
    if (!known.includes(category)) bySector.set(sector as Sector, [...known, category]);
  }
  for (const list of bySector.values()) list.sort((a, b) => CATEGORIES.indexOf(a) - CATEGORIES.indexOf(b));
  return bySector;
}
