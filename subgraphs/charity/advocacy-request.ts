import { Field } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Classified } from '../kit/labels';
import { RecordEntity, RecordType } from '../kit/record';
import { DateTimeScalar } from '../kit/scalars';
import { Contact } from '../kit/value-types';
import { SupportStatusEnum, type SupportStatus } from './support-status';

@Entity('advocacy_requests')
@RecordType('SUPPORT', 'A request for an independent advocate to stand by the child.')
export class AdvocacyRequest extends RecordEntity {
  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => DateTimeScalar, { nullable: true })
  @Column('timestamptz')
  requestedAt!: Date;

  @Column('text', { nullable: true })
  advocateName!: string | null;

  @Column('text', { nullable: true })
  advocateRole!: string | null;

  @Column('text', { nullable: true })
  advocateEmail!: string | null;

  @Column('text', { nullable: true })
  advocateTelephone!: string | null;

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => Contact, { nullable: true, description: 'Null until one is found.' })
  get advocate(): Contact | null {
    if (this.advocateName === null) return null;
    return {
      name: this.advocateName,
      role: this.advocateRole ?? 'Independent advocate',
      email: this.advocateEmail,
      telephone: this.advocateTelephone,
    };
  }

  @Classified('SUPPORT', 'SUMMARY')
  @Field(() => SupportStatusEnum, { nullable: true })
  @Column('text')
  status!: SupportStatus;
}
