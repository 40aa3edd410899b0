import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { AreaPicture, Figure, figureOf } from '../kit/area-picture';
import type { SubgraphContext } from '../kit/context';
import { eachQuarter, QUARTER_END, QUARTER_START } from '../kit/published-figures';

/** Where nobody said in which area support is needed, it is the one in which the charity knows the child to live. */
const SUPPORT = eachQuarter(
  'support',
  `
  select area, count(*)::int as requested, count(*) filter (where status in ('OFFERED', 'ACTIVE', 'ENDED'))::int as offered
  from (
    select e.status, coalesce(e.area_code, (
      select p.area_code from charity_profiles p where p.subject_id = e.subject_id and p.owner_id = e.owner_id
      order by p.updated_at desc, p.id desc limit 1)) as area
    from support_episodes e where e.requested_at >= ${QUARTER_START} and e.requested_at < ${QUARTER_END}
  ) as support
  group by 1`,
);

@Resolver(() => AreaPicture)
export class AreaPictureResolver {
  @FieldResolver(() => Figure, { description: 'Requests for support, in the area where the child lives.' })
  supportRequested(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: SUPPORT, figure: 'requested' });
  }

  @FieldResolver(() => Figure, { description: 'Of them, those that were offered a place: the rest is unmet demand.' })
  supportOffered(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: SUPPORT, figure: 'offered' });
  }
}
