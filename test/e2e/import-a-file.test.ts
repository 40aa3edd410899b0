import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { Client } from 'pg';
import { createDatabase, type TestDatabase } from '../support/postgres';
import { writeReturnFiles } from '../support/statutory-return';

const PROGRAM = path.resolve(__dirname, '..', '..', 'dist', 'subgraphs', 'import.js');
const OWNER = 'E23000024';

let folder: string;
let databases: Record<'POLICE' | 'COUNCIL' | 'CHARITY', TestDatabase>;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-import-'));
  const [POLICE, COUNCIL, CHARITY] = await Promise.all(
    ['police', 'council', 'charity'].map((name) => createDatabase(name)),
  );
  databases = { POLICE: POLICE!, COUNCIL: COUNCIL!, CHARITY: CHARITY! };
});
afterAll(async () => {
  for (const database of Object.values(databases)) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  status: number | null;
  out: string[];
  progress: string;
}

async function run(args: readonly string[], options: readonly string[] = []): Promise<Ran> {
  const urls = Object.entries(databases).map(([name, { url }]) => [`${name}_DATABASE_URL`, url]);
  const env = { ...process.env, ...Object.fromEntries(urls), NODE_OPTIONS: options.join(' ') };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, progress] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (progress += String(text)));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, out: out.trim().split('\n'), progress };
}

async function rowsOf(name: keyof typeof databases, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: databases[name].url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

const file = (name: string, text: string): string => {
  const at = path.join(folder, name);
  writeFileSync(at, text);
  return at;
};

describe('postcodes', () => {
  const LINES = 150_000;

  it('fill the council’s table from the directory of the ONS, of which no more than a part is in memory', async () => {
    const directory = path.join(folder, 'onspd.csv');
    const stream = createWriteStream(directory);
    // As published: the county where there is one, the district where there is none, and other nations.
    const areas = [
      '"E10000020","E07000148"',
      '"E99999999","E08000003"',
      '"W99999999","W06000015"',
      '"S99999999","S12000033"',
    ];
    stream.write('\uFEFF"pcd","pcd2","pcds","dointr","doterm","oscty","oslaua","osward","usertype"\r\n');
    for (let n = 0; n < LINES; n++) {
      const code = `AA${Math.floor(n / 26 ** 2 / 10) % 100} ${Math.floor(n / 26 ** 2) % 10}${letter(n / 26)}${letter(n)}`;
      const line = `"AA1","AA1","${code}","198001","",${areas[n % 4]},"E05000000","0"\r\n`;
      if (!stream.write(line)) await once(stream, 'drain');
    }
    await new Promise<void>((resolve) => stream.end(resolve));
    const dry = await run(['postcodes', directory]);
    expect(dry).toMatchObject({ status: 0 });
    expect(dry.out.at(-1)).toBe('dry run: nothing was written; add --commit to import');
    expect(await rowsOf('COUNCIL', 'select * from postcodes')).toEqual([]);
    const { status, out, progress } = await run(['postcodes', directory, '--commit'], ['--max-old-space-size=32']);
    expect(progress).toContain('100000 postcodes read');
    expect({ status, last: out.at(-1) }).toEqual({ status: 0, last: 'imported' });
    expect(out).toEqual(expect.arrayContaining([`postcodes read: ${LINES}`]));
    const found = `select area_code, count(*)::int > 1000 as many from postcodes group by area_code order by area_code`;
    expect(await rowsOf('COUNCIL', found)).toEqual([
      { area_code: 'E08000003', many: true },
      { area_code: 'E10000020', many: true },
      { area_code: 'W06000015', many: true },
    ]);
  }, 60_000);

  it('of another shape leave the table as it is', async () => {
    const before = await rowsOf('COUNCIL', 'select count(*) from postcodes');
    const { status, progress } = await run([
      'postcodes',
      file('other.csv', 'postcode,area\nNR1 1AA,E10000020\n'),
      '--commit',
    ]);
    expect(status).toBe(1);
    expect(progress).toContain('expected the columns pcds, oslaua (or ladNNcd) and oscty (or ctyNNcd)');
    expect(await rowsOf('COUNCIL', 'select count(*) from postcodes')).toEqual(before);
  });
});

const letter = (n: number): string => String.fromCharCode(65 + (Math.floor(n) % 26));

describe('a statutory return', () => {
  it('is reported on first, and imported when asked to', async () => {
    const files = writeReturnFiles(path.join(folder, 'return'), { children: 4, faults: 1 });
    const args = ['ssda903', files.folder, '--organisation', 'E10000020', '--children', files.children];
    const dry = await run(args);
    const [{ file: name, line }] = files.planted as [(typeof files.planted)[0]];
    expect(dry.out.slice(0, 2)).toEqual([expect.stringContaining(`${name}:${line}: `), '1 line(s) rejected']);
    expect(await rowsOf('COUNCIL', 'select * from placements')).toEqual([]);
    const done = await run([...args, '--commit']);
    expect(done.out).toEqual([...dry.out.slice(0, -1), 'imported']);
    expect(await rowsOf('COUNCIL', 'select count(*)::int from placements')).toEqual([{ count: 8 }]);
  }, 30_000);
});

describe('records of a force and of a charity', () => {
  const EPISODES = `ref;child;when
A1,child-1,31/01/2026 09:30,High
A2,child-2,2026-01-31,High
A3,child-3,01/02/2026 23:15,Sky high
`;
  const mapping = (): string =>
    file(
      'missing.json',
      JSON.stringify({
        kind: 'MissingEpisode',
        key: ['ref'],
        columns: { subjectId: 'child', missingSince: 'when', risk: 'risk' },
        constants: { ownerId: OWNER, handling: 'OPEN', status: 'MISSING' },
        dates: { missingSince: 'dd/mm/yyyy' },
      }),
    );

  it('come by a mapping of columns, each line checked as in any load, and once', async () => {
    const csv = file(
      'missing.csv',
      EPISODES.replace('ref;child;when', 'REF,Child,When,Risk').replaceAll('High', 'HIGH'),
    );
    const args = ['records', 'police', csv, '--mapping', mapping()];
    const dry = await run(args);
    expect(dry.out).toEqual([
      'missing.csv:3: when (missingSince: expected a time as RFC 3339, got text of 10 characters)',
      expect.stringMatching(/^missing.csv:4: risk \(risk: expected one of .*, got text of 8 characters\)$/),
      '2 line(s) rejected',
      'read: 3',
      'added: 1',
      'there already: 0',
      'dry run: nothing was written; add --commit to import',
    ]);
    await run([...args, '--commit']);
    const again = await run([...args, '--commit']);
    expect(again.out).toEqual(expect.arrayContaining(['added: 0', 'there already: 1']));
    expect(
      await rowsOf('POLICE', 'select subject_id, owner_id, handling, missing_since, risk from missing_episodes'),
    ).toEqual([
      {
        subject_id: 'child-1',
        owner_id: OWNER,
        handling: 'OPEN',
        missing_since: new Date('2026-01-31T09:30:00Z'),
        risk: 'HIGH',
      },
    ]);
  }, 30_000);

  it('have lists and numbers where the mapping says so', async () => {
    const services = file('services.csv', 'id,name,areas,spaces\ns-1,A,E10000020; E10000016,4\ns-2,B,E10000020,many\n');
    const map = file(
      'services.json',
      JSON.stringify({
        kind: 'SupportService',
        columns: { id: 'id', name: 'name', areaCodes: 'areas', capacity: 'spaces', available: 'spaces' },
        constants: { ownerId: 'harbour-youth-trust', kinds: ['x'], updatedAt: '2026-01-01T00:00:00Z' },
        lists: ['areaCodes'],
        numbers: ['capacity', 'available'],
      }),
    );
    const { out } = await run(['records', 'charity', services, '--mapping', map, '--commit']);
    expect(out).toEqual(expect.arrayContaining([expect.stringContaining('services.csv:3: '), 'added: 1']));
    expect(await rowsOf('CHARITY', 'select id, area_codes, capacity from support_services')).toEqual([
      { id: 's-1', area_codes: ['E10000020', 'E10000016'], capacity: 4 },
    ]);
  }, 30_000);

  it('that the database refuses are rejected one by one', async () => {
    const [placement] = (await rowsOf('COUNCIL', 'select id from placements limit 1')) as { id: string }[];
    const csv = file('notices.csv', `id,placement\nn-1,none\nn-2,${placement?.id}\nn-3,none\n`);
    const at = '2026-02-10T10:00:00Z';
    const map = file(
      'notices.json',
      JSON.stringify({
        kind: 'PlacementNotification',
        columns: { id: 'id', placementId: 'placement' },
        constants: {
          subjectId: 'child-1',
          ownerId: 'E10000020',
          handling: 'OPEN',
          recipientId: OWNER,
          sentAt: at,
          clockRule: 'PLACEMENT_ACKNOWLEDGE',
          clockStartedAt: at,
          clockDueAt: at,
        },
      }),
    );
    const { out } = await run(['records', 'council', csv, '--mapping', map, '--commit']);
    const refused = 'line: expected a reference to a row that exists, got another';
    expect(out.slice(0, 2)).toEqual([`notices.csv:2: ${refused}`, `notices.csv:4: ${refused}`]);
    expect(await rowsOf('COUNCIL', 'select id from placement_notifications')).toEqual([{ id: 'n-2' }]);
  }, 30_000);

  it('of an unknown kind, or without their file, are refused', async () => {
    const csv = file('x.csv', 'a\n1\n');
    const map = file('x.json', JSON.stringify({ kind: 'Nothing', columns: {} }));
    const { status, progress } = await run(['records', 'police', csv, '--mapping', map]);
    expect({ status, progress }).toEqual({
      status: 1,
      progress: expect.stringContaining('mapping: kind: expected one of'),
    });
    expect((await run(['records', 'court', csv])).status).toBe(1);
    expect((await run(['everything'])).progress).toContain('ssda903 <folder>');
  }, 30_000);
});
