import type { Pool } from 'pg';
import { SECTOR_OF_AGENCY } from '../../schema/vocabulary';
import { createSigner } from '../auth/sign';
import type { GatewayConfig } from '../config';
import { createAgencyOutbox } from '../events/agency-outbox';
import { startCollector } from '../events/collector';
import { createCursorCodec } from '../events/cursor';
import type { EventLog, Positions } from '../events/event-log';
import { createEventSource } from '../events/event-source';
import { createFanOut, type FanOut } from '../events/fan-out';
import { createHoldWatch } from '../events/hold-watch';
import { createNatsWakeUps } from '../events/nats-wake-ups';
import { createOwnOutbox } from '../events/own-outbox';
import type { WakeUps } from '../events/wake-ups';
import type { EventSource } from '../hub/event-ports';
import { createCollectorLog, createEventLog, createPositions } from '../store/event-log';
import { createCollectorLease } from '../store/lease';
import { readOutbox } from '../store/outbox';
import type { PolicySource } from '../store/policy-source';
import { createPostgresWakeUps } from '../store/postgres-wake-ups';

export interface EventOptions {
  readonly config: GatewayConfig;
  /** Connections of the events' own, so that requests that take all the others hold up no event. */
  readonly pool: Pool;
  readonly policies: PolicySource;
  /** A secret that all gateways of the hub have; cursors are sealed by a key that is derived from it. */
  readonly secret: string;
  readonly report: (id: string, error: unknown) => void;
  /** Writes a line for the operator. */
  readonly alarm: (line: string) => void;
}

/** The events of a running hub: their log, and who fills it. */
export interface Events {
  readonly log: EventLog;
  readonly positions: Positions;
  /** Wakes readers of the log. */
  readonly wakeUps: WakeUps;
  /** Wakes readers of the log for events like these alone. */
  readonly wakeUpsFor: FanOut['wakeUpsFor'];
  /** Wakes whoever collects what the hub's own mutations signal. */
  readonly wakeOutbox: () => void;
  /** What subscriptions follow. */
  readonly source: EventSource;
  /** What an operator should look at. */
  warnings(): string[];
  close(): Promise<void>;
}

/** Wires the collector to the owners' outboxes and to the hub's database. */
export async function createEvents(options: EventOptions): Promise<Events> {
  const { config, pool, report, alarm } = options;
  const wakeUps = await openWakeUps(options, 'events');
  const ownWakeUps = await openWakeUps(options, 'outbox');
  const watch = createHoldWatch({ now: Date.now, alarm });
  const own = createOwnOutbox({ wakeUps: ownWakeUps, read: (after, limit) => readOutbox(pool, after, limit) });
  const collector = startCollector({
    log: createCollectorLog(pool),
    outboxes: [own, ...agencyOutboxes(options)],
    lease: createCollectorLease(pool),
    wakeUps,
    watch,
    retentionMs: config.eventRetentionMs,
    now: Date.now,
    report: (error) => report('events', error),
    alarm,
  });
  const log = createEventLog(pool);
  const fanOut = createFanOut({ log, wakeUps, report: (error) => report('events', error) });
  return {
    log,
    source: createEventSource({ log, fanOut, cursors: createCursorCodec(options.secret) }),
    positions: createPositions(pool),
    wakeUps,
    wakeUpsFor: (wants) => fanOut.wakeUpsFor(wants),
    wakeOutbox: () => ownWakeUps.publish(),
    warnings: () => watch.warnings(),
    async close() {
      await fanOut.close();
      await collector.close();
      await ownWakeUps.close();
      await wakeUps.close();
    },
  };
}

/** Over NATS where there is one; what is woken for is read from the database either way. */
async function openWakeUps({ config, pool, report }: EventOptions, channel: string): Promise<WakeUps> {
  const { natsUrl: url } = config;
  if (url === null) return createPostgresWakeUps(pool, channel);
  return createNatsWakeUps({ url, channel, report: (error) => report('nats', error) });
}

function agencyOutboxes({ config, policies, alarm }: EventOptions) {
  const sign = createSigner({ privateJwk: config.signingKey });
  return Array.from(config.urls, ([sector, url]) =>
    createAgencyOutbox({
      sector,
      url,
      sign: (body) => sign(sector, body, 'outbox'),
      mayOwn(id) {
        const organisation = policies.current().directory.findOrganisation(id);
        // Of an organisation that is not in the directory yet nobody is told anything until it is.
        return organisation === undefined || SECTOR_OF_AGENCY[organisation.agency] === sector;
      },
      refused: (from, fault) => alarm(`an event of ${from} was left out: ${fault} is not as expected`),
    }),
  );
}
