import type { Principal } from '../../subgraphs/kit/context';
import type { Answer, TestCaller, TestSubgraph } from './subgraph';

/** A mutation as the tests of what all mutations have in common call it. */
export interface FramedMutation {
  /** Answers under `done`, with an `id`, and takes `$key`. */
  readonly query: string;
  readonly subgraph: () => TestSubgraph;
  /** Somebody who may. */
  readonly caller: Principal;
  /** Of another organisation of the agency, which may not write to this one's records. */
  readonly stranger: TestCaller;
  /** Variables of a call that succeeds once. */
  readonly fresh: () => Promise<object>;
  /** The same call with another input. */
  readonly altered: (variables: object) => object;
  /** The same call about something that is not there. */
  readonly absent: (variables: object) => object;
  /** What a stranger is told about a record that it may know of. */
  readonly strangerIsTold: 'FORBIDDEN' | 'NOT_FOUND';
  /** The type of the signal that each effect leaves. */
  readonly event: string;
  /** The tables that a call may write to. */
  readonly tables: readonly string[];
}

type Row = Record<string, unknown>;

const AGENCIES = ['POLICE', 'COUNCIL', 'CHARITY'] as const;
const RECORDERS = ['PRACTITIONER', 'SUPERVISOR', 'PARTNER_SYSTEM'] as const;

export function refusalOf({ errors }: Answer): unknown {
  const { code, argument, expected } = errors?.[0]?.extensions ?? {};
  return { code, argument, expected };
}

/** Tests that authority, key and transaction of a mutation are as those of every other. */
export function testFrame(name: string, mutation: FramedMutation): void {
  const { caller, fresh, altered, absent, tables } = mutation;
  const call = (variables: object, key: string, over: TestCaller = {}): Promise<Answer> =>
    mutation.subgraph().ask(mutation.query, { ...variables, key }, { ...caller, ...over });
  const rowsOf = (table: string): Promise<Row[]> =>
    mutation.subgraph().dataSource.query<Row[]>(`select * from ${table} order by 1, 2`);
  const effectsOn = async (id: string): Promise<Row[]> =>
    (await rowsOf('outbox')).filter((row) => row['record_id'] === id && row['type'] === mutation.event);
  const state = (): Promise<Row[][]> => Promise.all([...tables, 'outbox', 'idempotency_keys'].map(rowsOf));

  describe(`${name}, as every mutation,`, () => {
    const others = AGENCIES.filter((agency) => agency !== caller.agency).map((agency) => ({ agency }));
    const roles = (['ADVOCATE', 'ANALYST', 'DATA_OFFICER'] as const).map((role) => ({ role }));

    test.each([...others, ...roles])('is forbidden to %j before anything is looked up', async (over) => {
      const variables = await fresh();
      const before = await state();
      const answers = await Promise.all(
        [variables, absent(variables)].map((each, n) => call(each, `forbidden ${n}`, over)),
      );
      expect(answers.map(refusalOf)).toEqual([
        { code: 'FORBIDDEN', expected: expect.any(String) },
        { code: 'FORBIDDEN', expected: expect.any(String) },
      ]);
      expect(await state()).toEqual(before);
    });

    test('is refused to another organisation, and writes nothing', async () => {
      const variables = await fresh();
      const before = await state();
      const answer = await call(variables, 'stranger', mutation.stranger);
      expect(refusalOf(answer)).toMatchObject({ code: mutation.strangerIsTold });
      expect(await state()).toEqual(before);
    });

    test.each(RECORDERS)('is open to a %s', async (role) => {
      expect((await call(await fresh(), `open to ${role} ${name}`, { role })).errors).toBeUndefined();
    });

    test('gives the first answer again, and refuses the key of another input', async () => {
      const variables = await fresh();
      const first = await call(variables, `again ${name}`);
      expect(first.errors).toBeUndefined();
      const after = await state();
      expect((await call(variables, `again ${name}`)).data).toEqual(first.data);
      expect(refusalOf(await call(altered(variables), `again ${name}`))).toEqual({
        code: 'IDEMPOTENCY_CONFLICT',
        argument: 'idempotencyKey',
        expected: 'the input that it first came with',
      });
      expect(await state()).toEqual(after);
    });

    test('has one effect when 20 call it at once, with one key and with one each', async () => {
      const variables = await fresh();
      const answers = await Promise.all(Array.from({ length: 20 }, () => call(variables, `at once ${name}`)));
      expect(answers.filter(({ errors }) => errors !== undefined)).toEqual([]);
      expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      const id: string = answers[0]!.data.done.id;
      expect(await effectsOn(id)).toHaveLength(1);

      const other = await fresh();
      const each = await Promise.all(Array.from({ length: 20 }, (_, n) => call(other, `one each ${n} ${name}`)));
      const done = each.filter(({ errors }) => errors === undefined);
      expect(done).toHaveLength(1);
      expect(new Set(each.filter(({ errors }) => errors).map((one) => JSON.stringify(refusalOf(one)))).size).toBe(1);
      expect(await effectsOn(done[0]!.data.done.id)).toHaveLength(1);
    });

    test('leaves the key of a refused call free, and names a key that is none', async () => {
      const variables = await fresh();
      expect(refusalOf(await call(absent(variables), `free ${name}`))).toMatchObject({ code: 'NOT_FOUND' });
      expect(refusalOf(await call(variables, ' '))).toMatchObject({ argument: 'idempotencyKey' });
      expect((await call(variables, `free ${name}`)).errors).toBeUndefined();
    });
  });
}
