import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { AreaPicture, Figure, figureOf } from '../kit/area-picture';
import type { SubgraphContext } from '../kit/context';
import { eachQuarter, FIRST_DAY, NEXT_FIRST_DAY, QUARTER_END, QUARTER_START } from '../kit/published-figures';

const inQuarter = (moment: string): string => `${moment} >= ${QUARTER_START} and ${moment} < ${QUARTER_END}`;

const REFUSED = "decision in ('NO_FURTHER_ACTION', 'ADVICE')";

/**
 * A council is known by the code of its area, so that what it owns is of that area.
 * What became of a referral is counted with the quarter of its receipt, and by the council's first decision: one that was
 * overturned on challenge was refused all the same. R01: the harm is outside the home.
 */
const REFERRALS = eachQuarter(
  'referrals',
  `
  select owner_id as area, count(*)::int as received, count(*) filter (where ${REFUSED})::int as refused,
         count(*) filter (where ${REFUSED} and reason_code = 'R01')::int as outside,
         count(*) filter (where clock_stopped_at <= clock_due_at)::int as decided
  from (
    select r.owner_id, coalesce(d.decision, r.decision) as decision,
           case when d.referral_id is null then r.reason_code else d.reason_code end as reason_code,
           case when d.referral_id is null then r.clock_stopped_at else d.clock_stopped_at end as clock_stopped_at,
           case when d.referral_id is null then r.clock_due_at else d.clock_due_at end as clock_due_at
    from referrals r left join (
      select distinct on (referral_id) referral_id, decision, reason_code, clock_stopped_at, clock_due_at
      from referral_earlier_decisions where decision is not null order by referral_id, seq
    ) as d on d.referral_id = r.id
    where ${inQuarter('r.received_at')}
  ) as first_decisions group by 1`,
);

const INTERVIEWS = eachQuarter(
  'interviews',
  `
  select owner_id as area, count(*) filter (where clock_stopped_at <= clock_due_at)::int as interviewed
  from return_home_interviews where ${inQuarter('clock_started_at')} group by 1`,
);

const PLACEMENTS = eachQuarter(
  'placements',
  `
  select owner_id as area, count(*) filter (where out_of_area)::int as outofarea
  from placements where started_on >= ${FIRST_DAY} and started_on < ${NEXT_FIRST_DAY} group by 1`,
);

const NOTIFICATIONS = eachQuarter(
  'notifications',
  `
  select owner_id as area, count(*) filter (where clock_stopped_at <= clock_due_at)::int as acknowledged
  from placement_notifications where ${inQuarter('sent_at')} group by 1`,
);

@Resolver(() => AreaPicture)
export class AreaPictureResolver {
  @FieldResolver(() => Figure, { description: 'Referrals that councils received in the period.' })
  referrals(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: REFERRALS, figure: 'received' });
  }

  @FieldResolver(() => Figure, { description: 'Of them, those that ended in no further action or in advice.' })
  referralsRefused(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: REFERRALS, figure: 'refused' });
  }

  @FieldResolver(() => Figure, { description: 'Of them, those refused because the harm is outside the home (R01).' })
  refusedAsOutsideTheHome(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: REFERRALS, figure: 'outside' });
  }

  @FieldResolver(() => Figure, { description: 'Of the referrals, those decided before their clock ran out.' })
  decidedInTime(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: REFERRALS, figure: 'decided' });
  }

  @FieldResolver(() => Figure, { description: 'Interviews after a return in the period, held within their 72 hours.' })
  interviewsInTime(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: INTERVIEWS, figure: 'interviewed' });
  }

  @FieldResolver(() => Figure, {
    description: 'Placements outside the area of the placing council that began in the period.',
  })
  placementsOutOfArea(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: PLACEMENTS, figure: 'outofarea' });
  }

  @FieldResolver(() => Figure, {
    description: 'Notifications of placements that their recipients acknowledged in time.',
  })
  placementsAcknowledgedInTime(@Root() picture: AreaPicture, @Ctx() context: SubgraphContext): Promise<Figure> {
    return figureOf(context, picture, { source: NOTIFICATIONS, figure: 'acknowledged' });
  }
}
