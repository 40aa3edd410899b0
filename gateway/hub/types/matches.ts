import { Field, ObjectType } from 'type-graphql';
import { Child } from './child';
import { MatchBandEnum } from './enums';

export type MatchBand = 'CERTAIN' | 'LIKELY' | 'POSSIBLE';

@ObjectType({ simpleResolvers: true })
export class ChildMatch {
  @Field(() => Child)
  child: Child;

  @Field(() => MatchBandEnum)
  band: MatchBand;

  @Field(() => [String], { description: 'What of the search agreed with what the index holds.' })
  evidence: string[];
}

@ObjectType({ simpleResolvers: true })
export class ChildRegistration {
  @Field(() => Child)
  child: Child;

  @Field(() => Boolean, { description: 'Whether the hub had not known the child before.' })
  created: boolean;

  @Field(() => MatchBandEnum, { nullable: true, description: 'How sure the link to a child known before is.' })
  band: MatchBand | null;
}
