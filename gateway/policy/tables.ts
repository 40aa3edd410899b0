import { LRUCache } from 'lru-cache';
import { compileTable, type DecisionTable } from './compile';
import type { DecisionInput, LawfulBasis, PolicyRule, SafeguardingMinimum } from './rule';

/** Compiled tables, as many as `max`, the least recently used going first. */
export interface TableCache {
  /** The table for this owner, caller, purpose and day; owners whose rules are the same in everything share one. */
  get(input: DecisionInput): DecisionTable;
  readonly size: number;
}

/** What a list of rules can tell apart among callers and owners; everything else about them leaves the table the same. */
interface RulesProfile {
  id: number;
  organisations: ReadonlySet<string>;
  dependsOnArea: boolean;
  bases: readonly string[];
}

/**
 * Creates a bounded cache of compiled tables. Tables are keyed by the content of the rules, never by their owner, so that
 * 175 councils with one policy cost one table for each class of caller.
 */
export function createTableCache({ max }: { max: number }): TableCache {
  const tables = new LRUCache<string, DecisionTable>({ max });
  const profileOf = createProfiles(max);
  const textOf = createTexts();
  return {
    get(input) {
      const profile = profileOf(input.policy.rules);
      const key = `${classOf(profile, input)}|${textOf(input.minimum)}`;
      let table = tables.get(key);
      if (table === undefined) {
        table = compileTable(input);
        tables.set(key, table);
      }
      return table;
    },
    get size() {
      return tables.size;
    },
  };
}

/** Everything that compiling reads of the caller, the owner, the purpose and the day. */
function classOf(profile: RulesProfile, input: DecisionInput): string {
  const { recipient, purpose, policy, ownerAreas, today } = input;
  const isOwnStaff = recipient.organisation === policy.owner;
  const isNamed = profile.organisations.has(recipient.organisation);
  const isNear = profile.dependsOnArea && recipient.areas.some((area) => ownerAreas.includes(area));
  const declarable = recipient.role === 'PARTNER_SYSTEM' ? recipient.purposes?.includes(purpose ?? 'OVERSIGHT') : null;
  return JSON.stringify([
    profile.id,
    recipient.agency,
    recipient.role,
    purpose,
    isOwnStaff,
    isNamed ? recipient.organisation : null,
    isNear,
    declarable ?? null,
    today,
    liveBases(profile, input.bases),
  ]);
}

function liveBases(profile: RulesProfile, bases: ReadonlyMap<string, LawfulBasis>): unknown[] {
  return profile.bases.map((id) => {
    const basis = bases.get(id);
    return basis === undefined ? null : [basis.validFrom, basis.validTo];
  });
}

/** Gives equal lists of rules the same profile. Bounded: a list whose content was forgotten gets a new number. */
function createProfiles(max: number): (rules: readonly PolicyRule[]) => RulesProfile {
  const known = new WeakMap<readonly PolicyRule[], RulesProfile>();
  const byContent = new LRUCache<string, RulesProfile>({ max });
  let next = 0;
  return (rules) => {
    const found = known.get(rules);
    if (found !== undefined) return found;
    const content = JSON.stringify(rules.map((rule) => ({ ...rule, id: null, note: null })));
    const profile = byContent.get(content) ?? profileRules(rules, next++);
    byContent.set(content, profile);
    known.set(rules, profile);
    return profile;
  };
}

function profileRules(rules: readonly PolicyRule[], id: number): RulesProfile {
  return {
    id,
    organisations: new Set(rules.flatMap((rule) => rule.organisations)),
    dependsOnArea: rules.some((rule) => rule.areas === 'SAME'),
    bases: [...new Set(rules.flatMap((rule) => rule.lawfulBasis ?? []))].sort(),
  };
}

/** What minimums say, whichever of them says it: a reload of the same makes no new tables. */
function createTexts(): (minimum: SafeguardingMinimum) => string {
  const known = new WeakMap<SafeguardingMinimum, string>();
  return (minimum) => {
    let text = known.get(minimum);
    if (text === undefined) {
      const { minimumConcern, purposes, levels } = minimum;
      known.set(minimum, (text = JSON.stringify([minimumConcern, purposes, levels])));
    }
    return text;
  };
}
