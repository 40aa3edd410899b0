import { createHash } from 'node:crypto';

/** A stream of choices that is the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  whole(below: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the values, each as likely as its weight. */
  weighted<T>(choices: readonly (readonly [value: T, weight: number])[]): T;
  /** An id in the shape of a UUID, version 4. */
  id(): string;
}

/**
 * xoshiro128** (Blackman and Vigna, 2018), its state taken from a hash of seed and stream name: streams do not depend on
 * each other, so that child 17 is the same child however many there are.
 */
export function createRandom(seed: string, stream: string): Random {
  const next = xoshiro(createHash('sha256').update(`${seed}/${stream}`).digest());
  const unit = () => next() / 0x1_0000_0000;
  const whole = (below: number) => Math.floor(unit() * below);
  return {
    whole,
    chance: (probability) => unit() < probability,
    pick: (list) => {
      const picked = list[whole(list.length)];
      if (picked === undefined) throw new RangeError('cannot pick from an empty list');
      return picked;
    },
    weighted: (choices) => {
      let rest = unit() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of choices) if ((rest -= weight) < 0) return value;
      throw new RangeError('cannot choose without a weight above 0');
    },
    id: () => uuid([next(), next(), next(), next()]),
  };
}

function xoshiro(state: Buffer): () => number {
  let [a, b, c, d] = [state.readInt32LE(0), state.readInt32LE(4), state.readInt32LE(8), state.readInt32LE(12)];
  return () => {
    const answer = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return answer >>> 0;
  };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function uuid(words: readonly number[]): string {
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3] ?? '8';
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ];
  return groups.join('-');
}
