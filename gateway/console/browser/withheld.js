import { levelText, pathText, reasonText, sentence } from './words.js';

/**
 * @typedef {{ name: string, role: string, email: string | null, telephone: string | null }} Contact
 * @typedef {{ path: readonly string[], owner: string | null, category: string, level: string, granted: string, reason: string, contact: Contact | null, count: number }} Withheld
 */

const list = /** @type {HTMLElement} */ (document.getElementById('withheld-list'));
const summary = /** @type {HTMLElement} */ (document.getElementById('withheld-summary'));
const title = /** @type {HTMLElement} */ (document.getElementById('withheld-title'));

/** Says what the list is for, before there is an answer. */
export function showNothingYet() {
  title.textContent = 'Withheld';
  summary.textContent = 'Run a query. What its owners do not share is listed here, with the reason and whom to ask.';
  list.replaceChildren();
}

/** Lists what an answer left out. @param {any} answer @param {ReadonlyMap<string, string>} names */
export function showWithheld(answer, names) {
  const disclosure = answer?.extensions?.disclosure;
  /** @type {readonly Withheld[]} */
  const entries = disclosure?.withheld ?? [];
  title.textContent = entries.length > 0 ? `Withheld (${entries.length})` : 'Withheld';
  summary.textContent = summaryOf(answer, disclosure, entries);
  list.replaceChildren(...entries.map((entry) => itemOf(entry, names)));
}

/** @param {any} answer @param {any} disclosure @param {readonly Withheld[]} entries */
function summaryOf(answer, disclosure, entries) {
  if (!disclosure)
    return answer?.errors ? 'The request was refused: see the answer.' : 'The answer says nothing of it.';
  if (entries.length === 0) return 'Nothing was withheld from this answer.';
  const owners = new Set(entries.map(({ owner }) => owner)).size;
  return `These parts of the answer are null or left out, by decision of ${owners === 1 ? 'one owner' : `${owners} owners`}.`;
}

/** @param {Withheld} entry @param {ReadonlyMap<string, string>} names */
function itemOf(entry, names) {
  const { path, owner, category, level, granted, reason, contact, count } = entry;
  const where = element('code', { className: 'path' }, pathText(path));
  const times = count > 1 ? [element('span', { className: 'count' }, `${count} places`)] : [];
  const why = element('p', { className: 'reason' }, reasonText(reason));
  const facts = element(
    'dl',
    {},
    ...fact('Owner', owner === null ? 'Sightline hub' : (names.get(owner) ?? owner)),
    ...fact('Category', sentence(category)),
    ...fact('Shared', `${levelText(granted)}; the field needs ${levelText(level)}`),
    ...fact('Reason', element('code', {}, reason)),
    ...(contact ? fact('Ask', ...contactParts(contact)) : []),
  );
  return element('li', {}, element('div', { className: 'where' }, where, ...times), why, facts);
}

/** @param {Contact} contact @returns {(string | Node)[]} */
function contactParts({ name, role, email, telephone }) {
  const parts = [`${name}, ${role}`];
  const address = email ? [element('br', {}), element('a', { href: `mailto:${email}` }, email)] : [];
  const number = telephone ? [element('br', {}), telephone] : [];
  return [...parts, ...address, ...number];
}

/** @param {string} term @param {...(string | Node)} description */
function fact(term, ...description) {
  return [element('dt', {}, term), element('dd', {}, ...description)];
}

/** INVARIANT: what an answer says becomes text, never markup. @param {string} name @param {Record<string, string>} properties @param {...(string | Node)} children */
function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}
