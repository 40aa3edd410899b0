import { sentence } from './words.js';

/** @typedef {import('./session.js').Account} Account */

const accountSelect = /** @type {HTMLSelectElement} */ (document.getElementById('account'));
const purposeSelect = /** @type {HTMLSelectElement} */ (document.getElementById('purpose'));
const justificationInput = /** @type {HTMLInputElement} */ (document.getElementById('justification'));
const exampleButton = /** @type {HTMLButtonElement} */ (document.getElementById('example'));
const status = /** @type {HTMLElement} */ (document.getElementById('status'));

/** Tells the page what was chosen. @param {{ account: () => void, headers: () => void, example: () => void }} listeners */
export function listen({ account, headers, example }) {
  document.getElementById('settings')?.addEventListener('submit', (event) => event.preventDefault());
  accountSelect.addEventListener('change', account);
  purposeSelect.addEventListener('change', headers);
  justificationInput.addEventListener('input', headers);
  exampleButton.addEventListener('click', example);
}

/** Offers the accounts, those of one organisation together. @param {readonly Account[]} accounts */
export function offerAccounts(accounts) {
  const groups = new Map();
  accounts.forEach((account, index) => {
    const [organisation = '', ...person] = account.label.split(', ');
    const group =
      groups.get(organisation) ?? Object.assign(document.createElement('optgroup'), { label: organisation });
    const who = person.join(', ') || account.label;
    group.append(new Option(`${who.charAt(0).toUpperCase()}${who.slice(1)} (${organisation})`, String(index)));
    groups.set(organisation, group);
  });
  accountSelect.replaceChildren(...groups.values());
}

/** Offers the purposes that the account may declare, and none. @param {readonly string[]} purposes @param {string} first */
export function offerPurposes(purposes, first) {
  const options = purposes.map((purpose) => new Option(sentence(purpose), purpose));
  purposeSelect.replaceChildren(...options, new Option('None declared', ''));
  purposeSelect.value = first;
}

/** The position of the chosen account. */
export const chosenAccount = () => Number(accountSelect.value);

/** What the request declares. */
export const declared = () => ({ purpose: purposeSelect.value, justification: justificationInput.value });

/** Says what happened; assistive technology reads it out. @param {string} text @param {boolean} [isFault] */
export function say(text, isFault = false) {
  status.textContent = text;
  status.classList.toggle('fault', isFault);
}
