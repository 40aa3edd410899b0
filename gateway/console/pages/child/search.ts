import { faultsByField, faultsOf, formFault, type FormFault } from '../../form-faults';
import { HubRefusal } from '../../hub-client';
import { page, textOf, type Fields, type Outcome, type Site, type Visit } from '../../site';

interface Profile {
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly initials: string | null;
  readonly ageBand: string | null;
  readonly dateOfBirth: string | null;
}

interface SearchAnswer {
  readonly findChildren: readonly {
    readonly band: string;
    readonly evidence: readonly string[];
    readonly child: {
      readonly id: string;
      readonly policeProfiles: readonly Profile[] | null;
      readonly councilProfiles: readonly Profile[] | null;
      readonly charityProfiles: readonly Profile[] | null;
    };
  }[];
}

const PROFILE = '{ givenName familyName initials ageBand dateOfBirth }';

export const SEARCH_QUERY = `query FindChildren($input: FindChildrenInput!) { findChildren(input: $input) { band evidence child { id
  policeProfiles ${PROFILE} councilProfiles ${PROFILE} charityProfiles ${PROFILE} } } }`;

const FIELDS = {
  reference: 'Your organisation’s reference',
  nhsNumber: 'NHS number',
  givenName: 'Given name',
  familyName: 'Family name',
  dateOfBirth: 'Date of birth',
} as const;

/** Adds looking for a child. What is looked for comes in a form, because an address is kept in places that a form is not. */
export function addSearch(site: Site): void {
  site.page('/children', async () => Promise.resolve(page('children.njk', { sought: {} })));
  site.form('/children', search);
}

async function search(visit: Visit): Promise<Outcome> {
  const sought = soughtIn(visit.form);
  const values = { sought };
  if (Object.keys(sought).length === 0) {
    return refuse(values, [formFault('reference', 'Enter a reference, an NHS number, or names and date of birth')]);
  }
  try {
    const { data } = await visit.ask<SearchAnswer>({ query: SEARCH_QUERY, variables: { input: sought } });
    return page('children.njk', { ...values, matches: data.findChildren.map(matchOf) });
  } catch (error) {
    if (!(error instanceof HubRefusal) || error.code !== 'BAD_USER_INPUT') throw error;
    return refuse(values, faultsOf(error, FIELDS));
  }
}

function refuse(values: object, faults: readonly FormFault[]): Outcome {
  return page('children.njk', { ...values, faults, errors: faultsByField(faults) }, 400);
}

function soughtIn(form: Fields): Record<string, string> {
  const entries = Object.keys(FIELDS).map((name) => [name, textOf(form, name).trim()] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== ''));
}

function matchOf({ band, evidence, child }: SearchAnswer['findChildren'][number]) {
  const profiles = [child.councilProfiles, child.policeProfiles, child.charityProfiles].flatMap((list) => list ?? []);
  const full = profiles.find(({ givenName, familyName }) => givenName !== null && familyName !== null);
  const initials = profiles.find((profile) => profile.initials !== null)?.initials;
  return {
    id: child.id,
    band,
    evidence,
    name: full ? `${full.givenName ?? ''} ${full.familyName ?? ''}` : (initials ?? 'Name not shared with you'),
    dateOfBirth: profiles.find(({ dateOfBirth }) => dateOfBirth !== null)?.dateOfBirth ?? null,
    ageBand: profiles.find(({ ageBand }) => ageBand !== null)?.ageBand ?? null,
  };
}
