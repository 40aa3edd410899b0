import { SightlineError } from '../errors';
import { type HubContext } from './context';
import { type Directory } from './ports';
import { type Area, type Organisation } from './types/directory';

interface DirectoryView {
  readonly organisations: ReadonlyMap<string, Organisation>;
  readonly areas: ReadonlyMap<string, Area>;
}

/** One view per state of the directory: its objects are the answers themselves, whatever is selected of them. */
const VIEWS = new WeakMap<Directory, DirectoryView>();

function viewOf(directory: Directory): DirectoryView {
  const known = VIEWS.get(directory);
  if (known !== undefined) return known;
  const created = createView(directory);
  VIEWS.set(directory, created);
  return created;
}

function createView(directory: Directory): DirectoryView {
  const organisations = new Map<string, Organisation>(
    [...directory.organisations.values()].map(({ id, name, agency, contact }) => [
      id,
      { id, name, agency, contact, areas: [] },
    ]),
  );
  const areas = new Map<string, Area>(
    [...directory.areas.values()].map(({ code, name, region, policeForce }) => [
      code,
      { code, name, region, policeForce: policeForce === null ? null : (organisations.get(policeForce) ?? null) },
    ]),
  );
  for (const organisation of organisations.values()) {
    const codes = directory.findOrganisation(organisation.id)?.areas ?? [];
    organisation.areas = codes.flatMap((code) => areas.get(code) ?? []);
  }
  return { organisations, areas };
}

/** All organisations, by name. */
export function allOrganisations(context: HubContext): Organisation[] {
  return [...viewOf(context.hub.directory()).organisations.values()];
}

/** The organisation with this id, or null. */
export function findOrganisation(context: HubContext, id: string): Organisation | null {
  return viewOf(context.hub.directory()).organisations.get(id) ?? null;
}

/** The organisation with this id. @throws SightlineError INTERNAL when the directory lacks one that records name. */
export function getOrganisation(context: HubContext, id: string): Organisation {
  const found = findOrganisation(context, id);
  if (found === null)
    throw new SightlineError('INTERNAL', 'an organisation is missing from the directory', { owner: id });
  return found;
}

/** The area with this code, or null. */
export function findArea(context: HubContext, code: string): Area | null {
  return viewOf(context.hub.directory()).areas.get(code) ?? null;
}
