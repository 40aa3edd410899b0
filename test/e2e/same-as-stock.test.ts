import { isAbstractType, parse } from 'graphql';
import { createOperations } from '../../gateway/operations';
import { HARBOUR, NORFOLK_FORCE, OPEN_DOOR } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { MUTATION_CORPUS } from '../support/corpus-of-lists';
import { WEBHOOK_MUTATIONS } from '../support/corpus-of-webhooks';
import type { CorpusChildren, CorpusQuery } from '../support/corpus-query';
import { generatedSchema } from '../support/generated-schema';
import { OFFICER, startPermissiveHub, SUPERVISOR } from '../support/permissive-hub';
import { QUERY_CORPUS, variablesFor } from '../support/query-corpus';
import { randomQueries, withGivenAliases, withOwnAliases } from '../support/random-queries';
import { createRequestCounter, type RequestCounter } from '../support/request-counter';
import type { TestHub } from '../support/running-hub';
import { fieldsAnswered, fieldsAsked, fieldsOfSchema, generateQueries, inSpecifiedOrder } from '../support/schema-walk';
import { openStockSide, plainSupergraph } from '../support/stock-gateway';
import type { StockAnswer, StockGateway, StockSide } from '../support/stock-gateway';

/**
 * Fields whose values may differ from one gateway to the next. There are none: the stock gateways are asked first and
 * write no log, so even the log of disclosures reads the same when ours is asked; a mutation is asked with one
 * idempotency key; and times are compared as the owners stored them.
 */
const VOLATILE_FIELDS: readonly string[] = [];

/** Fields that no answer has a value for, with the reason. */
const NEVER_ANSWERED: Readonly<Record<string, string>> = {
  'BreakGlassGrant.outcome': 'awaits its review; see break-glass.test.ts',
  'BreakGlassGrant.reviewedAt': 'awaits its review; see break-glass.test.ts',
  'BreakGlassGrant.reviewedBy': 'awaits its review; see break-glass.test.ts',
  'ClockRule.validTo': 'no time limit has ended yet',
  'Consent.contested': 'nobody contests a consent here; see hub-judgements.test.ts',
  'DisclosureConnection.reason': 'every log that is asked for here is shown; see who-saw-what.test.ts',
  'Mutation.reviewBreakGlass': 'needs the id of somebody else\u2019s grant; see break-glass.test.ts',
  'Mutation.resolveCustodyPrompt': 'needs the id of a prompt; see police-prompts.test.ts',
  'Mutation.recordNrmStage': 'needs the id of a referral; see police-nrm-stages.test.ts',
  'Mutation.endPlacement': 'needs the id of a placement; see host-area-is-told.test.ts',
  'Mutation.acknowledgePlacement': 'needs the id of a notification; see host-area-is-told.test.ts',
  'Mutation.answerChallenge':
    'needs the id of a challenge that has just been raised; see refusal-needs-a-reason.test.ts',
  'Mutation.challengeReferral':
    'needs the id of a referral that has just been refused; see refusal-needs-a-reason.test.ts',
  'Mutation.decideReferral': 'needs the id of a referral that has just been made; see refusal-needs-a-reason.test.ts',
  'Mutation.recordReturn': 'needs the id of an episode that has just been reported; see report-missing.test.ts',
  'Placement.endReason': 'no placement of the demonstration has one',
  'PlacementNotification.escalatedAt': 'escalated by the council\u2019s own clock only',
  'PolicyVersion.parent': 'a policy that was loaded has no parent',
  'PolicyVersion.rejectedBy': 'no policy that was loaded was rejected; see policy-life.test.ts',
  'PolicyVersion.rejection': 'no policy that was loaded was rejected; see policy-life.test.ts',
  'PolicyVersion.revertsAt': 'no policy that was loaded is an emergency tightening; see policy-moments.test.ts',
  'Query.breakGlassGrants': 'asked before the glass is broken; see break-glass.test.ts',
  ...ofWebhooks('Query', 'webhooks webhookDeliveries'),
  ...ofWebhooks('Mutation', 'createWebhook rotateWebhookSecret deleteWebhook replayWebhook'),
  ...ofWebhooks('Webhook', 'id url types areas purpose cursor createdAt rotatedUntil disabledAt disabledReason'),
  ...ofWebhooks('WebhookSecret', 'webhook secret'),
  ...ofWebhooks('WebhookDelivery', 'eventId type cursor attempts lastAttemptAt lastStatus lastFault nextAttemptAt'),
  ...ofWebhooks('WebhookDelivery', 'deliveredAt'),
  ...ofWebhooks('WebhookDeliveryConnection', 'nodes pageInfo'),
  'SafeguardingMinimum.validTo': 'the minimum that the demonstration starts with has no end',
  'Viewer.name': 'a development token carries no name unless it is asked for',
};

/**
 * What events answer; checkpoints of each gateway's own files (see break-glass.test.ts); proofs and steps of policies whose
 * ids differ in every run, of which the corpus sees what is refused (see policy-life, proofs-come-true, lawful-bases
 * and safeguarding-minimum).
 */
const APART =
  /^(Subscription|ChildEvent|AuditCheckpoint|AuditCheckpointConnection|PolicyCheck|PolicyFinding|PolicyImpact|ImpactLine|LawfulBasisChange|SafeguardingMinimumChange)\.|^Query\.(auditCheckpoints|checkPolicy|simulatePolicy|lawfulBasisChanges|safeguardingMinimumChanges)$|^Mutation\.\w+(Policy|LawfulBasis|SafeguardingMinimum)$/;

const CONSTABLE: Person = { ...SUPERVISOR, organisation: NORFOLK_FORCE, subject: 'constable-1' };
const MENTOR: Person = { ...SUPERVISOR, organisation: HARBOUR, subject: 'mentor-1', purpose: 'SUPPORT_SERVICE' };
const ADVOCACY_DESK: Person = { ...MENTOR, organisation: OPEN_DOOR, subject: 'desk-1' };
/** Stock has no events, and so no webhooks. */
function ofWebhooks(type: string, fields: string): Record<string, string> {
  const reason = 'nobody has a webhook here; see events-come-to-a-webhook.test.ts';
  return Object.fromEntries(fields.split(' ').map((field) => [`${type}.${field}`, reason]));
}

const PEOPLE = { SUPERVISOR, OFFICER, CONSTABLE, MENTOR, ADVOCACY_DESK } satisfies Record<
  NonNullable<CorpusQuery['by']>,
  Person
>;

const operations = createOperations(generatedSchema('supergraph'));
const schema = operations.apiSchema;
const corpus: readonly CorpusQuery[] = [
  ...QUERY_CORPUS,
  ...generateQueries(schema),
  ...MUTATION_CORPUS,
  ...WEBHOOK_MUTATIONS,
];
const titled = corpus.map((each) => [each.query.replaceAll(/\s+/g, ' ').slice(0, 100), each] as const);
/** SEED and RANDOM_QUERIES give other ones, and more. */
const random = randomQueries(schema, {
  seed: process.env['SEED'] ?? 'sightline',
  count: Number(process.env['RANDOM_QUERIES'] ?? 40),
}).map((each) => [each.query.slice(0, 100), each] as const);

interface Answers {
  readonly plain: StockAnswer;
  readonly split: StockAnswer;
  readonly ours: HubAnswer;
  readonly requests: ReadonlyMap<string, number>;
}

describe('with everything permitted', () => {
  let counter: RequestCounter;
  let hub: TestHub;
  let children: CorpusChildren;
  let side: StockSide;
  let plain: StockGateway;
  let split: StockGateway;
  const answered = new Set<string>();
  const requested = new Map<CorpusQuery, Answers['requests']>();

  beforeAll(async () => {
    counter = createRequestCounter();
    ({ hub, children } = await startPermissiveHub({ reroute: counter.reroute }));
    side = await openStockSide(hub);
    plain = await side.open(plainSupergraph());
    split = await side.open(generatedSchema('supergraph'));
  }, 90_000);
  afterAll(async () => {
    await plain?.stop();
    await split?.stop();
    await side?.close();
    await hub?.stop();
    await counter?.close();
  });

  async function askAll(asked: CorpusQuery): Promise<Answers> {
    const person = PEOPLE[asked.by ?? 'SUPERVISOR'];
    const variables = variablesFor(asked, children);
    const keysOf = (name: string): object =>
      asked.query.includes('$fresh') ? { fresh: `${name} 1`, other: `${name} 2` } : {};
    const byPlain = await plain.ask(person, asked.query, { ...variables, ...keysOf('plain') });
    const bySplit = await split.ask(person, asked.query, { ...variables, ...keysOf('split') });
    counter.take();
    const ours = await hub.ask(person, asked.query, { ...variables, ...keysOf('ours') });
    return { plain: byPlain, split: bySplit, ours, requests: counter.take() };
  }

  it.each(titled)('gives the data that stock gives: %s', async (_title, asked) => {
    const { ours, requests, ...stock } = await askAll(asked);
    requested.set(asked, requests);
    expect(ours.errors.length > 0).toBe(asked.isFaulty === true);
    expect(stock.plain.errors.length > 0).toBe(asked.isFaulty === true);
    // As text, because the order of fields is a part of the answer.
    const data = JSON.stringify(ours.data);
    if (asked.right !== 'SPLIT') expect(data).toBe(JSON.stringify(stock.plain.data));
    if (asked.right !== 'PLAIN') expect(data).toBe(JSON.stringify(stock.split.data));
    if (asked.right) expect(stock.split.data).not.toEqual(stock.plain.data);
    for (const field of fieldsAnswered(schema, asked.query, ours.data)) answered.add(field);
  });

  /**
   * Aliases hide the record keys here. Stock then sends, and shows, a key in the place of the client's field, or fails: so it
   * is asked under aliases that hide nothing. Nor does it always keep the order of fields that are named twice: so the
   * order is held against the specification.
   */
  it.each(random)('gives the data that stock gives to a query at random: %s', async (_title, asked) => {
    const variables = variablesFor(asked, children);
    const stock = await plain.ask(SUPERVISOR, withOwnAliases(asked.query), variables);
    const ours = await hub.ask(SUPERVISOR, asked.query, variables);
    expect({ errors: ours.errors, data: ours.data }).toEqual({ errors: [], data: withGivenAliases(stock.data) });
    const ordered = inSpecifiedOrder(schema, { query: asked.query, variables }, ours.data);
    expect(JSON.stringify(ours.data)).toBe(JSON.stringify(ordered));
  });

  it('asks each owner at most once for each step of the plan', async () => {
    expect(requested.size).toBe(new Set(corpus).size);
    for (const [asked, requests] of requested) {
      const { query, by = 'SUPERVISOR' } = asked;
      const variables = variablesFor(asked, children);
      const { waves } = operations.prepare({
        document: parse(query),
        hash: query,
        operationName: undefined,
        variables,
      });
      // The hub answers inside the gateway, so what it is asked is counted at the same pipeline in this process.
      const withHub = await side.countRequests(PEOPLE[by], query, {
        ...variables,
        ...(query.includes('$fresh') ? { fresh: 'count 1', other: 'count 2' } : {}),
      });
      const tooMany = [...requests, ...withHub].filter(([, count]) => count > waves.length);
      const overHttp = Object.fromEntries([...withHub].filter(([sector]) => sector !== 'hub'));
      expect({ query, tooMany, overHttp }).toEqual({ query, tooMany: [], overHttp: Object.fromEntries(requests) });
    }
  }, 60_000);

  it.each([
    ['missingEpisodes', 4],
    ['referrals', 3],
    ['placementNotifications', 2],
    ['supportRequests', 4],
    ['advocacyRequests', 2],
  ])('turns the pages of %s as stock does', async (list, first) => {
    const query = `query($first: Int, $after: String) {
      page: ${list}(first: $first, after: $after) { nodes { id owner { name } } pageInfo { endCursor hasNextPage } } }`;
    let after: string | null = null;
    const seen: string[] = [];
    for (let page = 0; page < 50; page++) {
      const { plain: stock, ours }: Answers = await askAll({ query, variables: { first, after } });
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(stock.data));
      seen.push(...ours.data.page.nodes.map((node: { id: string }) => node.id));
      after = ours.data.page.pageInfo.endCursor;
      if (!ours.data.page.pageInfo.hasNextPage) break;
    }
    expect(seen.length).toBeGreaterThan(first);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('has asked for every field of the API and seen a value of it', () => {
    expect(VOLATILE_FIELDS).toEqual([]);
    const asked = new Set(corpus.flatMap(({ query }) => fieldsAsked(schema, query)));
    // Stock runs no subscriptions: what they answer is tested by following them.
    const fields = fieldsOfSchema(schema).filter((field) => !APART.test(field));
    expect(fields.filter((field) => !asked.has(field))).toEqual([]);
    const never = fields.filter((field) => !answered.has(field));
    expect(never.toSorted()).toEqual(Object.keys(NEVER_ANSWERED).toSorted());
    expect(QUERY_CORPUS.length).toBeGreaterThanOrEqual(120);
  });

  /**
   * Stock drops a field without a word where fragments on object types are nested under an abstract type. The one
   * abstract type of this API is reached by subscriptions only, which stock cannot run, so both must be whole here.
   */
  it('drops no field of nested fragments', async () => {
    expect(Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type))).toEqual([
      schema.getType('ChildRecord'),
    ]);
    const query = `query($id: ID!) {
      x: child(id: $id) { ... on Child { a: id ... on Child { b: concern ... on Child { c: policeProfiles {
        ... on PoliceProfile { d: initials ... on PoliceProfile { e: dateOfBirth } } } } } } } }`;
    const { plain: stock, ours } = await askAll({ query });
    expect(ours.data).toEqual({
      x: { a: children.id, b: expect.any(String), c: [{ d: expect.any(String), e: expect.any(String) }] },
    });
    expect(stock.data).toEqual(ours.data);
  });
});
