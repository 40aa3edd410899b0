import type { Visit } from '../../site';

export interface Area {
  readonly code: string;
  readonly name: string;
  readonly region: string | null;
}

/** Where figures are of. */
export interface Place {
  /** As the API takes it: null for the nation, the name of a region, the code of an area. */
  readonly id: string | null;
  readonly name: string;
}

export interface Region {
  readonly name: string;
  readonly areas: readonly Area[];
}

/** All places that figures can be of. */
export interface Places {
  readonly regions: readonly Region[];
  readonly areas: readonly Area[];
}

export const NATION: Place = { id: null, name: 'England and Wales' };

const PLACES_QUERY = `query Places { organisations(agency: COUNCIL) { areas { code name region } } }`;

interface PlacesAnswer {
  readonly organisations: readonly { readonly areas: readonly Area[] }[];
}

const byName = (one: { name: string }, other: { name: string }): number => one.name.localeCompare(other.name, 'en-GB');

/** Reads the councils' areas, and by them the regions. */
export async function readPlaces(visit: Visit): Promise<Places> {
  const { data } = await visit.ask<PlacesAnswer>({ query: PLACES_QUERY });
  const byCode = new Map(data.organisations.flatMap(({ areas }) => areas).map((area) => [area.code, area]));
  const areas = [...byCode.values()].sort(byName);
  const names = new Set(areas.flatMap(({ region }) => (region === null ? [] : [region])));
  const regions = [...names]
    .map((name) => ({ name, areas: areas.filter(({ region }) => region === name) }))
    .sort(byName);
  return { regions, areas };
}

/** The place that somebody asks for, and the region that it lies in; the nation where there is no such place. */
export function placeOf({ regions, areas }: Places, asked: string): { place: Place; region: Region | null } {
  const region = regions.find(({ name }) => name === asked);
  if (region) return { place: { id: region.name, name: region.name }, region };
  const area = areas.find(({ code }) => code === asked);
  if (!area) return { place: NATION, region: null };
  return {
    place: { id: area.code, name: area.name },
    region: regions.find(({ name }) => name === area.region) ?? null,
  };
}
