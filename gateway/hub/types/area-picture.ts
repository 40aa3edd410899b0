import { ArgsType, Directive, Field, ID, ObjectType } from 'type-graphql';
import { Area } from './directory';
import { DateScalar } from './scalars';

/** Its figures are the sectors' own: they count and protect them; the hub only says which areas and days make up the picture. */
@Directive('@key(fields: "cells")')
@ObjectType({
  simpleResolvers: true,
  description:
    'Figures of one area, one region or the nation. A quarter counts from two weeks after its end on, as it stood when it was first asked for.',
})
export class AreaPicture {
  @Directive('@inaccessible')
  @Field(() => ID, { description: 'The areas, the first and the last day.' })
  cells: string;

  @Field(() => Area, { nullable: true, description: 'Null for a region and for the nation.' })
  area: Area | null;

  @Field(() => String, {
    nullable: true,
    description: 'The region that was asked for; null for an area and for the nation.',
  })
  region: string | null;

  @Field(() => DateScalar, { description: 'The first day of the quarter that the time asked for begins in.' })
  from: string;

  @Field(() => DateScalar, { description: 'The last day of the quarter that the time asked for ends in.' })
  to: string;
}

@ArgsType()
export class AreaPictureArguments {
  @Field(() => ID, { nullable: true, description: 'The code of an area or the name of a region; null: the nation.' })
  area?: string | null;

  @Field(() => DateScalar)
  from: string;

  @Field(() => DateScalar)
  to: string;
}
