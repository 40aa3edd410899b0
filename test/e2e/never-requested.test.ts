import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { createOperations } from '../../gateway/operations';
import type { Purpose } from '../../schema/vocabulary';
import { expectedData, type World } from '../support/canary-answer';
import { CANARY, canaryChildren, type CanaryChild } from '../support/canary-children';
import { createOracle, type Oracle } from '../support/canary-oracle';
import type { HubAnswer, Person } from '../support/client';
import { queryForms } from '../support/query-forms';
import { createRecorder, type Exchange } from '../support/recorder';
import { requestedFields } from '../support/request-fields';
import { startHub, type HubOptions, type TestHub } from '../support/running-hub';

const FORMS = 520;
const SUPERGRAPH = path.resolve(__dirname, '../../schema/generated/supergraph.graphql');

const person = (organisation: string, purpose: Purpose | null, more: Partial<Person> = {}): Person => ({
  organisation,
  role: 'PRACTITIONER',
  subject: 'worker-1',
  ...(purpose === null ? {} : { purpose }),
  ...more,
});

/** Every agency, role and purpose occurs; with and without a justification, inside and outside of the areas. */
const PEOPLE: readonly Person[] = [
  person('harbour-youth-trust', 'SUPPORT_SERVICE'),
  person('harbour-youth-trust', 'MISSING_CHILD', { justification: 'the child may be in danger' }),
  person('harbour-youth-trust', null),
  person('open-door-advocacy', 'CHILD_IN_NEED', { role: 'ADVOCATE', subject: 'advocate-1' }),
  person('open-door-advocacy', 'SUPPORT_SERVICE', { role: 'ADVOCATE', subject: 'advocate-2' }),
  person('ashfell-youth-bridge', 'EXPLOITATION_PANEL', { role: 'SUPERVISOR' }),
  person('E10000020', 'SECTION_47_ENQUIRY'),
  person('E10000020', 'SECTION_47_ENQUIRY', { justification: 'strategy discussion' }),
  person('E09000023', 'CHILD_IN_NEED'),
  person('E10000016', 'IMMEDIATE_PROTECTION', { justification: 'threat to life', role: 'SUPERVISOR' }),
  person('E09000023', 'OVERSIGHT', { role: 'DATA_OFFICER' }),
  person('E23000024', 'CRIME_PREVENTION'),
  person('E23000024', 'MISSING_CHILD'),
  person('E23000001', 'EXPLOITATION_PANEL', { justification: 'panel of the 22nd' }),
  person('E23000032', 'SECTION_47_ENQUIRY'),
  person('E23000001', null),
  person('E10000020', 'CRIME_PREVENTION'),
  person('E10000020', 'OVERSIGHT', { role: 'ANALYST' }),
  person('harbour-youth-trust', 'MISSING_CHILD', {
    role: 'PARTNER_SYSTEM',
    purposes: ['MISSING_CHILD'],
  }),
].map((one, index) => ({ ...one, subject: one.subject ?? `worker-${index}` }));

const keyOf = (one: Person): string =>
  [one.organisation, one.role, one.subject, one.purpose ?? '-', one.justification ? 'justified' : ''].join(' ');

/** Whose request a subgraph was sent, by the signed token; whether it was justified the token does not say. */
function askerOf({ authorization }: Exchange): string {
  const [, payload = ''] = authorization.split('.');
  const { principal, purpose } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    principal: { organisation: string; role: string; subject: string };
    purpose: string | null;
  };
  return [principal.organisation, principal.role, principal.subject, purpose ?? '-'].join(' ');
}

const canariesIn = (text: string): string[] => [...new Set(text.match(CANARY))];

describe('a field that is withheld', () => {
  const now = new Date();
  const today = now.toISOString().slice(0, 10);
  const data = canaryChildren({ count: 24, now, seed: process.env['SEED'] ?? 'canaries' });
  const children = new Map(data.children.map((child): [string, CanaryChild] => [child.id, child]));
  const { apiSchema: schema, labels } = createOperations(readFileSync(SUPERGRAPH, 'utf8'));
  const world: World = { schema, labels, data, now };
  const recorder = createRecorder();
  const oracles = new Map(PEOPLE.map((one): [string, Oracle] => [keyOf(one), createOracle(children, one, today)]));
  let hub: TestHub;

  beforeAll(async () => {
    const reroute: HubOptions['reroute'] = (urls) => recorder.reroute(urls);
    hub = await startHub({ children: 0, lines: data.lines, reroute, now });
  }, 90_000);
  afterAll(async () => {
    await hub?.stop();
    await recorder.close();
  });

  /** What leaked into the requests and responses of one person's query. */
  function leaksOf(oracle: Oracle, exchanges: readonly Exchange[]): string[] {
    const leaks: string[] = [];
    for (const { sector, request, response } of exchanges) {
      for (const { type, key, field, inner } of requestedFields(schema, request)) {
        const label = labels.fields.get(`${type}.${field}`);
        if (!label) continue;
        const isOwn = labels.records.get(type)?.sector === sector;
        const childId = type === 'Child' ? key.id : key.subjectId;
        if (!(isOwn ? oracle.may(key, label) : oracle.anyOf(childId, sector, label)))
          leaks.push(`${sector} was asked for ${type}.${field} of ${childId}`);
        const deep = inner.filter((name) => ['SUMMARY', 'FULL'].includes(labels.fields.get(name)?.level ?? ''));
        if (deep.length > 0) leaks.push(`${sector} was asked for ${deep.join()} inside ${type}.${field}`);
      }
      leaks.push(...strayCanaries(oracle, response).map((stray) => `${sector} sent ${stray}`));
    }
    return leaks;
  }

  function strayCanaries(oracle: Oracle, text: string): string[] {
    return canariesIn(text).flatMap((canary) => {
      const home = data.homes.get(canary)!;
      const label = labels.fields.get(`${home.type}.${home.field}`) ?? labelOfHubRecord(home.type);
      const key = keyOfRecord(home.recordId);
      const isOpen = home.field !== null && label !== null && key !== null && oracle.may(key, label);
      return isOpen ? [] : [`${home.type}.${home.field} of ${home.recordId}`];
    });
  }

  const labelOfHubRecord = (type: string) => {
    const record = labels.records.get(type);
    return record ? ({ category: record.category, level: 'EXISTENCE' } as const) : null;
  };

  const keys = new Map(
    data.children.flatMap((child) => [
      ...child.records.map((row) => [row.id, row] as const),
      ...child.registrations.map((row) => {
        return [
          row.id,
          { id: row.id, subjectId: child.id, ownerId: row.organisation, handling: row.handling },
        ] as const;
      }),
      ...child.consents.map((row) => {
        const handling = child.registrations.find((one) => one.organisation === row.recordedBy)?.handling ?? 'OPEN';
        return [row.id, { id: row.id, subjectId: child.id, ownerId: row.recordedBy, handling }] as const;
      }),
    ]),
  );
  const keyOfRecord = (id: string) => keys.get(id) ?? null;

  it(`is never requested, sent or answered over ${FORMS} forms of queries, and what may be seen is answered`, async () => {
    const childIds = data.children.map(({ id }) => id);
    const problems: string[] = [];
    let seen = 0;
    let withheld = 0;
    let number = 0;
    for (const { query, variables } of queryForms({ schema, childIds, seed: 'forms', count: FORMS })) {
      const one = PEOPLE[number++ % PEOPLE.length]!;
      const oracle = oracles.get(keyOf(one))!;
      recorder.clear();
      const answer = await hub.ask(one, query, variables);
      const expected = await expectedData(world, { oracle, query, variables });
      const leaks = [
        ...leaksOf(oracle, recorder.exchanges),
        ...strayCanaries(oracle, answer.text).map((stray) => `answered ${stray}`),
        ...recorder.exchanges.filter((each) => !keyOf(one).startsWith(askerOf(each))).map(() => 'another asker'),
      ];
      seen += canariesIn(answer.text).length;
      withheld += answer.withheld.length;
      const differs = differenceOf(expected, answer);
      if (leaks.length > 0 || differs) {
        problems.push(
          [`form ${number} of ${keyOf(one)}`, ...new Set(leaks), differs, query, JSON.stringify(variables)].join('\n'),
        );
      }
    }
    expect(problems.slice(0, 3).join('\n\n') + (problems.length > 3 ? `\n... ${problems.length}` : '')).toBe('');
    expect(seen).toBeGreaterThan(FORMS);
    expect(withheld).toBeGreaterThan(FORMS);
  }, 400_000);

  function differenceOf(expected: unknown, { data: got, errors, text }: HubAnswer): string {
    if (errors.length > 0) return `errors: ${text.slice(0, 300)}`;
    return firstDifference(JSON.parse(JSON.stringify(expected)), got, 'data') ?? '';
  }

  it('is the same by every form that asks for it, and cannot be had as an entity', async () => {
    const forms = [
      'child(id: $id) { missingEpisodes { circumstances } }',
      'a: child(id: $id) { b: missingEpisodes { id: circumstances handling: circumstances } }',
      'child(id: $id) { ... on Child { missingEpisodes { ... on MissingEpisode { c: circumstances } } } }',
      'child(id: $id) { ...F missingEpisodes { __typename } }',
      'child(id: $id) { missingEpisodes @include(if: $yes) { circumstances @skip(if: $no) ... @include(if: $yes) { circumstances } } }',
      'child(id: $id) { missingEpisodes { returnHomeInterview { id } circumstances owner { name } } wishes { id } }',
      'child(id: $id) { id } again: child(id: $id) { missingEpisodes { circumstances } concern }',
    ];
    const head = 'query($id: ID!, $yes: Boolean = true, $no: Boolean = false)';
    const fragment = 'fragment F on Child { missingEpisodes { ...G } } fragment G on MissingEpisode { circumstances }';
    for (const one of PEOPLE) {
      const id = data.children[PEOPLE.indexOf(one) % data.children.length]!.id;
      const seen = new Set<string>();
      for (const form of forms) {
        const known = 'known: __typename @include(if: $yes) none: __typename @skip(if: $no)';
        const { text, errors } = await hub.ask(
          one,
          `${head} { ${form} ${known} } ${form.includes('...F') ? fragment : ''}`,
          { id },
        );
        expect(errors).toEqual([]);
        seen.add(canariesIn(text).sort().join());
      }
      expect(seen.size).toBe(1);
    }
    const key = '{ __typename: "MissingEpisode", id: "x", subjectId: "x", ownerId: "E23000024", handling: OPEN }';
    for (const attempt of [`_entities(representations: [${key}]) { __typename }`, '_service { sdl }']) {
      const { status, data: got } = await hub.ask(PEOPLE[0]!, `{ ${attempt} }`);
      expect([status, got]).toEqual([400, undefined]);
    }
  }, 60_000);

  it('is neither logged by a process nor kept in the audit log', async () => {
    expect(canariesIn(hub.output())).toEqual([]);
    const client = new Client(hub.databases.hub);
    await client.connect();
    const { rows } = await client.query<{ text: string }>('select audit_log::text as text from audit_log');
    await client.end();
    expect(rows.length).toBeGreaterThan(100);
    expect(canariesIn(rows.map(({ text }) => text).join('\n'))).toEqual([]);
  });
});

/** Where two JSON values first differ, with both. */
function firstDifference(expected: unknown, got: unknown, at: string): string | null {
  if (isTree(expected) && isTree(got) && Array.isArray(expected) === Array.isArray(got)) {
    const [a, b] = [Object.keys(expected), Object.keys(got)];
    if (a.sort().join() !== b.sort().join()) return `${at}: expected keys ${a.join()}, got ${b.join()}`;
    for (const key of a) {
      const inner = firstDifference(expected[key], got[key], `${at}.${key}`);
      if (inner) return inner;
    }
    return null;
  }
  return JSON.stringify(expected) === JSON.stringify(got)
    ? null
    : `${at}: expected ${JSON.stringify(expected)?.slice(0, 200)}, got ${JSON.stringify(got)?.slice(0, 200)}`;
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
