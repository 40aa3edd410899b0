import { HANDLINGS, type Handling } from '../../schema/vocabulary';

const rank = (handling: Handling): number => HANDLINGS.indexOf(handling);

/** Whether a marking conceals more than another. */
export function isStricter(handling: Handling, than: Handling): boolean {
  return rank(handling) > rank(than);
}

/** The stricter of two markings: what rests on several records is marked like the one that conceals most. */
export function stricter(one: Handling, other: Handling): Handling {
  return isStricter(one, other) ? one : other;
}

/** The least strict of some markings; null of none. */
export function leastStrict(handlings: readonly Handling[]): Handling | null {
  return HANDLINGS.find((each) => handlings.includes(each)) ?? null;
}
