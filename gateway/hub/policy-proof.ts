import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { CATEGORIES } from '../../schema/vocabulary';
import { SightlineError } from '../errors';
import { proveInTurns, type ProofResult } from '../policy/proof/prove';
import { findRaisedCell } from '../policy/proof/tighter';
import { type PolicyUnderProof } from '../policy/proof/requests';
import { type PolicyRule } from '../policy/rule';
import { dayOf } from './calendar';
import { type HubContext } from './context';
import { createTurns } from './turns';

/** An owner's rules with everything that their meaning depends on now. */
export function underProof({ hub }: HubContext, owner: string, rules: readonly PolicyRule[]): PolicyUnderProof {
  const { organisations } = hub.directory();
  const organisation = organisations.get(owner);
  if (organisation === undefined) throw new SightlineError('INTERNAL', 'an owner is missing from the directory');
  const { agency: ownerAgency, areas: ownerAreas } = organisation;
  const bases = hub.lawfulBases();
  const minimums = hub.safeguardingMinimums();
  return { owner, ownerAgency, ownerAreas, rules, bases, minimums, organisations };
}

/** Proves an owner's rules. Other requests get their turn between tables. */
export function provePolicy(context: HubContext, owner: string, rules: readonly PolicyRule[]): Promise<ProofResult> {
  const policy = underProof(context, owner, rules);
  const today = dayOf(context.hub.now());
  return answerOf(policy, ['proved', owner, today, rules], () =>
    PROOFS.take(context.principal, () => inTurns(proveInTurns(policy, { today, categories: CATEGORIES }))),
  );
}

/** A proof keeps a processor busy for seconds. INVARIANT: an emergency waits for no proof of another version. */
const PROOFS = createTurns({ atOnce: 2, waiting: 15 });
const COMPARISONS = createTurns({ atOnce: 2, waiting: 15 });

const MAX_ANSWERS = 20;
type Answers = LRUCache<string, Promise<unknown>>;
/** By what a proof depends on besides rules and day: a change of either makes a new object. */
const answers = new WeakMap<object, WeakMap<object, Answers>>();

/**
 * A proof is the same whoever asks: one is worked out once, however many ask at once, as long as the directory and the
 * lawful bases are the same; the few minimums are a part of the question. INVARIANT: the question names all else that the answer depends on.
 */
function answerOf<T>(
  { organisations, bases, minimums }: PolicyUnderProof,
  question: unknown[],
  work: () => Promise<T>,
): Promise<T> {
  let byBases = answers.get(organisations);
  if (byBases === undefined) answers.set(organisations, (byBases = new WeakMap()));
  let known = byBases.get(bases);
  if (known === undefined) byBases.set(bases, (known = new LRUCache({ max: MAX_ANSWERS })));
  const key = JSON.stringify([...question, minimums]);
  let answer = known.get(key) as Promise<T> | undefined;
  if (answer === undefined) {
    known.set(key, (answer = work()));
    answer.catch(() => known.delete(key));
  }
  return answer;
}

/**
 * @param tolerated Properties of which an ERROR does not count.
 * @throws SightlineError BAD_USER_INPUT that names what the proofs found against the rules.
 */
export async function refuseUnproved(
  context: HubContext,
  { owner, rules }: { readonly owner: string; readonly rules: readonly PolicyRule[] },
  tolerated: readonly string[] = [],
): Promise<void> {
  const { findings } = await provePolicy(context, owner, rules);
  const errors = findings.filter(({ severity, property }) => severity === 'ERROR' && !tolerated.includes(property));
  if (errors.length === 0) return;
  const told = errors.map(({ property, message, example }) => `${property}: ${example ?? message}`);
  const expected = 'a version that `checkPolicy` finds no ERROR in';
  throw new SightlineError('BAD_USER_INPUT', `the proofs refuse this version: ${told.join('; ')}`, {
    at: 'version',
    expected: `${expected}, got ${told.join('; ')}`,
  });
}

/** @throws SightlineError BAD_USER_INPUT that tells the first cell in which the rules would give more than those in force. */
export async function refuseRaising(
  context: HubContext,
  owner: string,
  { before, after }: { before: readonly PolicyRule[]; after: readonly PolicyRule[] },
): Promise<void> {
  const versions = { before: underProof(context, owner, before), after: underProof(context, owner, after) };
  const today = dayOf(context.hub.now());
  const raised = await answerOf(versions.after, ['raises', owner, today, before, after], () =>
    COMPARISONS.take(context.principal, () => inTurns(findRaisedCell(versions, today))),
  );
  if (raised === null) return;
  const expected = `rules that give nobody more than those in force, got such by which ${raised}`;
  throw new SightlineError('BAD_USER_INPUT', `an emergency tightening can only lower: ${raised}`, {
    at: 'input.rules',
    expected,
  });
}

async function inTurns<T>(turns: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = turns.next();
    if (done) return value;
    await nextTurn();
  }
}
