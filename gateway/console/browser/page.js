import { exampleQuery, examplePurpose } from './examples.js';
import { openGraphiql } from './graphiql-view.js';
import { ask, headersOf, loadAccounts, loadOrganisationNames, signIn } from './session.js';
import { chosenAccount, declared, listen, offerAccounts, offerPurposes, say } from './settings.js';
import { showNothingYet, showWithheld } from './withheld.js';

/** The page: pick an account, ask, read the answer and what was withheld. */
async function open() {
  showNothingYet();
  const accounts = await loadAccounts();
  offerAccounts(accounts);
  let session = await signIn(accounts[0]);
  offerPurposes(session.purposes, examplePurpose(session.account, session.purposes));
  const names = await loadOrganisationNames(session);
  let example = exampleQuery(session.account);

  const view = openGraphiql({
    container: document.getElementById('query'),
    fetcher: (parameters, { headers = {} } = {}) => answer(parameters, headers, names),
    query: example,
    headers: headersOf(session, declared()),
  });
  const showHeaders = () => view.update({ headers: headersOf(session, declared()) });
  const showExample = () => {
    view.update({ query: example });
    say('The example was loaded.');
  };
  const changeAccount = async () => {
    const isUntouched = view.typedQuery() === example;
    const account = accounts[chosenAccount()];
    const opened = await signIn(account);
    // Somebody else may have been picked while the token was on its way.
    if (accounts[chosenAccount()] !== account) return;
    session = opened;
    example = exampleQuery(account);
    offerPurposes(session.purposes, examplePurpose(account, session.purposes));
    showNothingYet();
    view.update({ headers: headersOf(session, declared()), ...(isUntouched ? { query: example } : {}) });
    say(isUntouched ? signedIn(account) : `${signedIn(account)} Your query was kept.`);
  };
  listen({ account: () => void changeAccount().catch(fail), headers: showHeaders, example: showExample });
  say(signedIn(session.account));
}

const signedIn = ({ label }) => `Signed in as ${label}.`;

/** Asks as the header editor says. The schema's own questions leave the list of what was withheld alone. */
async function answer(parameters, headers, names) {
  const result = await ask(withKnownOperation(parameters), headers);
  if (parameters.operationName !== 'IntrospectionQuery') showWithheld(result, names);
  return result;
}

/** GraphiQL may still name the operation of the query that stood in the editor a moment ago. */
function withKnownOperation({ operationName, ...parameters }) {
  const isThere = new RegExp(`\\b(query|mutation|subscription)\\s+${operationName}\\b`).test(parameters.query);
  return isThere ? { operationName, ...parameters } : parameters;
}

function fail(error) {
  say(error instanceof Error ? `That did not work: ${error.message}` : 'That did not work.', true);
}

open().catch(fail);
