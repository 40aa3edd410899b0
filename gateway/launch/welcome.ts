const QUERY = `query Demonstration {
  findChildren(input: { reference: "DEMO-1" }) {
    band
    child {
      id
      concern
      missingEpisodes { owner { name } status missingSince returnedAt circumstances }
      referrals { owner { name } status decision reason { code description contestable } }
      supportEpisodes { owner { name } status startedOn }
    }
  }
}`;

export interface Account {
  label: string;
  organisation: string;
  role: string;
  subject: string;
  team?: string;
}

/** What is printed below the ready line: a query to paste and the accounts to ask it as. */
export function welcomeText(base: string, accounts: readonly Account[]): string {
  // Somebody to whom a part is shown and a part withheld, with the reason.
  const asker = accounts.find(({ subject }) => subject === 'caseworker-1') ?? accounts[0];
  const query = QUERY.replaceAll(/\s+/g, ' ');
  const body = JSON.stringify({ query }).replaceAll("'", String.raw`'\''`);
  return [
    '',
    `Open ${base}/ in a browser for the console.`,
    `Paste a query at ${base}/graphql in a browser, or ask from a second terminal (all data are invented):`,
    '',
    `  TOKEN=$(${tokenLine(base, asker)} | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s ${base}/graphql -H "authorization: Bearer $TOKEN" -H 'sightline-purpose: SUPPORT_SERVICE' \\`,
    `    -H 'content-type: application/json' -d '${body}'`,
    '',
    'Accounts to try (POST /dev/token gives each a token):',
    '',
    ...accounts.flatMap((account) => [`  # ${account.label}`, `  ${tokenLine(base, account)}`]),
    '',
  ].join('\n');
}

function tokenLine(base: string, account: Account | undefined): string {
  const { organisation, role, subject, team } = account ?? { organisation: '', role: '', subject: '' };
  const body = JSON.stringify({ organisation, role, subject, ...(team === undefined ? {} : { team }) });
  return `curl -s ${base}/dev/token -H 'content-type: application/json' -d '${body}'`;
}
