import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { AreaPicture, Figure, figureOf } from '../kit/area-picture';
import type { SubgraphContext } from '../kit/context';
import { eachQuarter, QUARTER_END, QUARTER_START } from '../kit/published-figures';

const MISSING = eachQuarter(
  'missing',
  `
  select area_code as area, count(*)::int as missing from missing_episodes
  where missing_since >= ${QUARTER_START} and missing_since < ${QUARTER_END}
  group by 1`,
);

/**
 * A custody event is counted where its force knows the child to live: forces have several areas. One of a child whom the
 * force kept no profile of by then is counted in the nation, and in no area.
 */
const CUSTODY = eachQuarter(
  'custody',
  `
  select area, count(*)::int as unconsidered
  from (
    select (
      select p.area_code from police_profiles p where p.subject_id = e.subject_id and p.owner_id = e.owner_id
      order by p.updated_at desc, p.id desc limit 1) as area
    from custody_events e
    where e.occurred_at >= ${QUARTER_START} and e.occurred_at < ${QUARTER_END}
      and e.subject_category = 'SUSPECT' and not e.nrm_considered
  ) as custody
  group by 1`,
);

@Resolver(() => AreaPicture)
export class AreaPictureResolver {
  @FieldResolver(() => Figure, { description: 'Episodes that began in the period.' })
  missingEpisodes(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: MISSING, figure: 'missing' });
  }

  @FieldResolver(() => Figure, {
    description: 'Children held as suspects of whom nobody asked whether they are exploited.',
  })
  arrestsWithoutNrmConsideration(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: CUSTODY, figure: 'unconsidered' });
  }
}
