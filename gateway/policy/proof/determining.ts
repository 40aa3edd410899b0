import { CATEGORIES } from '../../../schema/vocabulary';
import { binds, compileCap, compilePermit, scoreOf } from '../match';
import type { Situation } from '../rule';
import { ageCuts, createSituationIndex, digitsOf } from '../situation-index';
import type { Request } from './requests';

/** The rules that hold in one of two situations and not in the other: those that make the difference. */
export function determining(
  request: Request,
  { category, from, to }: { category: number; from: Situation; to: Situation },
): string[] {
  const { input, possible } = request;
  const index = createSituationIndex(ageCuts(possible));
  const [here, there] = [digitsOf(index, from), digitsOf(index, to)];
  return possible
    .filter((rule) => rule.categories.length === 0 || rule.categories.includes(CATEGORIES[category]!))
    .filter((rule) => {
      if (rule.kind === 'CAP')
        return compileCap(rule, input, index).some((cap) => binds(cap, here) && !binds(cap, there));
      const permit = compilePermit(rule, input, index);
      return scoreOf(permit, here) !== 0 && scoreOf(permit, there) === 0;
    })
    .map(({ id }) => id);
}
