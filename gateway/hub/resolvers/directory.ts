import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { type Agency } from '../../../schema/vocabulary';
import { badInput } from '../../errors';
import { type HubContext } from '../context';
import { allOrganisations, findArea } from '../directory-view';
import { Organisation } from '../types/directory';
import { AgencyEnum } from '../types/enums';

@Resolver()
export class DirectoryResolver {
  @Query(() => [Organisation], { description: 'Public bodies and charities of the hub, by name.' })
  organisations(
    @Ctx() context: HubContext,
    @Arg('agency', () => AgencyEnum, { nullable: true }) agency: Agency | null,
    @Arg('area', () => ID, { nullable: true }) area: string | null,
  ): Organisation[] {
    if (area != null && findArea(context, area) === null) {
      throw badInput({ at: 'area', expected: 'the code of an area, such as `E10000020`', got: area });
    }
    return allOrganisations(context).filter(
      (one) =>
        (agency == null || one.agency === agency) &&
        (area == null || one.areas.some((candidate) => candidate.code === area)),
    );
  }
}
