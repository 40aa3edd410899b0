import type { Gate, Label, LabelledFetch, RecordKey, Subject, Target, Verdict } from './gate';

/** What one execution asked of its gate, in order, and what it was answered. */
export type Transcript = readonly Step[];

type Step =
  | { readonly kind: 'PREPARE'; readonly childIds: ReadonlySet<string> }
  | { readonly kind: 'OFFER'; readonly target: Target; readonly offer: Offer; readonly verdict: Verdict }
  | { readonly kind: 'ADMITS'; readonly record: Admission; readonly isAdmitted: boolean }
  | { readonly kind: 'LISTED'; readonly category: number; readonly spot: readonly string[] }
  | { readonly kind: 'UNAVAILABLE'; readonly target: Target; readonly offer: Offer };

interface Offer {
  readonly fetch: LabelledFetch;
  readonly positions: number;
}

interface Admission {
  readonly key: RecordKey;
  readonly needs: readonly Label[];
  readonly spot: readonly string[];
}

/** A gate that answers as another one does, and what it was asked so far. */
export function createRecorder(gate: Gate): { gate: Gate; transcript: Transcript } {
  const transcript: Step[] = [];
  const recorder: Gate = {
    prepare(childIds) {
      transcript.push({ kind: 'PREPARE', childIds: new Set(childIds) });
      return gate.prepare(childIds);
    },
    about(asked) {
      const subject = gate.about(asked);
      const target = targetOf(asked);
      return {
        offer(fetch, positions) {
          const verdict = subject.offer(fetch, positions);
          transcript.push({ kind: 'OFFER', target, offer: { fetch, positions }, verdict });
          return verdict;
        },
      };
    },
    admits(key, needs, spot) {
      const isAdmitted = gate.admits(key, needs, spot);
      transcript.push({ kind: 'ADMITS', record: { key: keyOf(key), needs, spot }, isAdmitted });
      return isAdmitted;
    },
    listed(category, spot) {
      transcript.push({ kind: 'LISTED', category, spot });
      gate.listed(category, spot);
    },
    unavailable(fetch, target, positions) {
      transcript.push({ kind: 'UNAVAILABLE', target: targetOf(target), offer: { fetch, positions } });
      gate.unavailable(fetch, target, positions);
    },
  };
  return { gate: recorder, transcript };
}

/** A key apart from the data that it stood in, which is an answer in the making. */
function keyOf({ __typename, id, subjectId, ownerId, handling }: RecordKey): RecordKey {
  return { __typename, id, subjectId, ownerId, handling };
}

function targetOf(target: Target): Target {
  return target.kind === 'CHILD' ? target : { kind: target.kind, key: keyOf(target.key) };
}

/**
 * Asks another gate the same. True when it decides the same all the way: an execution under it would have sent the same
 * requests and kept the same records. INVARIANT: every decision is the gate's own, and stands on its own account; one
 * that decided otherwise somewhere holds half an account, and is not to be used for anything.
 */
export async function decidesAlike(gate: Gate, transcript: Transcript): Promise<boolean> {
  const subjects = new Map<Target, Subject>();
  for (const step of transcript) {
    if (step.kind === 'PREPARE') await gate.prepare(step.childIds);
    else if (!agrees(gate, subjects, step)) return false;
  }
  return true;
}

function agrees(gate: Gate, subjects: Map<Target, Subject>, step: Exclude<Step, { kind: 'PREPARE' }>): boolean {
  switch (step.kind) {
    case 'OFFER': {
      const { target, offer } = step;
      const subject = subjects.get(target) ?? gate.about(target);
      subjects.set(target, subject);
      return subject.offer(offer.fetch, offer.positions) === step.verdict;
    }
    case 'ADMITS':
      return gate.admits(step.record.key, step.record.needs, step.record.spot) === step.isAdmitted;
    case 'LISTED':
      gate.listed(step.category, step.spot);
      return true;
    case 'UNAVAILABLE':
      gate.unavailable(step.offer.fetch, step.target, step.offer.positions);
      return true;
  }
}
