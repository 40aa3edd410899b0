import { CATEGORIES, type Agency } from '../../../../schema/vocabulary';
import { byAgency } from '../disclosures/search';
import { page, textOf, type Outcome, type Site, type Visit } from '../../site';
import {
  explain,
  getVersion,
  readBook,
  type Decision,
  type Organisation,
  type PolicyBook,
  type Supposed,
} from './policy-api';
import { wordsOf } from './rule-words';
import { addressOf, SUPPOSABLE, supposedIn } from './suppose';

/** Adds what a policy comes to: the matrix of categories and recipients, and what one recipient would see. */
export function addMatrix(site: Site): void {
  site.page('/policy', showMatrix);
  site.page('/policy/explorer', showExplorer);
}

const COLUMNS: readonly (readonly [string, Agency])[] = [
  ['police', 'POLICE'],
  ['council', 'COUNCIL'],
  ['charity', 'CHARITY'],
];

async function showMatrix(visit: Visit): Promise<Outcome> {
  const book = await readBook(visit);
  const version = getVersion(book, textOf(visit.query, 'version'));
  const facts = supposedIn(visit.query);
  const columns = COLUMNS.flatMap(([name, agency]) => {
    const organisation = recipientOf(book, agency, textOf(visit.query, name));
    return organisation ? [{ name, organisation }] : [];
  });
  const ids = columns.map(({ organisation }) => organisation.id);
  const answers = await explain(visit, ids, { facts, version: version.id });
  const more = Object.fromEntries([
    ...columns.map(({ name, organisation }) => [name, organisation.id]),
    ['version', version.id],
  ]);
  return page('policy.njk', {
    ...commonOf(book, facts),
    version,
    columns,
    lines: CATEGORIES.flatMap((category) => {
      const cells = columns.flatMap(({ organisation }, index) => {
        const decision = answers[index]?.find((each) => each.category === category);
        const href = `/policy/explorer?${addressOf(facts, { ...more, recipient: organisation.id })}#${category}`;
        return decision ? [{ ...decision, href }] : [];
      });
      // The API says nothing of categories of which organisations of this kind have no records.
      return cells.length === 0 ? [] : [{ category, cells }];
    }),
  });
}

async function showExplorer(visit: Visit): Promise<Outcome> {
  const book = await readBook(visit);
  const version = getVersion(book, textOf(visit.query, 'version'));
  const facts = supposedIn(visit.query);
  const asked = textOf(visit.query, 'recipient');
  const recipient = book.organisations.find(({ id }) => id === asked) ?? recipientOf(book, 'CHARITY', '') ?? null;
  const [decisions] = recipient ? await explain(visit, [recipient.id], { facts, version: version.id }) : [[]];
  return page('policy-explorer.njk', {
    ...commonOf(book, facts),
    version,
    recipient,
    groups: byAgency(book.organisations),
    decisions: (decisions ?? []).map((decision) => rulesOf(decision, version.rules, book)),
  });
}

function commonOf(book: PolicyBook, facts: Supposed): object {
  const drafts = book.versions.filter(({ status }) => status === 'DRAFT' || status === 'SUBMITTED');
  return {
    facts,
    supposable: SUPPOSABLE,
    groups: byAgency(book.organisations),
    drafts,
    active: book.active,
    versions: book.versions,
  };
}

/** Who stands for an agency: the one that was chosen, else one that shares an area with the owner, never the owner itself. */
function recipientOf({ organisations, owner }: PolicyBook, agency: Agency, asked: string): Organisation | undefined {
  const others = organisations.filter((each) => each.agency === agency && each.id !== owner);
  const own = new Set(organisations.find(({ id }) => id === owner)?.areas.map(({ code }) => code));
  return (
    others.find(({ id }) => id === asked) ??
    others.find(({ areas }) => areas.some(({ code }) => own.has(code))) ??
    others[0]
  );
}

function rulesOf(decision: Decision, rules: PolicyBook['versions'][number]['rules'], book: PolicyBook) {
  const determining = (decision.rules ?? []).flatMap((id) => {
    const index = rules.findIndex((rule) => rule.id === id);
    const rule = rules[index];
    return rule ? [{ index, note: rule.note, words: wordsOf(rule, book) }] : [];
  });
  return { ...decision, determining };
}
