import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { graphqlEnum } from './enums';
import { DateScalar, DateTimeScalar } from './scalars';

@Directive('@shareable')
@ObjectType({ description: 'Whom to ask.', simpleResolvers: true })
export class Contact {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  role!: string;

  @Field(() => String, { nullable: true })
  email!: string | null;

  @Field(() => String, { nullable: true })
  telephone!: string | null;
}

@Directive('@shareable')
@ObjectType({ description: 'A statutory or agreed time limit, as it runs.', simpleResolvers: true })
export class Clock {
  @Field(() => String)
  rule!: string;

  @Field(() => DateTimeScalar)
  startedAt!: Date;

  @Field(() => DateTimeScalar)
  dueAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  stoppedAt!: Date | null;

  @Field(() => Boolean)
  overdue!: boolean;

  @Field(() => String, { nullable: true })
  calendar!: string | null;
}

/** What a row keeps of a clock; a clock that never started is null. */
export interface ClockTimes {
  rule: string;
  startedAt: Date | null;
  dueAt: Date | null;
  stoppedAt: Date | null;
  /** By which calendar the due time was computed; null: by none, or by whoever loaded the record. */
  calendar: string | null;
}

/** Reads a clock as it stands at `now`: overdue when it was stopped after its due time, or still runs past it. */
export function clockAt(times: ClockTimes, now: Date): Clock | null {
  const { rule, startedAt, dueAt, stoppedAt, calendar } = times;
  if (startedAt === null || dueAt === null) return null;
  return { rule, startedAt, dueAt, stoppedAt, overdue: (stoppedAt ?? now) > dueAt, calendar };
}

export const INDICATOR_CERTAINTIES = ['OBSERVED', 'SUSPECTED', 'REPORTED'] as const;
export type IndicatorCertainty = (typeof INDICATOR_CERTAINTIES)[number];
export const IndicatorCertaintyEnum = graphqlEnum('IndicatorCertainty', INDICATOR_CERTAINTIES);

@Directive('@shareable')
@ObjectType({ description: 'One coded sign of exploitation, dated and with its source.', simpleResolvers: true })
export class Indicator {
  @Field(() => String)
  code!: string;

  @Field(() => IndicatorCertaintyEnum)
  certainty!: IndicatorCertainty;

  @Field(() => DateScalar)
  observedOn!: string;

  @Field(() => String)
  reportedBy!: string;
}

@Directive('@shareable')
@ObjectType({ simpleResolvers: true })
export class PageInfo {
  @Field(() => String, { nullable: true })
  endCursor!: string | null;

  @Field(() => Boolean)
  hasNextPage!: boolean;
}

/** A reference to an organisation; the hub knows the rest of it. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType({ simpleResolvers: true })
export class Organisation {
  @Field(() => ID)
  id!: string;
}

/** A reference to an area; the hub knows the rest of it. */
@Directive('@key(fields: "code", resolvable: false)')
@ObjectType({ simpleResolvers: true })
export class Area {
  @Field(() => ID)
  code!: string;
}
