import { Field, ID, InputType } from 'type-graphql';
import type { Handling } from '../../schema/vocabulary';
import { HandlingEnum } from '../kit/enums';
import { DateTimeScalar } from '../kit/scalars';
import { SubjectCategoryEnum, type SubjectCategory } from './custody-event';
import { MissingRiskEnum, MissingStatusEnum, type MissingRisk, type MissingStatus } from './missing-episode';

@InputType()
export class ReportMissingInput {
  @Field(() => ID)
  childId!: string;

  @Field(() => DateTimeScalar)
  missingSince!: Date;

  @Field(() => MissingRiskEnum)
  risk!: MissingRisk;

  @Field(() => MissingStatusEnum, { nullable: true, defaultValue: 'MISSING' })
  status!: MissingStatus | null;

  @Field(() => String)
  circumstances!: string;

  @Field(() => HandlingEnum, { nullable: true, defaultValue: 'OPEN' })
  handling!: Handling | null;
}

@InputType()
export class RecordCustodyInput {
  @Field(() => ID)
  childId!: string;

  @Field(() => DateTimeScalar)
  occurredAt!: Date;

  @Field(() => SubjectCategoryEnum)
  subjectCategory!: SubjectCategory;

  @Field(() => String, { nullable: true })
  offenceCode!: string | null;

  @Field(() => String)
  narrative!: string;

  @Field(() => Boolean)
  nrmConsidered!: boolean;

  @Field(() => Boolean)
  section45Considered!: boolean;

  @Field(() => HandlingEnum, { nullable: true, defaultValue: 'OPEN' })
  handling!: Handling | null;
}

@InputType()
export class ReferToNrmInput {
  @Field(() => ID)
  childId!: string;

  @Field(() => String)
  narrative!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'A child’s consent is not needed; from the 18th birthday it is.',
  })
  consentGiven!: boolean | null;

  @Field(() => String, { nullable: true, description: 'How and when the consent was given.' })
  consentEvidence!: string | null;
}
