import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Classified } from '../kit/labels';
import { ProfileEntity } from '../kit/profile';
import { RecordType } from '../kit/record';

@Entity('police_profiles')
@RecordType('IDENTITY', 'Who the child is, as a police force knows them.')
export class PoliceProfile extends ProfileEntity {
  @Classified('IDENTITY', 'FULL')
  @Field(() => String, { nullable: true, description: 'The number in the Police National Computer.' })
  @Column('text', { nullable: true })
  pncId!: string | null;
}
