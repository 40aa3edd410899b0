import type { OwnerError } from './answer';

/** What went wrong at an owner, without its words. */
export interface FetchFault {
  readonly sector: string;
  readonly code: string;
  readonly path: readonly string[];
  readonly at: string | null;
  readonly expected: string | null;
}

/** What went wrong in one request: each thing once, and at most one entry for an owner that did not answer. */
export interface Faults {
  unavailable(sector: string): void;
  isUnavailable(sector: string): boolean;
  /** Notes the errors of an owner's answer. */
  told(sector: string, errors: readonly OwnerError[], whereOf: (error: OwnerError) => Where | undefined): void;
  all(): FetchFault[];
}

/** The place of a fetch in the answer, and the client's names below it. */
interface Where {
  readonly path: readonly string[];
  readonly names: ReadonlyMap<string, string>;
}

const UNAVAILABLE = 'OWNER_UNAVAILABLE';
/** A client learns nothing from more. */
const MAX_FAULTS = 100;

export function createFaults(): Faults {
  const byKey = new Map<string, FetchFault>();
  const add = (fault: FetchFault): void => {
    const key = JSON.stringify(fault);
    if (byKey.size < MAX_FAULTS || fault.code === UNAVAILABLE) byKey.set(key, fault);
  };
  const silent = new Set<string>();
  return {
    unavailable(sector) {
      silent.add(sector);
      add({ sector, code: UNAVAILABLE, path: [], at: null, expected: null });
    },
    isUnavailable: (sector) => silent.has(sector),
    told(sector, errors, whereOf) {
      for (const error of errors) {
        const { code, at, expected } = error;
        add({ sector, code, path: answerPath(error.path, whereOf(error)), at, expected });
      }
    },
    all: () => [...byKey.values()],
  };
}

/**
 * Where an owner's error stands in the answer, without positions in lists: they would count what the client may not
 * know of. INVARIANT: made of names in the client's own operation only; a path can carry an owner's words, too.
 */
function answerPath(path: OwnerError['path'], where: Where | undefined): string[] {
  if (!where) return [];
  const answer = where.path.filter((step) => step !== '@').map((step) => where.names.get(step) ?? step);
  for (const step of path) {
    if (typeof step !== 'string') continue;
    const name = where.names.get(step);
    if (name !== undefined) answer.push(name);
  }
  return answer;
}
