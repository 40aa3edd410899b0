import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DateTimeScalar } from '../kit/scalars';
import { Area, Organisation } from '../kit/value-types';

/** About an organisation, not about a child: no record, no label. */
@Entity('support_services')
@Directive('@shareable')
@ObjectType({
  description: 'A service that supports children, with live capacity. Public within the hub.',
  simpleResolvers: true,
})
export class SupportService {
  @Field(() => ID)
  @PrimaryColumn('text')
  id!: string;

  @Field(() => String)
  @Column('text')
  name!: string;

  @Column('text')
  ownerId!: string;

  @Field(() => Organisation)
  get owner(): Organisation {
    return { id: this.ownerId };
  }

  @Column('text', { array: true })
  areaCodes!: string[];

  @Field(() => [Area])
  get areas(): Area[] {
    return this.areaCodes.map((code) => ({ code }));
  }

  @Field(() => [String])
  @Column('text', { array: true })
  kinds!: string[];

  @Field(() => Int, { nullable: true })
  @Column('integer', { nullable: true })
  minimumAge!: number | null;

  @Field(() => Int, { nullable: true })
  @Column('integer', { nullable: true })
  maximumAge!: number | null;

  @Field(() => Int, { description: 'How many children it can support at a time.' })
  @Column('integer')
  capacity!: number;

  @Field(() => Int, { description: 'How many places of them are free.' })
  @Column('integer')
  available!: number;

  /** How many places are taken by support that was offered or runs through the hub. */
  @Column('integer')
  held!: number;

  @Field(() => Int, { nullable: true })
  @Column('integer', { nullable: true })
  waitingDays!: number | null;

  @Field(() => DateTimeScalar)
  @Column('timestamptz')
  updatedAt!: Date;
}
