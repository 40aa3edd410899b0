import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createDatabase as openPool } from '../../gateway/store/database';
import { migrate } from '../../gateway/store/migrate';
import { MIGRATIONS } from '../../gateway/store/migrations';
import { loadSharingContexts } from '../../gateway/store/sharing-context';
import { aCaller, aChildLine, aRegistration, FORCE, startHub, type TestHub } from '../support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

async function childCount(): Promise<number> {
  const { rows } = await hub.pool.query<{ n: number }>('select count(*)::int as n from children');
  return rows[0]?.n ?? -1;
}

describe('a load', () => {
  it('writes what mutations would, and can be found by it', async () => {
    const child = aChildLine([], { registrations: [aRegistration(FORCE, { reference: 'LOADED-1' })] });
    const concerns = [
      { organisation: FORCE, level: 'CONCERN', reason: 'r', recordedBy: 'x', recordedAt: '2026-01-01T00:00:00Z' },
    ];
    expect(await hub.load([{ ...child, concerns }])).toBe(1);
    const query = '{ findChildren(input: { reference: "LOADED-1" }) { child { id concern } } }';
    const { data } = await hub.ask(query, aCaller(FORCE));
    expect(data.findChildren).toEqual([{ child: { id: child.id, concern: 'CONCERN' } }]);
  });

  const badRegistration = aRegistration(FORCE, { nhsNumber: '9990000019' });
  const badRule = { id: 'r', kind: 'PERMIT', level: 'ALL' };
  it.each<[string, object, string]>([
    ['a kind', { kind: 'Dragon' }, 'kind: expected one of Area, Organisation'],
    ['a hash', { kind: 'SupergraphHash', hash: 'x' }, 'hash: expected a SHA-256 hash in lower-case hex, got "x"'],
    ['a field', { kind: 'Area', code: 'A1', name: 'A', hue: 'red' }, 'hue: expected no field of this name, got "red"'],
    [
      'a nested number',
      aChildLine([], { registrations: [badRegistration] }),
      'registrations[0].nhsNumber: expected ten digits with a valid check digit',
    ],
    ['a date', aChildLine([FORCE], { bornOn: '2026-02-30' }), 'bornOn: expected a day as YYYY-MM-DD, got "2026-02-30"'],
    [
      'a rule',
      { kind: 'Policy', id: 'p', owner: FORCE, rules: [badRule], effectiveFrom: '2026-01-01T00:00:00Z' },
      'rules[0].level: expected',
    ],
  ])('stops at a line with %s that is wrong, and keeps nothing of its batch', async (_, line, message) => {
    const before = await childCount();
    await expect(hub.load([aChildLine([FORCE]), line])).rejects.toThrow(`line 2: ${message}`);
    expect(await childCount()).toBe(before);
  });

  it('names the lines whose references lead nowhere', async () => {
    const before = await childCount();
    await expect(hub.load([aChildLine([FORCE]), aChildLine(['nobody'])])).rejects.toThrow(
      /^lines 1 to 2: .*foreign key/,
    );
    expect(await childCount()).toBe(before);
  });
});

describe('the migrations', () => {
  it('run once, also when several gateways start at the same time', async () => {
    const pools = [openPool(hub.url), openPool(hub.url)];
    expect(await Promise.all(pools.map((pool) => migrate(pool, MIGRATIONS)))).toEqual([[], []]);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('refuse a database that is newer', async () => {
    await expect(migrate(hub.pool, MIGRATIONS.slice(1))).rejects.toThrow(
      'newer than this version: it has the migrations 0001-hub',
    );
  });
});

describe('a database that does not answer', () => {
  it('is an error within two seconds', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const pool = openPool(`postgres://hub@127.0.0.1:${port}/hub`);
    const caller = { organisation: FORCE, agency: 'POLICE' as const, subject: 'x', team: null };
    const started = Date.now();
    await expect(loadSharingContexts(pool, { childIds: [], caller, at: new Date() })).rejects.toThrow('timeout');
    expect(Date.now() - started).toBeLessThan(2_000);
    for (const socket of sockets) socket.destroy();
    server.close();
    await pool.end();
  });

  it('is an error within two seconds, too, when it stops answering while it works', async () => {
    const pool = openPool(hub.url);
    const started = Date.now();
    await expect(pool.query('select pg_sleep(30)')).rejects.toThrow(/timeout/);
    expect(Date.now() - started).toBeLessThan(2_000);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});
