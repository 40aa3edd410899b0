import { Field, ID, ObjectType } from 'type-graphql';
import { type Purpose, type Role } from '../../../schema/vocabulary';
import { Organisation } from './directory';
import { PurposeEnum, RoleEnum } from './enums';

@ObjectType({ simpleResolvers: true, description: 'Who asks.' })
export class Viewer {
  @Field(() => ID)
  subject: string;

  @Field(() => String, { nullable: true })
  name: string | null;

  @Field(() => Organisation)
  organisation: Organisation;

  @Field(() => RoleEnum)
  role: Role;

  @Field(() => [PurposeEnum], { description: 'The purposes that the caller may declare.' })
  purposes: readonly Purpose[];
}
