import { CATEGORIES } from '../../../schema/vocabulary';
import { compileTable, levelOf } from '../compile';
import { createGrid, placesIn } from './grid';
import { isReachable, requestOf, requestsOn, type PolicyUnderProof, type Request } from './requests';

/** Counts the cells that one version gives another level than the other, over all recipients and purposes of a day. */
export function* countChangedCells(
  { before, after }: { before: PolicyUnderProof; after: PolicyUnderProof },
  today: string,
): Generator<undefined, number> {
  const known = new Map<string, number>();
  const both = { ...after, rules: [...before.rules, ...after.rules] };
  let changed = 0;
  for (const { input } of requestsOn(both, today)) {
    const [was, is] = [requestOf(before, { ...input, today }), requestOf(after, { ...input, today })];
    const key = `${was.key} / ${is.key}`;
    let count = known.get(key);
    if (count === undefined) {
      known.set(key, (count = differing(was, is)));
      yield;
    }
    changed += count;
  }
  return changed;
}

function differing(before: Request, after: Request): number {
  const grid = createGrid([...before.possible, ...after.possible]);
  const [was, is] = [compileTable(before.input), compileTable(after.input)];
  const [wasAt, isAt] = [placesIn(grid, was), placesIn(grid, is)];
  let count = 0;
  for (const [index, situation] of grid.situations.entries()) {
    if (!isReachable(after, situation)) continue;
    for (let category = 0; category < CATEGORIES.length; category++)
      if (levelOf(was.cells[wasAt[index]! + category]!) !== levelOf(is.cells[isAt[index]! + category]!)) count++;
  }
  return count;
}
