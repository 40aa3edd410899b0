import { type Pool } from 'pg';
import { type HubReads, type HubStore, type HubWrites, type RepeatableAnswer, type RepeatableCall } from '../hub/ports';
import { breakGlassWrites, findBreakGlassGrant, findBreakGlassGrants } from './break-glass';
import { allocate } from './allocations';
import { findHashMatches, lockIdentity } from './child-hashes';
import { findKnownChildren, lockChild, registerChildren } from './children';
import { findJudgements, recordConcerns } from './concerns';
import { findConsents, findConsentsOfChildren, recordConsents } from './consents';
import { inTransaction, type Queryable } from './database';
import { getAnswer, keepAnswer, takeKey } from './idempotency';
import { countAttempt, countMiss } from './identity-attempts';
import { keepPendingLinks } from './pending-links';
import { findPolicyVersions } from './policies';
import { createBasisWrites, createMinimumWrites, findBasisChanges, findMinimumChanges } from './four-eyes';
import { createPolicyWrites } from './policy-life';
import { findInvolvements, findInvolvementsOfChildren, findStandings } from './involvements';
import { appendSignals } from './outbox';
import { createWaker } from './waker';
import {
  confirmWebhooks,
  createWebhook,
  deleteWebhook,
  findWebhookDeliveries,
  findWebhooks,
  lockWebhooks,
  replayWebhook,
  rotateWebhook,
} from './webhooks';

/** Binds the hub's statements to its database; `wake` is called after each transaction that may have signalled. */
export function createHubStore(pool: Pool, wake = createWaker(pool, 'outbox')): HubStore {
  return {
    ...readsOf(pool),
    countAttempt: (count) => countAttempt(pool, count),
    countMiss: (count) => countMiss(pool, count),
    once: async <T>(call: RepeatableCall, work: (writes: HubWrites) => Promise<T>) => {
      const answered = await inTransaction<RepeatableAnswer<T>>(pool, async (client) => {
        if (!(await takeKey(client, call))) return repeat<T>(client, call);
        const answer = await work(createHubWrites(client));
        await keepAnswer(client, call, answer);
        return { kind: 'answer', answer };
      });
      wake();
      return answered;
    },
  };
}

/** Binds the writing statements to one connection, which holds the transaction. */
export function createHubWrites(client: Queryable): HubWrites {
  return {
    findHashMatches: (hashes) => findHashMatches(client, hashes),
    findConsentsOfChildren: (ids) => findConsentsOfChildren(client, ids),
    lockChild: (childId) => lockChild(client, childId),
    findStandings: (childIds, organisation) => findStandings(client, childIds, organisation),
    lockIdentity: (hashes) => lockIdentity(client, hashes),
    keepPendingLinks: (links) => keepPendingLinks(client, links),
    registerChildren: (rows) => registerChildren(client, rows),
    recordConcerns: (rows) => recordConcerns(client, rows),
    recordConsents: (rows) => recordConsents(client, rows),
    policies: createPolicyWrites(client),
    bases: createBasisWrites(client),
    minimums: createMinimumWrites(client),
    allocate: (row) => allocate(client, row),
    signal: (signals) => appendSignals(client, signals),
    lockWebhooks: (organisation) => lockWebhooks(client, organisation),
    createWebhook: (webhook) => createWebhook(client, webhook),
    rotateWebhook: (id, until) => rotateWebhook(client, id, until),
    deleteWebhook: (id) => deleteWebhook(client, id),
    replayWebhook: (id, after) => replayWebhook(client, id, after),
    ...breakGlassWrites(client),
  };
}

function readsOf(pool: Pool): HubReads {
  return {
    findKnownChildren: (ids) => findKnownChildren(pool, ids),
    findInvolvementsOfChildren: (ids) => findInvolvementsOfChildren(pool, ids),
    findInvolvements: (ids) => findInvolvements(pool, ids),
    findConsentsOfChildren: (ids) => findConsentsOfChildren(pool, ids),
    findConsents: (ids) => findConsents(pool, ids),
    findJudgements: (ids) => findJudgements(pool, ids),
    findHashMatches: (hashes) => findHashMatches(pool, hashes),
    findStandings: (ids, organisation) => findStandings(pool, ids, organisation),
    findBasisChanges: () => findBasisChanges(pool),
    findMinimumChanges: () => findMinimumChanges(pool),
    findPolicyVersions: (owner) => findPolicyVersions(pool, owner),
    findWebhooks: (organisation) => findWebhooks(pool, organisation),
    confirmWebhooks: (ids, at) => confirmWebhooks(pool, ids, at),
    findWebhookDeliveries: (query) => findWebhookDeliveries(pool, query),
    findBreakGlassGrant: (id) => findBreakGlassGrant(pool, id),
    findBreakGlassGrants: (query) => findBreakGlassGrants(pool, query),
  };
}

async function repeat<T>(client: Queryable, call: RepeatableCall): Promise<RepeatableAnswer<T>> {
  const first = await getAnswer(client, call);
  if (!first.fingerprint.equals(call.fingerprint)) return { kind: 'conflict' };
  return { kind: 'answer', answer: first.answer as T };
}
