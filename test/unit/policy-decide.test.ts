import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEVELS, type Agency, type DataCategory, type DisclosureLevel, type Purpose } from '../../schema/vocabulary';
import type { Role, WithheldReason } from '../../schema/vocabulary';
import {
  compileTable,
  isBreakGlass,
  levelOf,
  notifiesOwner,
  reasonOf,
  restsOnJustification,
} from '../../gateway/policy/compile';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { interpret } from '../../gateway/policy/interpret';
import { parsePolicyRules, type DecisionInput, type Obligation, type Situation } from '../../gateway/policy/rule';
import { aDecisionInput, aSituation, cellAt } from '../support/policy';

/** One row of decide.cases.json: what is not said of a situation is as in `aSituation`, consent given and the child known. */
interface Case {
  description: string;
  request: {
    organisation: string;
    agency: Agency;
    role: Role;
    purpose: Purpose | null;
    of: { owner: string; agency: Agency };
    areas?: string[];
    purposes?: Purpose[];
  };
  /** "default" is the demonstration policy of the owner. */
  rules: 'default' | unknown[];
  situation: Partial<Situation>;
  asks: { category: DataCategory; level: DisclosureLevel };
  want: {
    level: DisclosureLevel;
    reason: WithheldReason | null;
    obligations?: Obligation[];
    breakGlass?: boolean;
  };
}

const OWN_AREA: Readonly<Record<string, string>> = { E23000001: 'E09000023' };
const HOME = 'E10000020';

function inputOf({ request, rules }: Case): DecisionInput {
  const { organisation, agency, role, purpose, of, areas = [HOME], purposes = null } = request;
  return aDecisionInput(of.agency, {
    policy: {
      id: 'policy',
      owner: of.owner,
      rules: rules === 'default' ? demonstrationPolicy({ id: of.owner, agency: of.agency }) : parsePolicyRules(rules),
    },
    ownerAreas: [OWN_AREA[of.owner] ?? HOME],
    recipient: { organisation, agency, role, areas, purposes },
    purpose,
  });
}

const cases: Case[] = JSON.parse(readFileSync(join(__dirname, 'decide.cases.json'), 'utf8'));

describe('decides', () => {
  test.each(cases.map((each) => [each.description, each] as const))('%s', (_, each) => {
    const input = inputOf(each);
    const situation = aSituation(each.situation);
    const { category, level: asked } = each.asks;
    const decision = interpret(input, situation, category);
    const read = { level: decision.level, reason: decision.reasonFor(asked) };
    expect({ ...read, ...duties(each, decision.obligations, decision.breakGlass) }).toEqual(each.want);

    const cell = cellAt(compileTable(input), situation, category);
    const isGiven = levelOf(cell) >= LEVELS.indexOf(asked);
    const compiled = { level: LEVELS[levelOf(cell)], reason: isGiven ? null : reasonOf(cell, LEVELS.indexOf(asked)) };
    const told = [...(restsOnJustification(cell) ? ['JUSTIFY'] : []), ...(notifiesOwner(cell) ? ['NOTIFY_OWNER'] : [])];
    expect({ ...compiled, ...duties(each, told, isBreakGlass(cell)) }).toEqual(each.want);
  });
});

/** Only what the row speaks of, in one order. */
function duties({ want }: Case, obligations: readonly string[], breakGlass: boolean): object {
  return {
    ...(want.obligations === undefined ? {} : { obligations: [...obligations].sort() }),
    ...(want.breakGlass === undefined ? {} : { breakGlass }),
  };
}
