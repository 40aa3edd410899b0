import { createRandom } from '../support/canary-children';
import type { Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const REQUESTS = 1_000;
const CONCURRENT = 24;

const PEOPLE: readonly Person[] = [
  { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE', subject: 'one' },
  { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', subject: 'one' },
  { organisation: 'harbour-youth-trust', role: 'DATA_OFFICER', purpose: 'OVERSIGHT', subject: 'one' },
  { organisation: 'open-door-advocacy', role: 'ADVOCATE', purpose: 'SUPPORT_SERVICE', subject: 'advocate-1' },
  { organisation: 'open-door-advocacy', role: 'ADVOCATE', purpose: 'SUPPORT_SERVICE', subject: 'advocate-9' },
  {
    organisation: 'E10000020',
    role: 'PRACTITIONER',
    purpose: 'SECTION_47_ENQUIRY',
    justification: 'enquiry',
    subject: 'one',
  },
  { organisation: 'E10000020', role: 'PRACTITIONER', purpose: 'SECTION_47_ENQUIRY', subject: 'one' },
  { organisation: 'E23000024', role: 'PRACTITIONER', purpose: 'CRIME_PREVENTION', subject: 'one' },
  { organisation: 'E23000001', role: 'SUPERVISOR', purpose: 'MISSING_CHILD', subject: 'one' },
];
const QUERIES: readonly string[] = [
  'query($id: ID!) { me { subject organisation { id } role } child(id: $id) { concern sharing { category level } } }',
  'query($id: ID!) { child(id: $id) { policeProfiles { givenName initials } missingEpisodes { missingSince circumstances } } }',
  'query($id: ID!) { child(id: $id) { socialCare { status plan } wishes { words } referrals { status concerns } } }',
  'query($id: ID!) { me { subject } missingEpisodes(first: 5) { nodes { id risk } } child(id: $id) { intelligence { reportText } } }',
];

describe('answers to many people at once', () => {
  let hub: TestHub;
  let ids: string[];
  beforeAll(async () => {
    hub = await startHub({ children: 24 });
    const finder: Person = { organisation: 'harbour-youth-trust', role: 'PRACTITIONER', purpose: 'SUPPORT_SERVICE' };
    ids = await Promise.all(
      ['DEMO-1', 'DEMO-2', 'DEMO-6', 'DEMO-7'].map((reference) => hub.findChild(finder, reference)),
    );
  }, 60_000);
  afterAll(() => hub?.stop());

  it(`are each what they are alone, over ${REQUESTS} requests in a random order`, async () => {
    const bare = (text: string) => text.replace(/"decisionId":"[^"]+"/, '').replaceAll(/"id":"[0-9a-f-]{36}"\}/g, '');
    const cases = PEOPLE.flatMap((person) => QUERIES.flatMap((query) => ids.map((id) => ({ person, query, id }))));
    const alone: string[] = [];
    for (const { person, query, id } of cases) alone.push(bare((await hub.ask(person, query, { id })).text));
    const random = createRandom('cross-user');
    const order = Array.from({ length: REQUESTS }, () => random.whole(cases.length));
    const wrong: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let at = order.pop(); at !== undefined; at = order.pop()) {
        const { person, query, id } = cases[at]!;
        const { text, headers } = await hub.ask(person, query, { id });
        if (bare(text) !== alone[at]) wrong.push([person, alone[at], text]);
        if (headers.get('cache-control') !== 'private, no-store') wrong.push(headers.get('cache-control'));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT }, work));
    expect([wrong.length, wrong[0]]).toEqual([0, undefined]);
    expect(new Set(alone).size).toBeGreaterThan(40);
  }, 90_000);

  it('are not kept by anything on the way, refusals included', async () => {
    const refused = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { subject } }' }),
    });
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([401, 'private, no-store']);
  });

  it('to an alias or a variable that is named like a part of every object are plain answers', async () => {
    const query = `query($id: ID!, $constructor: Boolean = true, $__proto__x: Boolean = false) { constructor: child(id: $id) {
      toString: id hasOwnProperty: concern @include(if: $constructor) valueOf: concern @include(if: $__proto__x) } }`;
    const { data, errors } = await hub.ask(PEOPLE[0]!, query, { id: ids[0] });
    expect(errors).toEqual([]);
    expect(Object.keys(data.constructor)).toEqual(['toString', 'hasOwnProperty']);
    const polluting = await hub.ask(PEOPLE[0]!, 'query($id: ID!) { __proto__: child(id: $id) { __proto__: id } }', {
      id: ids[0],
    });
    expect(({} as Record<string, unknown>)['id']).toBeUndefined();
    expect(polluting.text).not.toContain('INTERNAL');
    const body = `{"query":"{ me { subject } }","variables":{"__proto__":{"purpose":"X"},"constructor":{"prototype":{"a":1}}}}`;
    const answer = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await hub.tokenOf(PEOPLE[0]!)}` },
      body,
    });
    expect([200, 400]).toContain(answer.status);
  });
});
