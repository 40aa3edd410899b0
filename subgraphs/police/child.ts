import { Ctx, Directive, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { SubgraphContext } from '../kit/context';
import { Classified, Public } from '../kit/labels';
import type { ListOf } from '../kit/loaders';
import { MissingEpisode } from './missing-episode';

/** The police's view of a child: an id of the hub and the records under it. */
@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true })
export class Child {
  @Public()
  @Field(() => ID)
  id!: string;
}

const missingEpisodes: ListOf<MissingEpisode> = {
  entity: MissingEpisode,
  by: 'subjectId',
  newestFirst: 'missingSince',
};

@Resolver(() => Child)
export class ChildResolver {
  @Classified('MISSING', 'EXISTENCE')
  @FieldResolver(() => [MissingEpisode], { nullable: true })
  missingEpisodes(@Root() child: Child, @Ctx() context: SubgraphContext): Promise<MissingEpisode[]> {
    return context.loaders.list(missingEpisodes).load(child.id);
  }
}
