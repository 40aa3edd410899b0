/**
 * @typedef {{ label: string, organisation: string, role: string, subject: string, team?: string }} Account
 * @typedef {{ account: Account, token: string, purposes: readonly string[] }} Session
 */

/** The people whom the demonstration can ask as. @returns {Promise<readonly Account[]>} */
export async function loadAccounts() {
  const response = await fetch('/dev/accounts');
  if (!response.ok) throw new Error('the demonstration accounts could not be read');
  return (await response.json()).accounts;
}

/** Signs in as an account and asks the hub which purposes it may declare. @param {Account} account @returns {Promise<Session>} */
export async function signIn(account) {
  const { organisation, role, subject, team, label } = account;
  const response = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ organisation, role, subject, name: label.slice(0, 100), ...(team ? { team } : {}) }),
  });
  const { token } = await response.json();
  if (!token) throw new Error(`${label}: no token was given`);
  const { data } = await ask({ query: '{ me { purposes } }' }, { authorization: `Bearer ${token}` });
  return { account, token, purposes: data?.me.purposes ?? [] };
}

/** The names of organisations by their ids. @param {Session} session @returns {Promise<ReadonlyMap<string, string>>} */
export async function loadOrganisationNames({ token }) {
  const { data } = await ask({ query: '{ organisations { id name } }' }, { authorization: `Bearer ${token}` });
  return new Map(
    (data?.organisations ?? []).map((/** @type {{ id: string, name: string }} */ { id, name }) => [id, name]),
  );
}

/** The headers of a request, as the page's header editor shows them. @param {Session} session @param {{ purpose: string, justification: string }} settings */
export function headersOf({ token }, { purpose, justification }) {
  return {
    authorization: `Bearer ${token}`,
    ...(purpose ? { 'sightline-purpose': purpose } : {}),
    ...(justification.trim() ? { 'sightline-justification': justification.trim() } : {}),
  };
}

/** Sends one GraphQL request. @param {object} parameters @param {Record<string, string>} headers */
export async function ask(parameters, headers) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...encoded(headers) },
    body: JSON.stringify(parameters),
    credentials: 'omit',
    cache: 'no-store',
  });
  return response.json();
}

/** Header values travel as bytes: a browser takes Latin-1 only, the hub reads UTF-8. @param {Record<string, string>} headers */
function encoded(headers) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join(''),
    ]),
  );
}
