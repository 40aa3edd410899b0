import type {
  Agency,
  DataCategory,
  DisclosureLevel,
  Purpose,
  Role,
  WithheldReason,
} from '../../../../schema/vocabulary';
import { page, textOf, type Site, type Visit } from '../../site';
import { notFound } from './reading';

interface SeenLine {
  readonly id: string;
  readonly at: string;
  readonly recipient: { readonly name: string; readonly agency: Agency };
  readonly role: Role;
  readonly person: string | null;
  readonly declaredPurpose: Purpose | null;
  readonly justification: string | null;
  readonly owner: { readonly name: string };
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly outcome: string;
  readonly reason: WithheldReason | null;
  readonly breakGlass: boolean;
}

interface SeenAnswer {
  readonly child: {
    readonly disclosures: {
      readonly nodes: readonly SeenLine[];
      readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
      readonly reason: WithheldReason | null;
    };
  } | null;
}

export const SEEN_QUERY = `query Seen($id: ID!, $after: String) { child(id: $id) { disclosures(first: 50, after: $after) {
  nodes { id at recipient { name agency } role person declaredPurpose justification owner { name } category level outcome reason breakGlass }
  pageInfo { endCursor hasNextPage } reason } } }`;

/** Adds who saw what of a child: for advocates of the child, and for owners as to their own records. */
export function addSeen(site: Site): void {
  site.page('/children/:id/seen', showSeen);
}

async function showSeen(visit: Visit) {
  const id = visit.params['id'] ?? '';
  const after = textOf(visit.query, 'after') || null;
  const { data } = await visit.ask<SeenAnswer>({ query: SEEN_QUERY, variables: { id, after }, about: id });
  if (data.child === null) throw notFound();
  const { nodes, pageInfo, reason } = data.child.disclosures;
  const next = pageInfo.hasNextPage && pageInfo.endCursor !== null ? encodeURIComponent(pageInfo.endCursor) : null;
  return page('seen.njk', { id, visits: byRequest(nodes), reason, next });
}

/** Lines of one request stand together: somebody, at one time, for one purpose, saw several categories. */
function byRequest(lines: readonly SeenLine[]) {
  const requests = new Map<string, { first: SeenLine; lines: SeenLine[] }>();
  for (const line of lines) {
    const key = JSON.stringify([line.at, line.recipient.name, line.person, line.declaredPurpose]);
    const known = requests.get(key) ?? { first: line, lines: [] };
    known.lines.push(line);
    requests.set(key, known);
  }
  return [...requests.values()];
}
