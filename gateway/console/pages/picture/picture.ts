import { page, textOf, type Outcome, type Site, type Visit } from '../../site';
import { chartsOf, MEASURES, type Figures, type Measure } from './figures';
import { NATION, placeOf, readPlaces, type Place, type Places } from './places';
import { chosenQuarters, offeredQuarters } from './quarters';
import { rank, readFigures } from './ranking';

/** Adds the picture of an area, a region or the nation: protected figures, from which no child can be told. */
export function addPicture(site: Site): void {
  site.page('/picture', showPicture);
}

async function showPicture(visit: Visit): Promise<Outcome> {
  const asked = askedOf(visit);
  const places = await readPlaces(visit);
  const { place, region } = placeOf(places, asked.place);
  const days = { from: asked.quarters.from.from, to: asked.quarters.to.to };
  const compared = comparedIn(places, { region: region?.name ?? null, isByCouncil: asked.isByCouncil });
  const [own, ...others] = await readFigures(visit, [place, ...compared], days);
  return page('picture.njk', {
    place,
    places,
    region,
    quarters: asked.quarters,
    offered: asked.offered,
    measures: MEASURES,
    measure: asked.measure,
    isByCouncil: region !== null || asked.isByCouncil,
    nation: NATION,
    charts: chartsOf(own as Figures),
    ranking: rank(compared, others, asked.measure),
  });
}

interface Asked {
  readonly place: string;
  readonly measure: Measure;
  readonly isByCouncil: boolean;
  readonly offered: ReturnType<typeof offeredQuarters>;
  readonly quarters: ReturnType<typeof chosenQuarters>;
}

function askedOf({ query, now }: Visit): Asked {
  const offered = offeredQuarters(now);
  const measure = MEASURES.find(({ id }) => id === textOf(query, 'measure')) ?? MEASURES[0]!;
  return {
    place: textOf(query, 'place'),
    measure,
    isByCouncil: textOf(query, 'by') === 'councils',
    offered,
    quarters: chosenQuarters(offered, textOf(query, 'from'), textOf(query, 'to')),
  };
}

/** Councils with those of their region; the nation's regions, or all of its councils. */
function comparedIn(
  { regions, areas }: Places,
  { region, isByCouncil }: { region: string | null; isByCouncil: boolean },
): Place[] {
  if (region === null && !isByCouncil) return regions.map(({ name }) => ({ id: name, name }));
  const councils = region === null ? areas : areas.filter((area) => area.region === region);
  return councils.map(({ code, name }) => ({ id: code, name }));
}
