import { createUnionType, Directive, Field, ID, ObjectType } from 'type-graphql';
import { type DataCategory, type EventType, type Handling } from '../../../schema/vocabulary';
import { Child } from './child';
import { Organisation } from './directory';
import { ChildEventTypeEnum, DataCategoryEnum, HandlingEnum } from './enums';
import { DateTimeScalar } from './scalars';

/** A record of an agency by its key: all that a signal says of it, and what its own agency answers by. */
export interface RecordStub {
  readonly __typename: string;
  readonly id: string;
  readonly subjectId: string;
  readonly ownerId: string;
  readonly handling: Handling;
}

/** The agencies' record types that an event can be about. */
export const EVENT_RECORDS = [
  'MissingEpisode',
  'ReturnHomeInterview',
  'MissingPrompt',
  'CustodyEvent',
  'CustodyPrompt',
  'NrmReferral',
  'Placement',
  'PlacementNotification',
  'Referral',
  'ReferralChallenge',
  'SupportEpisode',
  'AdvocacyRequest',
] as const;

const STUBS = EVENT_RECORDS.map(recordStub);

function recordStub(name: string): new () => RecordStub {
  @Directive('@key(fields: "id subjectId ownerId handling", resolvable: false)')
  @ObjectType(name, { simpleResolvers: true })
  class Stub implements RecordStub {
    readonly __typename: string;

    @Field(() => ID)
    id: string;

    @Directive('@inaccessible')
    @Field(() => ID)
    subjectId: string;

    @Directive('@inaccessible')
    @Field(() => ID)
    ownerId: string;

    @Directive('@inaccessible')
    @Field(() => HandlingEnum)
    handling: Handling;
  }
  return Stub;
}

const ChildRecord = createUnionType({
  name: 'ChildRecord',
  description: 'The record of an agency that an event is about.',
  types: () => STUBS,
  resolveType: ({ __typename }) => __typename,
});

@ObjectType({
  simpleResolvers: true,
  description:
    'That something happened to a record of a child. What it says is read from its owner, as far as the caller may.',
})
export class ChildEvent {
  @Field(() => String, { description: 'Hand it over as `after` to go on behind this event.' })
  cursor: string;

  @Field(() => ID, { description: 'The same however often the event is delivered.' })
  id: string;

  @Field(() => ChildEventTypeEnum)
  type: EventType;

  @Field(() => DataCategoryEnum)
  category: DataCategory;

  @Field(() => DateTimeScalar)
  occurredAt: Date;

  @Field(() => Organisation)
  owner: Organisation;

  @Field(() => Child)
  child: Child;

  @Field(() => ChildRecord, { nullable: true, description: 'Null when the event is about none of these records.' })
  record: RecordStub | null;
}
