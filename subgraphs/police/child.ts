import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Public } from '../kit/labels';

/** The police's view of a child: an id of the hub and the records under it. */
@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true })
export class Child {
  @Public()
  @Field(() => ID)
  id!: string;
}

/** Every id stands for a child: that the police hold nothing of one is told by empty lists alone. */
export function childById({ id }: Record<string, unknown>): Child | null {
  return typeof id === 'string' ? { id } : null;
}
