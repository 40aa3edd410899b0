import {
  CATEGORIES,
  type Agency,
  type DataCategory,
  type DisclosureLevel,
  type Purpose,
  type Role,
} from '../../../../schema/vocabulary';
import { faultsByField, faultsOf, type FormFault } from '../../form-faults';
import { HubRefusal } from '../../hub-client';
import { file, page, textOf, type Outcome, type Site, type Visit } from '../../site';
import { addressOf, conditionsOf, filterIn, OUTCOMES, type AskedFilter } from './filter';

export const DISCLOSURES_QUERY = `query Disclosures($filter: DisclosureFilter, $after: String) {
  disclosures(filter: $filter, first: 50, after: $after) {
    nodes { id at recipient { id name agency } role person declaredPurpose justification category level outcome reason
      policyVersion breakGlass notifyOwner child { id } }
    pageInfo { endCursor hasNextPage } } }`;

const RECIPIENTS_QUERY = `query Recipients { organisations { id name agency } }`;

interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly agency: Agency;
}

interface Line {
  readonly id: string;
  readonly at: string;
  readonly recipient: Organisation;
  readonly role: Role;
  readonly person: string | null;
  readonly declaredPurpose: Purpose | null;
  readonly justification: string | null;
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly reason: string | null;
  readonly policyVersion: string;
  readonly breakGlass: boolean;
  readonly notifyOwner: boolean;
  readonly child: { readonly id: string } | null;
}

interface DisclosuresAnswer {
  readonly disclosures: {
    readonly nodes: readonly Line[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

/** Adds the log of what was disclosed of the own organisation's records, and taking it away. */
export function addDisclosureSearch(site: Site): void {
  site.page('/disclosures', showLog);
  site.page('/disclosures/export', (visit) => takeAway(visit, 'jsonl'));
  site.page('/disclosures/export.csv', (visit) => takeAway(visit, 'csv'));
}

const TYPES = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const;

async function takeAway(visit: Visit, format: keyof typeof TYPES): Promise<Outcome> {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(conditionsOf(filterIn(visit.query)))) query.set(name, String(value));
  const body = await visit.take(`/export/disclosures?${query.toString()}`);
  return file(`disclosures.${format}`, TYPES[format], body);
}

async function showLog(visit: Visit): Promise<Outcome> {
  const asked = filterIn(visit.query);
  const after = textOf(visit.query, 'after') || null;
  const [found, { data }] = await Promise.all([
    findLines(visit, asked, after),
    visit.ask<{ organisations: readonly Organisation[] }>({ query: RECIPIENTS_QUERY }),
  ]);
  const { nodes, pageInfo } = found.connection;
  const next =
    pageInfo.hasNextPage && pageInfo.endCursor !== null ? addressOf(asked, { after: pageInfo.endCursor }) : null;
  const values = {
    asked,
    address: addressOf(asked),
    isLater: after !== null,
    visits: byRequest(nodes),
    next,
    recipients: byAgency(data.organisations),
    categories: CATEGORIES,
    outcomes: OUTCOMES,
    role: visit.session.viewer.role,
    faults: found.faults,
    errors: faultsByField(found.faults),
  };
  return page('disclosures.njk', values, found.faults.length > 0 ? 400 : 200);
}

const NONE: DisclosuresAnswer['disclosures'] = { nodes: [], pageInfo: { endCursor: null, hasNextPage: false } };
const LABELS = { childId: 'Child', recipient: 'Who', from: 'From', to: 'To', after: 'Page' };

interface Found {
  readonly connection: DisclosuresAnswer['disclosures'];
  readonly faults: readonly FormFault[];
}

async function findLines(visit: Visit, asked: AskedFilter, after: string | null): Promise<Found> {
  try {
    const variables = { filter: conditionsOf(asked), after };
    const { data } = await visit.ask<DisclosuresAnswer>({ query: DISCLOSURES_QUERY, variables });
    return { connection: data.disclosures, faults: [] };
  } catch (error) {
    if (!(error instanceof HubRefusal) || error.code !== 'BAD_USER_INPUT') throw error;
    return { connection: NONE, faults: faultsOf(error, LABELS) };
  }
}

/** Lines of one request about one child stand together: somebody, at one time, for one purpose, asked for several categories. */
function byRequest(lines: readonly Line[]) {
  const requests = new Map<string, { first: Line; lines: Line[] }>();
  for (const line of lines) {
    const key = JSON.stringify([line.at, line.recipient.id, line.person, line.declaredPurpose, line.child?.id]);
    const known = requests.get(key) ?? { first: line, lines: [] };
    known.lines.push(line);
    requests.set(key, known);
  }
  return [...requests.values()];
}

const AGENCY_TITLES: readonly (readonly [Agency, string])[] = [
  ['POLICE', 'Police forces'],
  ['COUNCIL', 'Councils'],
  ['CHARITY', 'Charities'],
];

/** Organisations in groups, for a list to choose from. */
export function byAgency(organisations: readonly Organisation[]) {
  return AGENCY_TITLES.map(([agency, title]) => ({
    title,
    organisations: organisations.filter((each) => each.agency === agency),
  }));
}
