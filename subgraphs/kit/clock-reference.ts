import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { amountOf, LIMIT_KINDS, type ClockRule as Rule, type LimitKind } from './clock-rules';
import type { SubgraphContext } from './context';
import { graphqlEnum } from './enums';
import { HolidayDivisionEnum, ProclaimedDay } from './proclaimed-day';
import { DateScalar } from './scalars';
import type { Division } from './working-days';

export const LimitKindEnum = graphqlEnum(
  'LimitKind',
  LIMIT_KINDS,
  'How a time limit counts: days from the day after the start and to 23:59:59 in London, hours from the start itself.',
);

@ObjectType({ description: 'A time limit as it held over some time.', simpleResolvers: true })
export class ClockRule {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  what!: string;

  @Field(() => LimitKindEnum)
  limit!: LimitKind;

  @Field(() => Int, { nullable: true, description: 'Days or hours; null for one that ends before a day.' })
  amount!: number | null;

  @Field(() => HolidayDivisionEnum, { nullable: true, description: 'Whose working days; null when others count.' })
  division!: Division | null;

  @Field(() => String)
  source!: string;

  @Field(() => String, { nullable: true })
  paragraph!: string | null;

  @Field(() => DateScalar)
  validFrom!: string;

  @Field(() => DateScalar, { nullable: true, description: 'The last day; null while in force.' })
  validTo!: string | null;
}

function shownRule({ limit, ...rule }: Rule): ClockRule {
  const division = limit.kind === 'WORKING_DAYS' ? limit.division : null;
  return Object.assign(new ClockRule(), rule, { limit: limit.kind, amount: amountOf(limit), division });
}

/** About the law and the calendar, not about a child: no label, and everyone reads all of it. */
@Resolver()
export class ClockReferenceResolver {
  @Query(() => [ClockRule], { description: "The time limits of the councils' clocks, past ones included; by code." })
  clockRules(@Ctx() { clocks }: SubgraphContext): ClockRule[] {
    return clocks.rules.map(shownRule);
  }

  @Query(() => [ProclaimedDay], { description: 'What was proclaimed besides the yearly bank holidays, in its order.' })
  proclaimedDays(@Ctx() { clocks }: SubgraphContext): ProclaimedDay[] {
    return clocks.proclaimed.map((row) => Object.assign(new ProclaimedDay(), row));
  }
}
