import type { LogEntry } from '../../gateway/events/event-log';
import { startDispatcher } from '../../gateway/events/webhooks/webhook-dispatcher';
import type { ActiveWebhook, Claimed } from '../../gateway/events/webhooks/webhook-queue';
import type { Sent } from '../../gateway/events/webhooks/webhook-sender';
import { until } from '../support/subscriber';

const webhook = (id: string): ActiveWebhook => ({
  id,
  organisation: 'E10000020',
  agency: 'COUNCIL',
  subject: 'system',
  areas: [],
  team: null,
  purpose: 'SECTION_47_ENQUIRY',
  justification: null,
  url: `https://${id}.example.org/`,
  types: [],
  eventAreas: null,
  generation: 1,
  oldestGeneration: 1,
  rotatedUntil: null,
  confirmedAt: new Date(),
});

it('gives little room to webhooks that hang, so that another of their organisation has its share', async () => {
  const ids = ['hangs-1', 'hangs-2', 'works'];
  const underWay: { id: string; end: (sent: Sent) => void }[] = [];
  let isWorkDue = false;
  let number = 0;
  const claim = async (webhookId: string, limit: number): Promise<Claimed[]> =>
    Array.from({ length: limit }, () => ({
      webhookId,
      eventId: String((number += 1)),
      claim: 'c',
      attempts: 0,
      firstAttemptAt: null,
      event: {} as LogEntry,
    }));
  const nothing = async (): Promise<void> => undefined;
  const dispatcher = startDispatcher({
    queue: {
      takeUp: async () => 'DONE',
      findDue: async () => ids.filter((id) => isWorkDue || id !== 'works').map(webhook),
      claim,
      delivered: nothing,
      failed: nothing,
      drop: nothing,
      postpone: nothing,
      disable: nothing,
      removeDeliveredBefore: nothing,
    },
    wakeUps: { subscribe: () => () => undefined },
    sender: {
      send: ({ url }, signal) =>
        new Promise((end) => {
          underWay.push({ id: new URL(url).hostname, end });
          signal.addEventListener('abort', () => end({ fault: 'TIMED_OUT', status: null }));
        }),
      close: nothing,
    },
    secrets: () => 'whsec_c2VjcmV0',
    wants: () => true,
    tell: async () => '{}',
    retentionMs: 1_000,
    now: Date.now,
    random: () => 0,
    report: () => undefined,
  });
  await until(() => underWay.length === 8);
  isWorkDue = true;
  for (const { end } of underWay.splice(0)) end({ fault: 'TIMED_OUT', status: null });
  await until(() => underWay.some(({ id }) => id === 'works.example.org'));
  await dispatcher.close();
});

it('goes on with the other webhooks when one cannot be looked at', async () => {
  const sent: string[] = [];
  const reports: unknown[] = [];
  const nothing = async (): Promise<void> => undefined;
  const one = { eventId: 'event', claim: 'c', attempts: 0, firstAttemptAt: null, event: {} as LogEntry };
  const dispatcher = startDispatcher({
    queue: {
      takeUp: async () => 'DONE',
      findDue: async () => (sent.length === 0 ? ['fails', 'works'].map(webhook) : []),
      claim: (webhookId) =>
        webhookId === 'fails' ? Promise.reject(new Error('too long')) : Promise.resolve([{ ...one, webhookId }]),
      delivered: nothing,
      failed: nothing,
      drop: nothing,
      postpone: nothing,
      disable: nothing,
      removeDeliveredBefore: nothing,
    },
    wakeUps: { subscribe: () => () => undefined },
    sender: {
      send: async ({ url }) => {
        sent.push(new URL(url).hostname);
        return { fault: null, status: 204 };
      },
      close: nothing,
    },
    secrets: () => 'whsec_c2VjcmV0',
    wants: () => true,
    tell: async () => '{}',
    retentionMs: 1_000,
    now: Date.now,
    random: () => 0,
    report: (error) => void reports.push(error),
  });
  await until(() => sent.length > 0);
  await dispatcher.close();
  expect(new Set(sent)).toEqual(new Set(['works.example.org']));
  expect(reports).toContainEqual(new Error('too long'));
});
