import { CONSENT_STATES, SECTOR_OF_AGENCY } from '../../schema/vocabulary';
import type { ConsentState, Sector, WithheldReason } from '../../schema/vocabulary';
import { ageOn } from './age';
import type { DecisionTable } from './compile';
import type { ChildContext } from './context';
import type { DisclosureInput } from './input';
import { commonReason } from './reasons';
import { EFFECTIVE_HANDLINGS, type Situation } from './rule';

/** What is the same for all children of one request who are in the same situation, worked out once. */
export interface SharedSituation {
  /** With an OPEN record; the consent is the first state, from which a table counts on. */
  readonly situation: Situation;
  /** Where the situation lies in a table, by the handling's position in EFFECTIVE_HANDLINGS. */
  basesIn(table: DecisionTable): readonly number[];
  /** Whether every organisation of a sector would tell of its involvement; `consent` is that about involvement. */
  tellsInvolvement(sector: string, consent: ConsentState): boolean;
  /** The reason that stands for every organisation of a sector; `consent` is that about the category. */
  commonReason(sector: string, asked: Asked): WithheldReason;
  /** Whether every organisation of a sector would give what is asked; `consent` is that about the category. */
  isGivenByAll(sector: string, asked: Asked): boolean;
}

interface Asked {
  readonly category: number;
  readonly level: number;
  readonly consent: ConsentState;
}

/** The situations that occur in one request. */
export interface Situations {
  of(context: ChildContext): SharedSituation;
}

export function createSituations(input: DisclosureInput): Situations {
  const known = new Map<string, SharedSituation>();
  return {
    of({ relationship, concern, bornOn, breakGlass }) {
      const age = bornOn === null ? null : ageOn(bornOn, input.today);
      const key = `${relationship} ${concern} ${age} ${breakGlass}`;
      let shared = known.get(key);
      if (!shared) {
        const consent = CONSENT_STATES[0];
        const { justified } = input;
        const situation = {
          consent,
          relationship,
          concern,
          handling: 'OPEN',
          age,
          breakGlass,
          justified,
        } as const;
        known.set(key, (shared = shareSituation(input, situation)));
      }
      return shared;
    },
  };
}

function shareSituation(input: DisclosureInput, situation: Situation): SharedSituation {
  const bases = new Map<DecisionTable, readonly number[]>();
  const told = new Map<string, boolean>();
  const reasons = new Map<string, WithheldReason>();
  const given = new Map<string, boolean>();
  const viewsOf = (sector: string) => sectorsBehind(sector).map((each) => input.sectorView(each));
  return {
    situation,
    basesIn: (table) =>
      memoised(bases, table, () => EFFECTIVE_HANDLINGS.map((handling) => table.base({ ...situation, handling }))),
    tellsInvolvement: (sector, consent) =>
      memoised(told, `${sector} ${consent}`, () => {
        const views = viewsOf(sector);
        return views.length > 0 && views.every((view) => view.tellsInvolvement({ ...situation, consent }));
      }),
    commonReason: (sector, { category, level, consent }) =>
      memoised(reasons, `${sector} ${category} ${level} ${consent}`, () =>
        commonReason(viewsOf(sector).map((view) => view.commonReason({ ...situation, consent }, category, level))),
      ),
    isGivenByAll: (sector, { category, level, consent }) =>
      memoised(given, `${sector} ${category} ${level} ${consent}`, () => {
        const views = viewsOf(sector);
        return views.length > 0 && views.every((view) => view.gives({ ...situation, consent }, category, level));
      }),
  };
}

function memoised<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

const SECTORS_OF_OWNERS = Object.values(SECTOR_OF_AGENCY);

/** The hub's own fields belong to the organisations of every sector. */
function sectorsBehind(sector: string): Sector[] {
  if (sector === 'hub') return SECTORS_OF_OWNERS;
  return SECTORS_OF_OWNERS.filter((each) => each === sector);
}
