import type { LogEntry } from './events/event-log';
import { admitsEvent } from './fetch/admits-event';
import { carryOut } from './pipeline';
import type { Caller, PipelineServices, Prepared, RequestDisclosure } from './request';
import { byWhatHolds } from './what-holds';

/**
 * Answers a subscription for one event, exactly as it would answer a query at this moment. Null when the caller may not
 * know of the event: it then leaves no trace anywhere. INVARIANT: the record counts as its owner marks it now; who may
 * not know of it under any marking does not cause its owner to be asked.
 */
export async function deliver(services: PipelineServices, subscription: Prepared, logged: LogEntry) {
  return byWhatHolds(services, subscription, async () => {
    const { request, ...plan } = subscription;
    const { caller } = request;
    const findMarking = services.findMarking ?? (() => Promise.resolve(logged.handling));
    const asOpen = await admit(services, caller, { ...logged, handling: 'OPEN' });
    const handling = asOpen && (await findMarking(logged));
    if (!handling) return null;
    const event = { ...logged, handling };
    // No marking discloses more than none; what was noted under none is dropped with it.
    const disclosure = handling === 'OPEN' ? asOpen : await admit(services, caller, event);
    return disclosure && carryOut(services, { ...plan, request: { ...request, event } }, disclosure);
  });
}

async function admit(services: PipelineServices, caller: Caller, event: LogEntry): Promise<RequestDisclosure | null> {
  const disclosure = services.disclose(caller, event);
  await disclosure.prepare(new Set([event.childId]));
  return admitsEvent(disclosure, services.operations.catalogue, event) ? disclosure : null;
}
