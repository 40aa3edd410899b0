import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { type Agency, type ConsentState, type DataCategory, type Handling } from '../../../schema/vocabulary';
import { type ConsentGiver } from '../ports';
import { Contact, Organisation } from './directory';
import { AgencyEnum, ConsentGiverEnum, ConsentStateEnum, DataCategoryEnum, HandlingEnum } from './enums';
import { DateScalar, DateTimeScalar } from './scalars';

/** The hub holds an id and judgements; who the child is, only the owners' records say. */
@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true })
export class Child {
  @Directive('@public')
  @Field(() => ID)
  id: string;
}

const RECORD_KEY = '@key(fields: "id subjectId ownerId handling")';

@Directive(RECORD_KEY)
@Directive('@record(category: "INVOLVEMENT")')
@ObjectType({ simpleResolvers: true, description: 'That an organisation holds records of a child.' })
export class Involvement {
  @Directive('@public')
  @Field(() => ID)
  id: string;

  @Directive('@inaccessible')
  @Field(() => ID)
  subjectId: string;

  @Directive('@inaccessible')
  @Field(() => ID)
  ownerId: string;

  @Directive('@inaccessible')
  @Field(() => HandlingEnum)
  handling: Handling;

  @Directive('@public')
  @Field(() => Organisation)
  owner: Organisation;

  @Directive('@public')
  @Field(() => Organisation)
  organisation: Organisation;

  @Directive('@public')
  @Field(() => DateScalar)
  since: string;

  @Directive('@public')
  @Field(() => Boolean)
  active: boolean;

  @Directive('@public')
  @Field(() => Contact, { nullable: true })
  contact: Contact | null;
}

@Directive(RECORD_KEY)
@Directive('@record(category: "CONSENT")')
@ObjectType({
  simpleResolvers: true,
  description: 'What a child or a parent said about sharing, as an organisation recorded it.',
})
export class Consent {
  @Directive('@public')
  @Field(() => ID)
  id: string;

  @Directive('@inaccessible')
  @Field(() => ID)
  subjectId: string;

  @Directive('@inaccessible')
  @Field(() => ID)
  ownerId: string;

  @Directive('@inaccessible')
  @Field(() => HandlingEnum)
  handling: Handling;

  @Directive('@public')
  @Field(() => Organisation)
  owner: Organisation;

  @Directive('@public')
  @Field(() => [DataCategoryEnum])
  categories: readonly DataCategory[];

  @Directive('@public')
  @Field(() => [AgencyEnum])
  recipients: readonly Agency[];

  @Directive('@public')
  @Field(() => [DataCategoryEnum], {
    description:
      'Categories in which this has no effect for the agency of who recorded it: another organisation recorded a refusal that stands, until it or one that gains nothing by it records the same.',
  })
  contested: readonly DataCategory[];

  @Directive('@public')
  @Field(() => ConsentStateEnum)
  state: ConsentState;

  @Directive('@public')
  @Field(() => ConsentGiverEnum)
  givenBy: ConsentGiver;

  @Directive('@classified(category: "CONSENT", level: "SUMMARY")')
  @Field(() => String, { nullable: true })
  capacity: string | null;

  @Directive('@public')
  @Field(() => Organisation)
  recordedBy: Organisation;

  @Directive('@public')
  @Field(() => DateTimeScalar)
  recordedAt: Date;

  @Directive('@classified(category: "CONSENT", level: "SUMMARY")')
  @Field(() => DateScalar, { nullable: true })
  validTo: string | null;

  @Directive('@classified(category: "CONSENT", level: "SUMMARY")')
  @Field(() => String, { nullable: true })
  reason: string | null;
}
