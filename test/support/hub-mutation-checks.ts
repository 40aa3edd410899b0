import { randomUUID } from 'node:crypto';
import type { Principal } from '../../gateway/auth/principal';
import type { Purpose } from '../../schema/vocabulary';
import type { HubAnswer, TestHub } from './hub';

/** Who calls, and what for. */
export interface HubCaller {
  readonly principal: Principal;
  readonly purpose?: Purpose | null;
}

/** One mutation of the hub's, and what the checks that hold for every mutation need to know of it. */
export interface HubMutationCase {
  /** The field of Mutation. */
  readonly name: string;
  /** `mutation($key: ID!, ...) { done: ...(..., idempotencyKey: $key) { id } }` */
  readonly document: string;
  /** The tables that it writes to, besides the outbox and the keys. */
  readonly tables: readonly string[];
  /** Somebody who may call it. */
  caller(): HubCaller;
  /** Variables of a call that succeeds, once: makes what the call needs. */
  prepare(): Promise<Record<string, unknown>>;
  /** Variables that make another input of it, which is right by itself. */
  readonly other: Record<string, unknown> | (() => Promise<Record<string, unknown>>);
  /** Variables that are wrong on their face, and what is named of them; absent where an id is all that it takes. */
  readonly bad?: { over: Record<string, unknown>; at: string };
  /** Who may never call it, whatever the input. */
  readonly forbidden: readonly HubCaller[];
  /** Somebody of another organisation who may call it, but not on what `prepare` made; absent where anybody's input is their own. */
  readonly stranger?: HubCaller;
  /** Variables that name something that is not there; absent where a call names nothing. */
  readonly absent?: Record<string, unknown>;
  /** The signals of one call. */
  readonly events: readonly string[];
}

const AT_ONCE = 20;
const SELDOM_ASKED = ['outbox', 'idempotency_keys'];

/**
 * Declares the tests that every mutation of the hub has to pass: wrong role, wrong organisation, bad input, repeated key,
 * repeated key with other input, and equal calls at once. `hub` is read when the tests run.
 */
export function checkHubMutations(hub: () => TestHub, cases: readonly HubMutationCase[]): void {
  describe.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const ask = (
      variables: object,
      { by = each.caller(), key = randomUUID() }: { by?: HubCaller; key?: string } = {},
    ): Promise<HubAnswer> =>
      hub().ask(each.document, by.principal, { purpose: by.purpose ?? null, variables: { ...variables, key } });
    const state = (): Promise<unknown[]> => readState(hub(), [...each.tables, ...SELDOM_ASKED]);
    const refusalOf = ({ errors: [first], data }: HubAnswer) => ({
      code: first?.code,
      at: first?.at,
      done: data?.done ?? null,
    });

    test('is forbidden to those whose role, agency or purpose it is not, whatever they say', async () => {
      const variables = await each.prepare();
      const before = await state();
      expect(each.forbidden.length).toBeGreaterThan(0);
      for (const by of each.forbidden)
        for (const said of [variables, { ...variables, ...each.bad?.over }])
          expect(refusalOf(await ask(said, { by }))).toMatchObject({ code: 'FORBIDDEN', done: null });
      expect(await state()).toEqual(before);
    });

    if (each.stranger !== undefined) {
      const by = each.stranger;
      test('is to another organisation as if what it is about were not there', async () => {
        const variables = await each.prepare();
        const before = await state();
        const refused = refusalOf(await ask(variables, { by }));
        expect(refused).toMatchObject({ code: 'NOT_FOUND', done: null });
        expect(refusalOf(await ask({ ...variables, ...each.absent }, { by }))).toEqual(refused);
        expect(await state()).toEqual(before);
      });
    }

    test('tells everything that is wrong with an input at once, and writes nothing', async () => {
      const variables = await each.prepare();
      const before = await state();
      const bad = await ask({ ...variables, ...each.bad?.over }, { key: ' ' });
      const at = [...(each.bad ? [each.bad.at] : []), 'idempotencyKey'].join('; ');
      expect(refusalOf(bad)).toEqual({ code: 'BAD_USER_INPUT', at, done: null });
      expect(await state()).toEqual(before);
    });

    test('gives the first answer again for the same input, and conflicts with another', async () => {
      const [variables, by, key] = [await each.prepare(), each.caller(), randomUUID()];
      const first = await ask(variables, { by, key });
      expect(first.errors).toEqual([]);
      const after = await state();
      expect((await ask(variables, { by, key })).data).toEqual(first.data);
      expect(await state()).toEqual(after);
      const other = typeof each.other === 'function' ? await each.other() : each.other;
      const before = await state();
      const conflict = await ask({ ...variables, ...other }, { by, key });
      expect(refusalOf(conflict)).toEqual({ code: 'IDEMPOTENCY_CONFLICT', at: 'idempotencyKey', done: null });
      expect(await state()).toEqual(before);
    });

    test(`has one effect when ${AT_ONCE} call it at once with one key`, async () => {
      const [variables, by, key] = [await each.prepare(), each.caller(), randomUUID()];
      const earlier = (await eventsOf(hub())).length;
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => ask(variables, { by, key })));
      expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
      expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      expect((await eventsOf(hub())).slice(earlier)).toEqual(each.events);
    });

    test('leaves the key of a refused call free for a better input', async () => {
      const [variables, by, key] = [await each.prepare(), each.caller(), randomUUID()];
      const over = each.bad?.over ?? each.absent;
      expect(over).toBeDefined();
      expect((await ask({ ...variables, ...over }, { by, key })).errors).not.toEqual([]);
      expect((await ask(variables, { by, key })).errors).toEqual([]);
    });
  });
}

function readState({ pool }: TestHub, tables: readonly string[]): Promise<unknown[]> {
  return Promise.all(
    tables.map(async (table) => (await pool.query(`select t.*::text as row from ${table} t order by 1`)).rows),
  );
}

async function eventsOf({ pool }: TestHub): Promise<string[]> {
  const { rows } = await pool.query<{ type: string }>('select type from outbox order by seq');
  return rows.map(({ type }) => type);
}
