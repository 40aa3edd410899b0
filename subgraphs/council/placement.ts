import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateScalar } from '../kit/scalars';
import { Area } from '../kit/value-types';

@Entity('placements')
@RecordType('PLACEMENT', 'Where a looked-after child lives, and in whose area.')
export class Placement extends RecordEntity {
  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => String, { nullable: true, description: 'SSDA903 code.' })
  @Column('text')
  placementType!: string;

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true })
  @Column('date')
  startedOn!: string;

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => DateScalar, { nullable: true })
  @Column('date', { nullable: true })
  endedOn!: string | null;

  @Column('text', { nullable: true })
  hostAreaCode!: string | null;

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => Area, { nullable: true, description: 'The area in which the child is placed.' })
  get hostArea(): Area | null {
    return this.hostAreaCode === null ? null : { code: this.hostAreaCode };
  }

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => Boolean, {
    nullable: true,
    description: "Outside the placing council's own area; null where a statutory return did not tell.",
  })
  @Column('boolean', { nullable: true })
  outOfArea!: boolean | null;

  @Classified('PLACEMENT', 'SUMMARY')
  @Field(() => Boolean, { nullable: true, description: 'Made without time to tell anybody before it began.' })
  @Column('boolean')
  emergency!: boolean;

  @Classified('PLACEMENT', 'FULL')
  @Field(() => String, { nullable: true, description: 'Why it ended: SSDA903 reason for the change of placement.' })
  @Column('text', { nullable: true })
  endReason!: string | null;

  @Classified('PLACEMENT', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  provider!: string | null;

  @Classified('PLACEMENT', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  address!: string | null;

  @Classified('PLACEMENT', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  postcode!: string | null;
}
