import { Arg, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { type ConcernLevel } from '../../../schema/vocabulary';
import { badInput, SightlineError } from '../../errors';
import { type HubContext } from '../context';
import { isHubId } from '../hub-id';
import { effectiveConcern } from '../concern';
import { loadersOf } from '../loaders';
import { consentOf, involvementOf } from '../records';
import { Child, Consent, Involvement } from '../types/child';
import { ConcernLevelEnum } from '../types/enums';

@Resolver(() => Child)
export class ChildResolver {
  @Query(() => Child, { nullable: true })
  async child(@Ctx() context: HubContext, @Arg('id', () => ID) id: string): Promise<Child> {
    if (!isHubId(id)) throw badInput({ at: 'id', expected: 'an id of a child as the hub gave it', got: id });
    const known = await context.hub.store.findKnownChildren([id]);
    if (!known.has(id)) throw new SightlineError('NOT_FOUND', 'no child has this id', { at: 'id' });
    return { id };
  }

  @Directive('@classified(category: "INVOLVEMENT", level: "SUMMARY")')
  @FieldResolver(() => ConcernLevelEnum, {
    nullable: true,
    description: 'The highest of what each organisation judged last. Practitioners judge; nothing is computed.',
  })
  async concern(@Ctx() context: HubContext, @Root() child: Child): Promise<ConcernLevel> {
    const judgements = await loadersOf(context).judgements.load(child.id);
    const judges = judgements.map(({ organisation }) => organisation);
    const sharing = await context.hub.sharing.judgesSharing(child.id, judges);
    // INVARIANT: a judgement that is not shared leaves no trace, so that it does not tell that somebody else is involved.
    return effectiveConcern(judgements.filter(({ organisation }) => sharing.has(organisation))).concern;
  }

  @Directive('@classified(category: "INVOLVEMENT", level: "EXISTENCE")')
  @FieldResolver(() => [Involvement], { nullable: true })
  async involvements(@Ctx() context: HubContext, @Root() child: Child): Promise<Involvement[]> {
    const rows = await loadersOf(context).involvementsOfChild.load(child.id);
    return rows.map((row) => involvementOf(context, row));
  }

  @Directive('@classified(category: "CONSENT", level: "SUMMARY")')
  @FieldResolver(() => [Consent], { nullable: true })
  async consents(@Ctx() context: HubContext, @Root() child: Child): Promise<Consent[]> {
    const rows = await loadersOf(context).consentsOfChild.load(child.id);
    return rows.map((row) => consentOf(context, row));
  }
}
