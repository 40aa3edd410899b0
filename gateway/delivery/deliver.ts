import { executionKey } from './alike';
import type { LogEntry } from '../events/event-log';
import { admitsEvent } from '../fetch/admits-event';
import type { Recorded } from '../fetch/executions';
import { createRecorder, decidesAlike } from '../fetch/transcript';
import { carryOut, conclude, fetchAll } from '../pipeline';
import type { Answer, Caller, PipelineServices, Prepared, RequestDisclosure } from '../request';
import { byWhatHolds } from '../answer/what-holds';

/**
 * Answers a subscription for one event, exactly as it would answer a query at this moment. Null when the caller may not
 * know of the event: it then leaves no trace anywhere. INVARIANT: the record counts as its owner marks it now; who may
 * not know of it under any marking does not cause its owner to be asked.
 */
export async function deliver(services: PipelineServices, subscription: Prepared, logged: LogEntry) {
  return byWhatHolds(services, subscription, async () => {
    const { caller } = subscription.request;
    const findMarking = services.findMarking ?? (() => Promise.resolve(logged.handling));
    const asOpen = await admit(services, caller, { ...logged, handling: 'OPEN' });
    const handling = asOpen && (await findMarking(logged));
    if (!handling) return null;
    const event = { ...logged, handling };
    // No marking discloses more than none; what was noted under none is dropped with it.
    const disclosure = handling === 'OPEN' ? asOpen : await admit(services, caller, event);
    return disclosure && answerAlike(services, { ...subscription, event }, disclosure);
  });
}

interface Delivery extends Prepared {
  readonly event: LogEntry;
}

/**
 * Takes what was fetched for somebody else a moment ago, where that would be fetched again. INVARIANT: every recipient's
 * decisions are made for it alone, on its own account; only when each of them is the same is the rest shared.
 */
async function answerAlike(services: PipelineServices, { event, ...plan }: Delivery, disclosure: RequestDisclosure) {
  const prepared = { ...plan, request: { ...plan.request, event } };
  const key = executionKey(prepared, event);
  if (!services.executions || key === null) return carryOut(services, prepared, disclosure);
  const run = await services.executions.run(key, () => record(services, prepared, disclosure));
  if (run === null) return carryOut(services, prepared, disclosure);
  const { isOwn, recorded } = run;
  const isAlike = isOwn || (await decidesAlike(disclosure, recorded.transcript));
  if (!isAlike) return answerAfresh(services, prepared, event);
  return conclude(services, prepared, { disclosure, fetched: recorded });
}

/** By decisions that are made afresh: the others are on an account of what was not done. */
async function answerAfresh(services: PipelineServices, prepared: Prepared, event: LogEntry): Promise<Answer | null> {
  const disclosure = await admit(services, prepared.request.caller, event);
  return disclosure && carryOut(services, prepared, disclosure);
}

async function record(services: PipelineServices, prepared: Prepared, disclosure: RequestDisclosure) {
  const { gate, transcript } = createRecorder(disclosure);
  const recorded: Recorded = { ...(await fetchAll(services, prepared, { disclosure, gate })), transcript };
  return recorded;
}

async function admit(services: PipelineServices, caller: Caller, event: LogEntry): Promise<RequestDisclosure | null> {
  const disclosure = services.disclose(caller, event);
  await disclosure.prepare(new Set([event.childId]));
  return admitsEvent(disclosure, services.operations.catalogue, event) ? disclosure : null;
}
