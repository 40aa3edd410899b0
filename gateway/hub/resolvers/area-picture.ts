import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { badInput } from '../../errors';
import { type HubContext } from '../context';
import { findArea } from '../directory-view';
import { quarterEnd, quarterStart } from '../quarters';
import { AreaPicture, AreaPictureArguments } from '../types/area-picture';

const EVERYWHERE = '*';

@Resolver()
export class AreaPictureResolver {
  @Query(() => AreaPicture, {
    description:
      'Figures of one area (its code), one region (its name) or the nation, over whole calendar quarters; no child can be told from them.',
  })
  areaPicture(
    @Ctx() context: HubContext,
    @Args(() => AreaPictureArguments) { area, from, to }: AreaPictureArguments,
  ): AreaPicture {
    if (to < from) throw badInput({ at: 'to', expected: 'a day that is not before `from`', got: to });
    const place = placeOf(context, area ?? null);
    const days = { from: quarterStart(from), to: quarterEnd(to) };
    return { ...place, ...days, cells: `${place.cells}/${days.from}/${days.to}` };
  }
}

type Place = Pick<AreaPicture, 'cells' | 'area' | 'region'>;

function placeOf(context: HubContext, asked: string | null): Place {
  if (asked === null) return { cells: EVERYWHERE, area: null, region: null };
  const area = findArea(context, asked);
  if (area !== null) return { cells: area.code, area, region: null };
  const wanted = asked.toLowerCase();
  const areas = [...context.hub.directory().areas.values()].filter(({ region }) => region?.toLowerCase() === wanted);
  const region = areas[0]?.region ?? null;
  if (region !== null) return { cells: areas.map(({ code }) => code).join('+'), area: null, region };
  const expected = 'the code of an area, such as `E10000020`, the name of a region, such as `London`, or null';
  throw badInput({ at: 'area', expected, got: asked });
}
