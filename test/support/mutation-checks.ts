import type { Principal } from '../../subgraphs/kit/context';
import type { Answer } from './subgraph';

/** What serves the mutations: an agency's subgraph, or the hub. */
export interface MutationTarget {
  ask(query: string, variables: object, caller: Partial<Principal>): Promise<Pick<Answer, 'data' | 'errors'>>;
  readonly dataSource: { query<T>(statement: string): Promise<T> };
}

/** One mutation and what the checks that hold for every mutation need to know of it. */
export interface MutationCase {
  readonly name: string;
  /** `mutation($key: ID!, ...) { done: ...(..., idempotencyKey: $key) { id ... } }` */
  readonly document: string;
  /** The tables that it writes to, besides the outbox and the keys. */
  readonly tables: readonly string[];
  /** Somebody who may call it. */
  readonly caller: Partial<Principal>;
  /** Variables of a call that succeeds, once: makes what the call needs. */
  prepare(): Promise<Record<string, unknown>>;
  /** Variables that make another input of it. */
  readonly other: Record<string, unknown>;
  /** Variables that are wrong on their face, each with what is told of it. */
  readonly bad: readonly { over: Record<string, unknown>; argument: string; expected: string }[];
  /** Who may never call it, whatever the input. */
  readonly forbidden: readonly { principal: Partial<Principal>; expected?: string }[];
  /** Somebody of another organisation who may call it, but not on what `prepare` made; absent where anybody's input is their own. */
  readonly stranger?: { principal: Partial<Principal>; code: string };
  /** The signals of one call. */
  readonly events: readonly string[];
}

export interface Refusal {
  code: string | undefined;
  argument: string | undefined;
  expected: string | undefined;
}

/** What a refused call was told. */
export function refusalOf({ errors }: Pick<Answer, 'errors'>): Refusal {
  const { code, argument, expected } = errors?.[0]?.extensions ?? {};
  return { code, argument, expected };
}

const CONFLICT = {
  code: 'IDEMPOTENCY_CONFLICT',
  argument: 'idempotencyKey',
  expected: 'the input that it first came with',
};

/** How many equal calls come at once. */
const AT_ONCE = 20;

/**
 * Declares the tests that every mutation has to pass: wrong role, wrong organisation, bad input, repeated key, repeated key
 * with other input, and equal calls at once, each with no effect or exactly one. `subgraph` is read when the tests run.
 */
export function checkMutations(subgraph: () => MutationTarget, cases: readonly MutationCase[]): void {
  describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const ask = (variables: object, key: string, principal = each.caller): ReturnType<MutationTarget['ask']> =>
      subgraph().ask(each.document, { ...variables, key }, principal);
    const stateOf = (): Promise<unknown[]> => readState(subgraph(), each.tables);

    test('is forbidden to those whose role or agency may never call it, whatever they say', async () => {
      const variables = await each.prepare();
      const before = await stateOf();
      const [bad] = each.bad;
      for (const { principal, expected } of each.forbidden)
        for (const said of [variables, { ...variables, ...bad?.over }]) {
          expect(refusalOf(await ask(said, 'forbidden', principal))).toMatchObject({ code: 'FORBIDDEN', expected });
        }
      expect(await stateOf()).toEqual(before);
    });

    if (each.stranger !== undefined) {
      const { principal, code } = each.stranger;
      test('is not another organisation\u2019s to call', async () => {
        const variables = await each.prepare();
        const before = await stateOf();
        expect(refusalOf(await ask(variables, 'stranger', principal)).code).toBe(code);
        expect(await stateOf()).toEqual(before);
      });
    }

    test('tells everything that is wrong with an input at once, and writes nothing', async () => {
      const variables = await each.prepare();
      const before = await stateOf();
      for (const { over, argument, expected } of each.bad) {
        const answer = await ask({ ...variables, ...over }, 'bad');
        expect(refusalOf(answer)).toEqual({ code: 'BAD_USER_INPUT', argument, expected });
        expect(answer.data ?? null).toBeNull();
      }
      expect(refusalOf(await ask(variables, ' '))).toMatchObject({ argument: 'idempotencyKey' });
      expect(await stateOf()).toEqual(before);
    });

    test('gives the first answer again for the same input, and conflicts with another', async () => {
      const variables = await each.prepare();
      const first = await ask(variables, `again-${each.name}`);
      expect(first.errors).toBeUndefined();
      const after = await stateOf();
      const second = await ask(variables, `again-${each.name}`);
      expect({ data: second.data, errors: second.errors }).toEqual({ data: first.data, errors: undefined });
      expect(refusalOf(await ask({ ...variables, ...each.other }, `again-${each.name}`))).toEqual(CONFLICT);
      expect(await stateOf()).toEqual(after);
    });

    test(`has one effect when ${AT_ONCE} call it at once with one key`, async () => {
      const variables = await each.prepare();
      const earlier = await eventsOf(subgraph());
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => ask(variables, `at-once-${each.name}`)));
      expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => undefined));
      expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      const events = (await eventsOf(subgraph())).slice(earlier.length);
      expect(events.map(({ type }) => type)).toEqual(each.events);
    });

    test('leaves the key of a refused call free for a better input', async () => {
      const variables = await each.prepare();
      const key = `better-${each.name}`;
      expect((await ask({ ...variables, ...each.bad[0]?.over }, key)).errors).toBeDefined();
      expect((await ask(variables, key)).errors).toBeUndefined();
    });
  });
}

async function readState({ dataSource }: MutationTarget, tables: readonly string[]): Promise<unknown[]> {
  const all = [...tables, 'outbox', 'idempotency_keys'];
  return Promise.all(all.map((table) => dataSource.query(`select t.*::text as row from ${table} t order by 1`)));
}

async function eventsOf({ dataSource }: MutationTarget): Promise<{ type: string }[]> {
  return dataSource.query<{ type: string }[]>('select type from outbox order by seq');
}
