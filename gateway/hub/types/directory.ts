import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { type Agency } from '../../../schema/vocabulary';
import { AgencyEnum } from './enums';

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'A person to ask.' })
export class Contact {
  @Field(() => String)
  name: string;

  @Field(() => String)
  role: string;

  @Field(() => String, { nullable: true })
  email: string | null;

  @Field(() => String, { nullable: true })
  telephone: string | null;
}

/** The fields of these two are about public bodies, not about a child. */
@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A force, a council or a charity.' })
export class Organisation {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => AgencyEnum)
  agency: Agency;

  @Field(() => [Area])
  areas: Area[];

  @Field(() => Contact, { nullable: true })
  contact: Contact | null;
}

@Directive('@key(fields: "code")')
@ObjectType({ simpleResolvers: true, description: 'The area of an authority with children\u2019s services.' })
export class Area {
  @Field(() => ID)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { nullable: true })
  region: string | null;

  @Field(() => Organisation, { nullable: true })
  policeForce: Organisation | null;
}
