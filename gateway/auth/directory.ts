import type { Agency } from '../../schema/vocabulary';

/** What the hub knows of an organisation that a token names. */
export interface DirectoryOrganisation {
  id: string;
  name: string;
  agency: Agency;
  /** Codes of the areas that it serves. */
  areas: readonly string[];
}

/** Port: the hub's directory of organisations, kept in memory. */
export interface Directory {
  findOrganisation(id: string): DirectoryOrganisation | undefined;
}
