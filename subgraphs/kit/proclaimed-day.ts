import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { graphqlEnum } from './enums';
import { boolean, date, oneOf, text } from './fields';
import { loadKind, type LoadKind } from './load';
import { DateScalar } from './scalars';
import { DIVISIONS, type Division } from './working-days';

export const HolidayDivisionEnum = graphqlEnum('HolidayDivision', DIVISIONS, 'Whose bank holidays count.');

/** A proclamation as a row. A later word on the same day is another row, and goes before the earlier one. */
@Entity('proclaimed_days')
@ObjectType({
  description: 'A day that was made a holiday, or stopped being one, by proclamation.',
  simpleResolvers: true,
})
export class ProclaimedDay {
  @Field(() => DateScalar)
  @PrimaryColumn('date')
  day!: string;

  @Field(() => HolidayDivisionEnum)
  @PrimaryColumn('text')
  division!: Division;

  @Field(() => Boolean)
  @Column('boolean')
  isHoliday!: boolean;

  @Field(() => DateScalar, { description: 'The day from which it could be known.' })
  @PrimaryColumn('date')
  announcedOn!: string;

  @Field(() => String)
  @Column('text')
  reason!: string;
}

/** What every sector loads besides its records: how whoever runs it makes a proclamation known to its clocks. */
export const CLOCK_LOADS: Readonly<Record<string, LoadKind>> = {
  ProclaimedDay: loadKind(ProclaimedDay, {
    day: date,
    division: oneOf(DIVISIONS),
    isHoliday: boolean,
    announcedOn: date,
    reason: text,
  }),
};
