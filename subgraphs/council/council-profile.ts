import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Classified } from '../kit/labels';
import { ProfileEntity } from '../kit/profile';
import { RecordType } from '../kit/record';

@Entity('council_profiles')
@RecordType('IDENTITY', 'Who the child is, as a council knows them.')
export class CouncilProfile extends ProfileEntity {
  @Classified('IDENTITY', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  nhsNumber!: string | null;

  @Classified('IDENTITY', 'FULL')
  @Field(() => String, { nullable: true, description: 'The unique pupil number.' })
  @Column('text', { nullable: true })
  upn!: string | null;
}
