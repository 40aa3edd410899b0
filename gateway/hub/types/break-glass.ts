import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Child } from './child';
import { Organisation } from './directory';
import { DateTimeScalar } from './scalars';

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'A statutory or agreed time limit, as it runs.' })
export class Clock {
  @Field(() => String)
  rule: string;

  @Field(() => DateTimeScalar)
  startedAt: Date;

  @Field(() => DateTimeScalar)
  dueAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  stoppedAt: Date | null;

  @Field(() => Boolean)
  overdue: boolean;

  @Field(() => String, { nullable: true })
  calendar: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'That one person may, for an hour at most, see more of one child than was agreed; its use is reviewed.',
})
export class BreakGlassGrant {
  @Field(() => ID)
  id: string;

  @Field(() => Child)
  child: Child;

  @Field(() => String)
  person: string;

  @Field(() => Organisation)
  organisation: Organisation;

  @Field(() => String, {
    description: 'RISK_TO_LIFE, CHILD_MISSING, EXPLOITATION_UNDER_WAY, MEDICAL_EMERGENCY or OWNER_NOT_REACHABLE.',
  })
  reason: string;

  @Field(() => String)
  explanation: string;

  @Field(() => DateTimeScalar)
  grantedAt: Date;

  @Field(() => DateTimeScalar)
  expiresAt: Date;

  @Field(() => Clock)
  reviewClock: Clock;

  @Field(() => String, { nullable: true })
  reviewedBy: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  reviewedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'JUSTIFIED; NOT_JUSTIFIED, which takes the right to break the glass; RIGHT_RESTORED, which gives it back.',
  })
  outcome: string | null;
}
