import { Ctx, Field, ObjectType } from 'type-graphql';
import { Column } from 'typeorm';
import type { SubgraphContext } from './context';
import { Classified, Public } from './labels';
import { ageBand, initialsOf, postcodeDistrict } from './derive';
import { RecordEntity } from './record';
import { DateScalar, DateTimeScalar } from './scalars';
import { Area, Contact, Indicator } from './value-types';

/** What each sector keeps of who a child is. A subclass is the entity and adds its sector's own identifiers. */
@ObjectType({ simpleResolvers: true })
export abstract class ProfileEntity extends RecordEntity {
  @Column('text', { nullable: true })
  leadWorkerName!: string | null;

  @Column('text', { nullable: true })
  leadWorkerRole!: string | null;

  @Column('text', { nullable: true })
  leadWorkerEmail!: string | null;

  @Column('text', { nullable: true })
  leadWorkerTelephone!: string | null;

  @Column('text', { nullable: true, name: 'initials' })
  recordedInitials!: string | null;

  @Column('text', { nullable: true })
  areaCode!: string | null;

  @Classified('INVOLVEMENT', 'EXISTENCE')
  @Field(() => Contact, { nullable: true })
  get leadWorker(): Contact | null {
    if (this.leadWorkerName === null) return null;
    return {
      name: this.leadWorkerName,
      role: this.leadWorkerRole ?? 'Lead worker',
      email: this.leadWorkerEmail,
      telephone: this.leadWorkerTelephone,
    };
  }

  @Classified('IDENTITY', 'SUMMARY')
  @Field(() => String, { nullable: true })
  get initials(): string | null {
    return this.recordedInitials ?? initialsOf(this.givenName, this.familyName);
  }

  @Classified('IDENTITY', 'SUMMARY')
  @Field(() => String, { nullable: true, description: '0-9, 10-12, 13-15, 16-17 or 18+.' })
  ageBand(@Ctx() context: SubgraphContext): string | null {
    return this.dateOfBirth === null ? null : ageBand(this.dateOfBirth, context.now);
  }

  @Classified('IDENTITY', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  givenName!: string | null;

  @Classified('IDENTITY', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  familyName!: string | null;

  @Classified('IDENTITY', 'FULL')
  @Field(() => DateScalar, { nullable: true })
  @Column('date', { nullable: true })
  dateOfBirth!: string | null;

  @Classified('WHEREABOUTS', 'SUMMARY')
  @Field(() => Area, { nullable: true })
  get area(): Area | null {
    return this.areaCode === null ? null : { code: this.areaCode };
  }

  @Classified('WHEREABOUTS', 'SUMMARY')
  @Field(() => String, { nullable: true })
  get postcodeDistrict(): string | null {
    return this.postcode === null ? null : postcodeDistrict(this.postcode);
  }

  @Classified('WHEREABOUTS', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  address!: string | null;

  @Classified('WHEREABOUTS', 'FULL')
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  postcode!: string | null;

  @Classified('EXPLOITATION', 'SUMMARY')
  @Field(() => [Indicator], { nullable: true })
  @Column('jsonb', { nullable: true })
  indicators!: Indicator[] | null;

  @Public()
  @Field(() => DateTimeScalar)
  @Column('timestamptz')
  updatedAt!: Date;
}
