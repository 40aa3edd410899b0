import { CATEGORIES } from '../../../schema/vocabulary';
import { compileTable, levelOf } from '../compile';
import { createGrid, placesIn } from './grid';
import { daysOf, isReachable, requestOf, requestsOn, type PolicyUnderProof, type Request } from './requests';
import { cellInWords, sight } from './words';

/**
 * Finds, in words, the first cell in which one version of a policy would give more than another, or the same without a
 * duty, on this day or any day to come; null when there is none. Yields between tables, so that others get their turn.
 */
export function* findRaisedCell(
  { before, after }: { before: PolicyUnderProof; after: PolicyUnderProof },
  today: string,
): Generator<undefined, string | null> {
  const compared = new Set<string>();
  for (const day of daysOf([before, after], today)) {
    const both = { ...after, rules: [...before.rules, ...after.rules] };
    for (const { input, ...request } of requestsOn(both, day)) {
      const pair = [before, after].map((policy) => narrowed({ input, ...request }, policy));
      const key = pair
        .map((one) => JSON.stringify([one.key, one.possible.map((rule) => ({ ...rule, note: null }))]))
        .join();
      if (compared.has(key)) continue;
      compared.add(key);
      const raised = raisedIn(pair[0]!, pair[1]!) ?? raisedWithoutNotices(pair[0]!, pair[1]!);
      if (raised !== null) return day === today ? raised : `from ${day} on, ${raised}`;
      yield;
    }
  }
  return null;
}

/** The same request before one of the two versions. */
function narrowed(request: Request, policy: PolicyUnderProof): Request {
  const { recipient, purpose, today } = request.input;
  return requestOf(policy, { recipient, purpose, today });
}

/** A level that needs the owner to be told counts for nothing here: what is left is had without that duty. */
function raisedWithoutNotices(before: Request, after: Request): string | null {
  const [was, is] = [quiet(before), quiet(after)];
  // Where nobody has to be told, all that would be compared was compared.
  return was === before && is === after ? null : raisedIn(was, is, ' without the owner being told');
}

function quiet(request: Request): Request {
  const { policy } = request.input;
  const rules = policy.rules.filter(({ kind, obligations }) => kind === 'CAP' || !obligations.includes('NOTIFY_OWNER'));
  if (rules.length === policy.rules.length) return request;
  return { ...request, input: { ...request.input, policy: { ...policy, rules } } };
}

function raisedIn(before: Request, after: Request, how = ''): string | null {
  const grid = createGrid([...before.input.policy.rules, ...after.input.policy.rules]);
  const [was, is] = [compileTable(before.input), compileTable(after.input)];
  const [wasAt, isAt] = [placesIn(grid, was), placesIn(grid, is)];
  for (const [index, situation] of grid.situations.entries()) {
    if (!isReachable(after, situation)) continue;
    for (let category = 0; category < CATEGORIES.length; category++) {
      const level = levelOf(is.cells[isAt[index]! + category]!);
      const old = levelOf(was.cells[wasAt[index]! + category]!);
      if (level > old)
        return `${cellInWords(after, situation, { category, level })}${how}, now ${sight(category, old)}`;
    }
  }
  return null;
}
