import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { type EventType, type Purpose } from '../../../schema/vocabulary';
import { PageArguments } from './arguments';
import { PageInfo } from './disclosures';
import { Area } from './directory';
import { ChildEventTypeEnum, PurposeEnum, WebhookFaultEnum, type WebhookFault } from './enums';
import { DateTimeScalar } from './scalars';

@InputType()
export class CreateWebhookInput {
  @Field(() => String, { description: 'Where events are sent by POST: https, and of the public internet.' })
  url: string;

  @Field(() => [ChildEventTypeEnum])
  types: EventType[];

  @Field(() => [ID], { nullable: true, description: 'Events of owners that serve one of these areas.' })
  areas?: string[] | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Where the hub sends events of what a partner may know. It acts as who created it, and is decided anew at each attempt.',
})
export class Webhook {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  url: string;

  @Field(() => [ChildEventTypeEnum])
  types: EventType[];

  @Field(() => [Area], { nullable: true, description: 'Events of owners that serve one of these; null for all.' })
  areas: Area[] | null;

  @Field(() => PurposeEnum, { description: 'The purpose that was declared when it was created.' })
  purpose: Purpose;

  @Field(() => String, { description: 'Behind which event it began; to be handed to `replayWebhook`.' })
  cursor: string;

  @Field(() => DateTimeScalar)
  createdAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until then the secret before the newest signs, too.' })
  rotatedUntil: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when nothing is sent any more.' })
  disabledAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why nothing is sent any more; `replayWebhook` begins again.',
  })
  disabledReason: string | null;
}

@ObjectType({ simpleResolvers: true })
export class WebhookSecret {
  @Field(() => Webhook)
  webhook: Webhook;

  @Field(() => String, {
    description: 'What verifies the signatures (Standard Webhooks, `whsec_`): it is shown here and nowhere else.',
  })
  secret: string;
}

@ObjectType({ simpleResolvers: true, description: 'An event that was sent to a webhook once at least.' })
export class WebhookDelivery {
  @Field(() => ID, { description: 'The id of the event, and of the message.' })
  eventId: string;

  @Field(() => ChildEventTypeEnum)
  type: EventType;

  @Field(() => String)
  cursor: string;

  @Field(() => Int)
  attempts: number;

  @Field(() => DateTimeScalar)
  lastAttemptAt: Date;

  @Field(() => Int, { nullable: true, description: 'The HTTP status of the last answer.' })
  lastStatus: number | null;

  @Field(() => WebhookFaultEnum, { nullable: true, description: 'Why the last attempt failed; null when it did not.' })
  lastFault: WebhookFault | null;

  @Field(() => DateTimeScalar, { nullable: true })
  nextAttemptAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  deliveredAt: Date | null;
}

@ObjectType({ simpleResolvers: true })
export class WebhookDeliveryConnection {
  @Field(() => [WebhookDelivery])
  nodes: WebhookDelivery[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;
}

@ArgsType()
export class WebhookDeliveriesArguments extends PageArguments {
  @Field(() => ID)
  webhookId: string;
}

@ArgsType()
export class ReplayWebhookArguments {
  @Field(() => ID)
  id: string;

  @Field(() => String, { description: 'What was handled last: everything behind it is sent again.' })
  after: string;

  @Field(() => ID)
  idempotencyKey: string;
}
