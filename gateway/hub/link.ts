import { type HashMatch } from './ports';

/** What becomes of a registration. */
export type Link =
  { readonly kind: 'apart'; readonly candidates: readonly string[] } | Linked | { readonly kind: 'contradiction' };

interface Linked {
  readonly kind: 'link';
  readonly childId: string;
  readonly band: 'CERTAIN' | 'LIKELY';
  /** Whether the answer says that the child was known before. */
  readonly isTold: boolean;
}

/** A registration, and what the index holds under its hashes. */
export interface LinkInput {
  readonly matches: readonly HashMatch[];
  /** Who registers. */
  readonly organisation: string;
  readonly hasNhsNumber: boolean;
  /** By child, the organisations of whose involvement the caller may know. */
  readonly told: ReadonlyMap<string, readonly string[]>;
}

/**
 * Decides to which child of the index a registration belongs.
 * INVARIANT: a registration finds no more than its caller may find. An NHS number counts only together with the name and
 * the date of birth, a name only as far as those registered it of whom the caller may know; whatever else agrees makes a
 * child of its own, as if nothing had. What cannot be told apart is never merged.
 */
export function decideLink(input: LinkInput): Link {
  const own = input.matches.find((match) => match.matched.includes('REFERENCE'));
  if (own !== undefined) {
    if (!agreesWithOwn(input, own)) return { kind: 'contradiction' };
    return { ...linkTo(own, 'CERTAIN'), isTold: true };
  }
  // The oldest: children who agree in all three are one child.
  const certain = input.matches.find((match) => has(match, 'NHS_NUMBER') && has(match, 'NAME_AND_BIRTH'));
  if (certain !== undefined) return linkTo(certain, 'CERTAIN');
  const likely = input.matches.filter((match) => isLikely(input, match));
  const [only] = likely;
  if (only !== undefined && likely.length === 1) return linkTo(only, 'LIKELY');
  return { kind: 'apart', candidates: input.matches.map(({ childId }) => childId) };
}

/** INVARIANT: who is involved in secret is not told of, so a child whom nobody else knows counts as one not known before. */
function linkTo({ childId, isOpenlyKnown }: HashMatch, band: Linked['band']): Linked {
  return { kind: 'link', childId, band, isTold: isOpenlyKnown };
}

/** INVARIANT: what others registered of the child neither helps nor hinders, or it could be guessed through one's own reference. */
function agreesWithOwn({ organisation, hasNhsNumber }: LinkInput, match: HashMatch): boolean {
  const isOwn = (kind: HashMatch['sources'][number]['kind']): boolean =>
    match.sources.some((source) => source.kind === kind && source.organisation === organisation);
  if (isOwn('NHS_NUMBER')) return true;
  return isOwn('NAME_AND_BIRTH') && !(hasNhsNumber && match.toldNhsNumber.includes(organisation));
}

/** Exact name and date of birth from somebody of whom the caller may know, unless a known NHS number differs. */
function isLikely({ organisation, hasNhsNumber, told }: LinkInput, match: HashMatch): boolean {
  const knowable = new Set([organisation, ...(told.get(match.childId) ?? [])]);
  const isNamed = match.sources.some((source) => source.kind === 'NAME_AND_BIRTH' && knowable.has(source.organisation));
  return isNamed && !(hasNhsNumber && match.toldNhsNumber.some((one) => knowable.has(one)));
}

function has({ matched }: HashMatch, kind: HashMatch['matched'][number]): boolean {
  return matched.includes(kind);
}
