import { Directive, Field, Int, ObjectType } from 'type-graphql';

/** The same type as the sectors' own. */
@Directive('@shareable')
@ObjectType({
  simpleResolvers: true,
  description:
    'value is null when suppressed (fewer than 5), else rounded to 5; secondary suppression keeps totals from giving it away.',
})
export class Figure {
  @Field(() => Int, { nullable: true })
  value: number | null;

  @Field(() => Boolean)
  suppressed: boolean;
}

const FEWEST = 5;

/** A count of children as others may see it: null below 5, else rounded to 5. */
export function figureOf(count: number): Figure {
  if (count < FEWEST) return { value: null, suppressed: true };
  return { value: Math.round(count / FEWEST) * FEWEST, suppressed: false };
}
