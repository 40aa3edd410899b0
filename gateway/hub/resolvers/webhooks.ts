import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type EventType, type Purpose } from '../../../schema/vocabulary';
import { badInput, SightlineError } from '../../errors';
import { cursorExpired } from '../../events/cursor';
import { type HubContext } from '../context';
import { findArea } from '../directory-view';
import { type EventSource } from '../event-ports';
import { distinctWords, refuseFaults, shape, type Fault } from '../faults';
import { isHubId } from '../hub-id';
import { type HubWrites } from '../ports';
import { answerOnce, keyFaults, type MutationCall } from '../repeatable';
import { type WebhookFault } from '../types/enums';
import {
  CreateWebhookInput,
  ReplayWebhookArguments,
  Webhook,
  WebhookDeliveriesArguments,
  WebhookDelivery,
  WebhookDeliveryConnection,
  WebhookSecret,
} from '../types/webhooks';
import { isKept, pickWebhook, requireKeeper, requireSystem } from '../webhook-authority';
import { type WebhookDeliveryRow, type WebhookRow } from '../webhook-ports';

/** Webhooks of one organisation. */
const MOST_WEBHOOKS = 10;
/** How long a secret goes on signing once there is a newer one. */
const OVERLAP_MS = 24 * 3_600_000;

/** What is kept of a call, for when it comes again: no secret. */
interface Kept {
  readonly id: string;
  readonly generation: number;
}

@Resolver()
export class WebhooksResolver {
  @Query(() => [Webhook], {
    description:
      'The own organisation\u2019s webhooks. One about which no system in its purpose has asked for 30 days is disabled.',
  })
  async webhooks(@Ctx() context: HubContext): Promise<Webhook[]> {
    requireKeeper(context);
    const rows = await context.hub.store.findWebhooks(context.principal.organisation);
    const kept = rows.filter((row) => isKept(context, row));
    await confirm(context, kept);
    return kept.map((row) => webhookOf(context, row));
  }

  @Query(() => WebhookDeliveryConnection, { description: 'What was sent to a webhook, the newest event first.' })
  async webhookDeliveries(
    @Ctx() context: HubContext,
    @Args(() => WebhookDeliveriesArguments) { webhookId, first, after }: WebhookDeliveriesArguments,
  ): Promise<WebhookDeliveryConnection> {
    requireKeeper(context);
    const size = first ?? 50;
    if (size < 1 || size > 100) throw badInput({ at: 'first', expected: 'a number from 1 to 100', got: size });
    const { store } = context.hub;
    const own = await store.findWebhooks(context.principal.organisation);
    await confirm(context, [pickWebhook(context, own, { id: webhookId, at: 'webhookId' })]);
    const events = eventsOf(context);
    const before = after == null ? null : events.parseCursor(after);
    const rows = await store.findWebhookDeliveries({ webhookId, first: size, before });
    const nodes = rows.slice(0, size).map((row) => deliveryOf(events, row));
    return { nodes, pageInfo: { endCursor: nodes.at(-1)?.cursor ?? null, hasNextPage: rows.length > size } };
  }

  @Mutation(() => WebhookSecret, {
    description: 'Has events sent by POST from now on, as this caller in this purpose may know of them.',
  })
  async createWebhook(
    @Ctx() context: HubContext,
    @Arg('input', () => CreateWebhookInput) input: CreateWebhookInput,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<WebhookSecret> {
    requireSystem(context);
    refuseFaults([...inputFaults(context, input), ...keyFaults(idempotencyKey)]);
    const call = { name: 'createWebhook', input, idempotencyKey };
    const kept = await answerOnce<Kept>(context, call, async (writes, createdAt) => {
      refuseMore(await writes.lockWebhooks(context.principal.organisation));
      const id = context.hub.newId();
      await writes.createWebhook({ id, ...asWhom(context), ...whatFor(input), createdAt });
      return { id, generation: 1 };
    });
    return secretOf(context, kept);
  }

  @Mutation(() => WebhookSecret, {
    description: 'Makes a new secret; the one before signs beside it for 24 hours.',
  })
  async rotateWebhookSecret(
    @Ctx() context: HubContext,
    @Arg('id', () => ID) id: string,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<WebhookSecret> {
    const call = { name: 'rotateWebhookSecret', input: { id }, idempotencyKey };
    const kept = await change(context, call, async ({ generation }, writes, at) => {
      await writes.rotateWebhook(id, new Date(at.getTime() + OVERLAP_MS));
      return { id, generation: generation + 1 };
    });
    return secretOf(context, kept);
  }

  @Mutation(() => ID, { description: 'Ends a webhook for good; gives its id.' })
  async deleteWebhook(
    @Ctx() context: HubContext,
    @Arg('id', () => ID) id: string,
    @Arg('idempotencyKey', () => ID) idempotencyKey: string,
  ): Promise<string> {
    const call = { name: 'deleteWebhook', input: { id }, idempotencyKey };
    const kept = await change(context, call, async ({ generation }, writes) => {
      await writes.deleteWebhook(id);
      return { id, generation };
    });
    return kept.id;
  }

  @Mutation(() => Webhook, {
    description: 'Sends again whatever is behind a place, decided as of now; enables a webhook that was disabled.',
  })
  async replayWebhook(
    @Ctx() context: HubContext,
    @Args(() => ReplayWebhookArguments) { id, after, idempotencyKey }: ReplayWebhookArguments,
  ): Promise<Webhook> {
    requireKeeper(context);
    const events = eventsOf(context);
    const place = events.parseCursor(after);
    // INVARIANT: asked before the transaction, which must not wait for a second connection.
    const isKnown = await events.knows(place);
    // Before it begins again, so that it is not ended at once for what made it end.
    const own = await context.hub.store.findWebhooks(context.principal.organisation);
    await confirm(
      context,
      own.filter((row) => row.id === id && isKept(context, row)),
    );
    const call = { name: 'replayWebhook', input: { id, after }, idempotencyKey };
    await change(context, call, async ({ generation }, writes) => {
      if (!isKnown) throw cursorExpired();
      await writes.replayWebhook(id, place);
      return { id, generation };
    });
    return webhookOf(context, await findOne(context, id));
  }
}

/** Whatever a system asks about its webhooks shows that it is still there. */
async function confirm({ hub, principal }: HubContext, kept: readonly WebhookRow[]): Promise<void> {
  if (principal.role !== 'PARTNER_SYSTEM' || kept.length === 0) return;
  await hub.store.confirmWebhooks(
    kept.map(({ id }) => id),
    hub.now(),
  );
}

interface ChangeCall extends MutationCall {
  readonly input: { readonly id: string };
}

/** Changes one of the caller's webhooks, once for its key. */
async function change(
  context: HubContext,
  call: ChangeCall,
  work: (webhook: WebhookRow, writes: HubWrites, at: Date) => Promise<Kept>,
): Promise<Kept> {
  requireKeeper(context);
  refuseFaults([...idFaults(call.input.id), ...keyFaults(call.idempotencyKey)]);
  return answerOnce<Kept>(context, call, async (writes, at) => {
    const rows = await writes.lockWebhooks(context.principal.organisation);
    return work(pickWebhook(context, rows, { id: call.input.id, at: 'id' }), writes, at);
  });
}

function eventsOf({ hub }: HubContext): EventSource {
  if (hub.events === undefined) throw new Error('this hub has no events');
  return hub.events;
}

async function findOne(context: HubContext, id: string): Promise<WebhookRow> {
  const rows = await context.hub.store.findWebhooks(context.principal.organisation);
  return pickWebhook(context, rows, { id, at: 'id' });
}

async function secretOf(context: HubContext, { id, generation }: Kept): Promise<WebhookSecret> {
  const webhook = webhookOf(context, await findOne(context, id));
  return { webhook, secret: context.hub.webhooks.secretOf(id, generation) };
}

/** Whom its deliveries are decided for. */
function asWhom({ principal, purpose, justification }: HubContext) {
  const { organisation, agency, subject, areas, team } = principal;
  return { organisation, agency, subject, areas, team, purpose: purpose ?? '', justification };
}

function whatFor({ url, types, areas }: CreateWebhookInput) {
  return { url, types, eventAreas: areas ?? null };
}

function idFaults(id: string): Fault[] {
  return isHubId(id) ? [] : [{ at: 'id', expected: 'an id of a webhook as the hub gave it', got: shape(id) }];
}

function refuseMore({ length }: readonly WebhookRow[]): void {
  if (length < MOST_WEBHOOKS) return;
  const expected = `at most ${MOST_WEBHOOKS} webhooks of one organisation`;
  throw new SightlineError('BAD_USER_INPUT', `expected ${expected}`, { at: 'input', expected });
}

function inputFaults(context: HubContext, { url, types, areas }: CreateWebhookInput): Fault[] {
  const expected = context.hub.webhooks.findUrlFault(url);
  return [
    ...(expected === null ? [] : [{ at: 'input.url', expected, got: 'another text' }]),
    ...distinctWords('input.types', types),
    ...(areas == null ? [] : areaFaults(context, areas)),
  ];
}

function areaFaults(context: HubContext, areas: readonly string[]): Fault[] {
  const unknown = areas.flatMap((code, index): Fault[] =>
    findArea(context, code) === null
      ? [{ at: `input.areas[${index}]`, expected: 'the code of an area, such as `E10000020`', got: 'another text' }]
      : [],
  );
  return [...distinctWords('input.areas', areas), ...unknown];
}

function webhookOf(context: HubContext, row: WebhookRow): Webhook {
  const { id, url, createdAt, rotatedUntil, disabledAt, disabledReason } = row;
  return {
    id,
    url,
    createdAt,
    rotatedUntil,
    disabledAt,
    disabledReason,
    types: row.types as EventType[],
    areas: row.eventAreas && row.eventAreas.flatMap((code) => findArea(context, code) ?? []),
    purpose: row.purpose as Purpose,
    cursor: eventsOf(context).cursorOf(row.began),
  };
}

function deliveryOf(events: EventSource, { position, deliveredAt, ...row }: WebhookDeliveryRow): WebhookDelivery {
  return {
    ...row,
    type: row.type as EventType,
    cursor: events.cursorOf(position),
    lastFault: row.lastFault as WebhookFault | null,
    nextAttemptAt: deliveredAt === null ? row.nextAttemptAt : null,
    deliveredAt,
  };
}
