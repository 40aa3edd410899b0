import type { FastifyInstance } from 'fastify';
import { frameOf } from '../site';

/** Somebody whom the demonstration can sign in as. */
export interface Account {
  readonly label: string;
  readonly organisation: string;
  readonly role: string;
  readonly subject: string;
}

/** Adds the page of the development's own sign-in, on which one picks a demonstration account instead of giving a password. */
export function addAccounts(app: FastifyInstance, accounts: readonly Account[]): void {
  const people = accounts
    .map((account, index) => ({ ...account, index, ...namesIn(account.label) }))
    // A program does not sign in.
    .filter(({ role }) => role !== 'PARTNER_SYSTEM');
  const organisations = [...new Set(people.map(({ place }) => place))].map((place) => ({
    place,
    people: people.filter((person) => person.place === place),
  }));
  app.get('/dev/authorize', async (request, reply) => {
    const { state, code_challenge: challenge, redirect_uri: callback } = request.query as Record<string, string>;
    return reply.view('accounts.njk', { ...frameOf(request, null), organisations, state, challenge, callback });
  });
}

function namesIn(label: string): { place: string; person: string } {
  const [place = label, person = ''] = label.split(', ');
  return { place, person: person.charAt(0).toUpperCase() + person.slice(1) };
}
