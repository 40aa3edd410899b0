import { buildSchema } from 'graphql';
import { createSubscribe, type SubscriptionServices } from '../../gateway/delivery/subscriptions';
import type { Caller } from '../../gateway/request';

const callerOf = (subject: string): Caller => ({
  principal: {
    subject,
    name: null,
    organisation: 'E23000024',
    agency: 'POLICE',
    role: 'PRACTITIONER',
    areas: [],
    team: null,
    purposes: null,
    expiresAt: 4_000_000_000,
  },
  purpose: 'MISSING_CHILD',
  justification: null,
});

describe('documents that nobody has sent before', () => {
  it('are read round among persons, one in each round of the event loop, so that hundreds of one stop nobody else', async () => {
    const apiSchema = buildSchema('type Query { a: Int } type Subscription { b: Int }');
    const subscribe = createSubscribe({
      pipeline: { operations: { apiSchema } },
      openEvents: () => Promise.reject(new Error('not expected to be opened')),
      refuseExcess: () => undefined,
      introspection: false,
    } as unknown as SubscriptionServices);
    let rounds = 0;
    let isOver = false;
    const count = (): void => {
      rounds += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const refusals: { who: string; round: number; code: unknown }[] = [];
    const open = async (who: string, number: number): Promise<void> => {
      const query = `subscription { unknown${number} }`;
      await subscribe({ query, identify: () => Promise.resolve(callerOf(who)) }).catch(({ extensions }) =>
        refusals.push({ who, round: rounds, code: extensions.code }),
      );
    };
    await Promise.all([...Array.from({ length: 50 }, (_, number) => open('a crowd', number)), open('somebody', 50)]);
    isOver = true;
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
    expect(refusals.findIndex(({ who }) => who === 'somebody')).toBeLessThan(4);
    expect(new Set(refusals.map(({ round }) => round)).size).toBeGreaterThan(40);
  });
});
