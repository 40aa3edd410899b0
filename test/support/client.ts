import type { Purpose, Role } from '../../schema/vocabulary';

/** Somebody who asks the hub. */
export interface Person {
  readonly organisation: string;
  readonly role: Role;
  readonly subject?: string;
  readonly team?: string;
  readonly purpose?: Purpose;
  readonly justification?: string;
  readonly purposes?: readonly Purpose[];
}

export interface WithheldEntry {
  readonly path: string[];
  readonly owner: string | null;
  readonly category: string;
  readonly level: string;
  readonly granted: string;
  readonly reason: string;
  readonly contact: { name: string } | null;
  readonly breakGlass: boolean;
  readonly count: number;
}

export interface HubAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly data: any; // oxlint-disable-line typescript/no-explicit-any -- the shape is the test's own query
  readonly errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  readonly withheld: WithheldEntry[];
}

export interface HubClient {
  tokenOf(person: Person): Promise<string>;
  ask(person: Person, query: string, variables?: Record<string, unknown>): Promise<HubAnswer>;
  /** The hub's id of a child, by the reference of the person's own organisation. */
  findChild(person: Person, reference: string): Promise<string>;
}

/** Asks a hub over HTTP as its clients do. Tokens are kept for as long as the client. */
export function createClient(url: string): HubClient {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (person: Person): Promise<string> => {
    const { organisation, role, subject = 'person-1', team, purposes } = person;
    const body = JSON.stringify({ organisation, role, subject, team, purposes });
    let token = tokens.get(body);
    if (token) return token;
    token = requestToken(url, body);
    // What a hub that was down refused is asked for again.
    token.catch(() => tokens.delete(body));
    tokens.set(body, token);
    return token;
  };
  const ask: HubClient['ask'] = async (person, query, variables = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokenOf(person)}`,
        ...(person.purpose ? { 'sightline-purpose': person.purpose } : {}),
        ...(person.justification ? { 'sightline-justification': person.justification } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    return readAnswer(response);
  };
  return {
    tokenOf,
    ask,
    async findChild(person, reference) {
      const query = 'query($reference: String!) { findChildren(input: { reference: $reference }) { child { id } } }';
      const { data, text } = await ask(person, query, { reference });
      const id: unknown = data?.findChildren?.[0]?.child.id;
      if (typeof id !== 'string') throw new Error(`${reference} was not found: ${text}`);
      return id;
    },
  };
}

async function readAnswer(response: Response): Promise<HubAnswer> {
  const text = await response.text();
  const body = JSON.parse(text) as Partial<Pick<HubAnswer, 'data' | 'errors'>> & {
    extensions?: { disclosure?: { withheld: WithheldEntry[] } };
  };
  return {
    status: response.status,
    text,
    headers: response.headers,
    data: body.data,
    errors: body.errors ?? [],
    withheld: body.extensions?.disclosure?.withheld ?? [],
  };
}

async function requestToken(url: string, body: string): Promise<string> {
  const response = await fetch(`${url}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const answer = (await response.json()) as { token?: string };
  if (!answer.token) throw new Error(`no token: ${JSON.stringify(answer)}`);
  return answer.token;
}
