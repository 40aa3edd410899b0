import { aCaller, COUNCIL, FORCE, startHub, type TestHub } from '../support/hub';

const REGISTER = `mutation ($input: RegisterChildInput!, $key: ID!) {
  registerChild(input: $input, idempotencyKey: $key) { created band child { id } }
}`;

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

let counter = 0;
function anInput(over: object = {}): Record<string, string> {
  counter += 1;
  return {
    reference: `REF-${counter}`,
    givenName: 'Wren',
    familyName: `Marsholt ${counter}`,
    dateOfBirth: '2012-07-08',
    ...over,
  };
}

async function register(organisation: typeof FORCE | typeof COUNCIL, input: object, key = `key-${(counter += 1)}`) {
  return hub.ask(REGISTER, aCaller(organisation), { purpose: 'CHILD_IN_NEED', variables: { input, key } });
}

async function involvedWith(childId: string): Promise<string[]> {
  const { rows } = await hub.pool.query<{ organisation: string }>(
    'select organisation from involvements where child_id = $1 order by 1',
    [childId],
  );
  return rows.map(({ organisation }) => organisation);
}

async function count(table: string): Promise<number> {
  const { rows } = await hub.pool.query<{ n: string }>(`select count(*) as n from ${table}`);
  return Number(rows[0]?.n);
}

describe('registerChild', () => {
  afterEach(() => hub.gateway.owners.clear());

  it('links another organisation by exact name and date of birth to a child of whom it may know', async () => {
    const input = anInput();
    const first = await register(FORCE, input);
    expect(first).toMatchObject({ errors: [], data: { registerChild: { created: true, band: null } } });
    hub.gateway.owners.add(FORCE);
    const second = await register(COUNCIL, { ...input, reference: 'C-1', givenName: 'WREN' });
    expect(second.data.registerChild).toEqual({ ...first.data.registerChild, created: false, band: 'LIKELY' });
    expect(await involvedWith(first.data.registerChild.child.id)).toEqual([COUNCIL, FORCE]);
  });

  it('registers apart, as if nobody knew it, a child of whom the caller may not know by name', async () => {
    const input = anInput();
    const known = (await register(FORCE, input)).data.registerChild;
    const apart = (await register(COUNCIL, { ...input, reference: 'C-apart' })).data.registerChild;
    expect(apart).toEqual({ created: true, band: null, child: { id: expect.not.stringMatching(known.child.id) } });
    expect(await involvedWith(known.child.id)).toEqual([FORCE]);
    const { rows } = await hub.pool.query('select candidate_id, organisation from pending_links where child_id = $1', [
      apart.child.id,
    ]);
    expect(rows).toEqual([{ candidate_id: known.child.id, organisation: COUNCIL }]);
  });

  it('links by NHS number, name and date of birth together, and keeps namesakes with other numbers apart', async () => {
    const input = anInput({ nhsNumber: '9990000018' });
    const first = await register(FORCE, input);
    const same = await register(COUNCIL, { ...input, reference: 'C-same', nhsNumber: '999 000 0018' });
    expect(same.data.registerChild).toEqual({ ...first.data.registerChild, created: false, band: 'CERTAIN' });
    hub.gateway.owners.add(FORCE);
    const namesake = await register(COUNCIL, { ...input, reference: 'C-2', nhsNumber: '9990000026' });
    expect(namesake.data.registerChild.created).toBe(true);
  });

  it('tells nothing of a known NHS number to who does not know its child’s name and date of birth', async () => {
    const known = anInput({ nhsNumber: '9990000050' });
    const { child } = (await register(FORCE, known)).data.registerChild;
    hub.gateway.owners.add(FORCE);
    hub.statements.length = 0;
    const unknown = await register(COUNCIL, anInput({ nhsNumber: '9990000069' }));
    const statements = [...hub.statements];
    for (const over of [{ dateOfBirth: '2012-07-09' }, { familyName: 'Somebody Else' }, { givenName: 'Robin' }]) {
      hub.statements.length = 0;
      const guess = await register(COUNCIL, { ...known, reference: `G-${(counter += 1)}`, ...over });
      expect(guess).toEqual({
        ...unknown,
        data: { registerChild: { created: true, band: null, child: expect.anything() } },
      });
      expect(guess.data.registerChild.child.id).not.toBe(child.id);
      expect(hub.statements).toEqual(statements);
    }
    expect(await involvedWith(child.id)).toEqual([FORCE]);
    // What the guess registered is found again by its number as any registration is.
    hub.gateway.owners.clear();
    const find = 'query ($input: FindChildrenInput!) { findChildren(input: $input) { child { id } } }';
    for (const nhsNumber of ['9990000050', '9990000069']) {
      const { data } = await hub.ask(find, aCaller(COUNCIL), { variables: { input: { nhsNumber } } });
      expect(data.findChildren.length).toBeGreaterThan(0);
    }
  });

  it('tells nothing of an NHS number through the own reference', async () => {
    await register(FORCE, anInput({ nhsNumber: '9990000077' }));
    const own = anInput();
    await register(COUNCIL, own);
    const known = await register(COUNCIL, { ...own, nhsNumber: '9990000077' });
    const other = anInput();
    await register(COUNCIL, other);
    const unknown = await register(COUNCIL, { ...other, nhsNumber: '9990000085' });
    const outcome = ({ data }: typeof known) => ({ ...data.registerChild, child: null });
    expect(outcome(known)).toEqual(outcome(unknown));
  });

  it('keeps twins of one address apart', async () => {
    const input = anInput({ postcode: 'NR1 3JU' });
    hub.gateway.owners.add(FORCE);
    const first = (await register(FORCE, input)).data.registerChild;
    const twin = (await register(COUNCIL, { ...input, reference: 'T-2', givenName: 'Robin' })).data.registerChild;
    expect(twin.created).toBe(true);
    expect(twin.child.id).not.toBe(first.child.id);
  });

  it('needs a purpose, and one that is open to the caller and not oversight', async () => {
    const variables = { input: anInput(), key: 'purposeless' };
    const before = await count('children');
    const refusals: [object, string][] = [
      [{ purpose: null }, 'PURPOSE_REQUIRED'],
      [{ purpose: 'OVERSIGHT' }, 'FORBIDDEN'],
      [{ purpose: 'CRIME_PREVENTION' }, 'FORBIDDEN'],
    ];
    for (const [options, code] of refusals) {
      const { errors } = await hub.ask(REGISTER, aCaller(COUNCIL, { role: 'SUPERVISOR' }), { ...options, variables });
      expect(errors).toMatchObject([{ code, at: 'sightline-purpose' }]);
    }
    expect(await count('children')).toBe(before);
  });

  it('links the same reference again, and refuses it for another identity', async () => {
    const input = anInput();
    const first = await register(FORCE, input);
    const again = await register(FORCE, input);
    expect(again.data.registerChild).toEqual({ ...first.data.registerChild, created: false, band: 'CERTAIN' });
    const before = await count('child_hashes');
    const other = await register(FORCE, anInput({ reference: input['reference'] }));
    expect(other).toMatchObject({ data: null, errors: [{ code: 'BAD_USER_INPUT', at: 'input.reference' }] });
    expect(await count('child_hashes')).toBe(before);
  });

  it('stores no name, number or reference in any column of the database', async () => {
    const input = anInput({ familyName: 'Canarywhistle', reference: 'CANARY-REF', nhsNumber: '9990000034' });
    await register(FORCE, input);
    const { rows } = await hub.pool.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    for (const { name } of rows) {
      const found = await hub.pool.query(
        `select 1 from ${name} as t where t::text ~* 'canary|9990000034' or encode(convert_to(t::text, 'UTF8'), 'escape') ~* 'canarywhistle'`,
      );
      expect({ name, rows: found.rowCount }).toEqual({ name, rows: 0 });
    }
  });

  it('names all faults of an input at once and stores nothing', async () => {
    const before = await count('children');
    const { errors } = await register(FORCE, anInput({ givenName: '', dateOfBirth: '2030-01-01', nhsNumber: '1' }));
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    expect(errors[0]?.message).toMatch(/`input\.givenName`.*`input\.dateOfBirth`.*`input\.nhsNumber`/s);
    expect(await count('children')).toBe(before);
  });

  it.each(['ADVOCATE', 'ANALYST', 'DATA_OFFICER'] as const)('is forbidden to %s', async (role) => {
    const variables = { input: anInput(), key: 'k' };
    const { errors } = await hub.ask(REGISTER, aCaller(FORCE, { role }), { variables });
    expect(errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('is forbidden to a caller whose organisation the directory has under another agency', async () => {
    const variables = { input: anInput(), key: 'k' };
    const { errors } = await hub.ask(REGISTER, aCaller(FORCE, { agency: 'COUNCIL' }), { variables });
    expect(errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('makes one child of the same child registered by many at once', async () => {
    const input = anInput({ nhsNumber: '9990000093' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        register(index % 2 === 0 ? FORCE : COUNCIL, { ...input, reference: `MANY-${index}` }),
      ),
    );
    const ids = new Set(answers.map((answer) => answer.data.registerChild.child.id as string));
    expect(ids.size).toBe(1);
    expect(answers.filter((answer) => answer.data.registerChild.created)).toHaveLength(1);
  });
});

describe('an idempotency key', () => {
  it('gives the first answer again for the same input, and a conflict for another', async () => {
    const input = anInput();
    const first = await register(FORCE, input, 'again');
    const before = await count('involvements');
    expect(await register(FORCE, input, 'again')).toEqual(first);
    expect(await count('involvements')).toBe(before);
    const other = await register(FORCE, { ...input, givenName: 'Robin' }, 'again');
    expect(other.errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT', at: 'idempotencyKey' }]);
  });

  it('has one effect when 20 equal calls come at once', async () => {
    const before = await count('children');
    const input = anInput();
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(FORCE, input, 'twenty')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.data.registerChild.created).toBe(true);
    expect(await count('children')).toBe(before + 1);
  });

  it('belongs to its caller: another person may use the same key', async () => {
    await register(FORCE, anInput(), 'shared');
    const { errors } = await hub.ask(REGISTER, aCaller(FORCE, { subject: 'another' }), {
      purpose: 'CHILD_IN_NEED',
      variables: { input: anInput(), key: 'shared' },
    });
    expect(errors).toEqual([]);
  });

  it('is free again when its call was refused', async () => {
    const taken = anInput();
    await register(FORCE, taken);
    await register(FORCE, anInput({ reference: taken['reference'] }), 'refused');
    expect((await register(FORCE, anInput(), 'refused')).errors).toEqual([]);
  });

  it('must not be blank', async () => {
    expect((await register(FORCE, anInput(), ' ')).errors).toMatchObject([{ at: 'idempotencyKey' }]);
  });
});
