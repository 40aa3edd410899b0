import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { importReturn, type ReturnImport } from '../../subgraphs/council/import/ssda903';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import type { ImportReport } from '../../subgraphs/kit/import/report';
import { aCouncilProfile, aPlacement } from '../support/council-lines';
import { subjectOf, writeReturnFiles, type ReturnFiles } from '../support/statutory-return';
import { startSubgraph, type TestSubgraph } from '../support/subgraph';

const NORFOLK = 'E10000020';
const TABLES = ['council_profiles', 'social_care_episodes', 'placements', 'absences', 'child_references', 'outbox'];

let council: TestSubgraph;
let folder: string;
beforeEach(async () => {
  council = await startSubgraph(COUNCIL);
  await council.dataSource.query(`insert into postcodes values ('CT1 1AA', 'E10000016'), ('NR1 1AA', 'E10000020')`);
  folder = mkdtempSync(path.join(os.tmpdir(), 'sightline-return-'));
});
afterEach(async () => {
  await council.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = ({ folder: from, children }: ReturnFiles, over: Partial<ReturnImport> = {}): Promise<ImportReport> =>
  importReturn({
    dataSource: council.dataSource,
    folder: from,
    children,
    organisation: NORFOLK,
    notRegistered: null,
    isCommitted: true,
    now: new Date('2026-06-10T12:00:00Z'),
    progress: () => undefined,
    ...over,
  });
type Row = Record<string, unknown>;
const rows = (text: string): Promise<Row[]> => council.dataSource.query<Row[]>(text);
const everything = (): Promise<Row[][]> =>
  Promise.all(TABLES.map((table) => rows(`select * from ${table} t order by t::text`)));

describe('a statutory return', () => {
  test('becomes profiles, care episodes, placements and absences', async () => {
    await run(writeReturnFiles(folder, { children: 1 }));
    const owned = { subject_id: subjectOf(0), owner_id: NORFOLK, handling: 'OPEN' };
    expect(await rows('select * from council_profiles')).toMatchObject([
      { ...owned, date_of_birth: '2010-06-15', upn: null, given_name: null, area_code: NORFOLK },
    ]);
    expect(await rows('select * from social_care_episodes order by started_on')).toMatchObject([
      { ...owned, status: 'LOOKED_AFTER', started_on: '2024-04-01', ended_on: '2024-05-11', legal_status: 'V2' },
      { ...owned, started_on: '2024-05-11', ended_on: null, legal_status: 'C2', need_code: 'N1' },
    ]);
    // The second episode changes the legal status alone: the child stays where it is.
    expect(await rows('select * from placements order by started_on')).toMatchObject([
      {
        ...owned,
        placement_type: 'K2',
        started_on: '2024-04-01',
        ended_on: '2024-06-20',
        host_area_code: 'E10000016',
        out_of_area: true,
        provider: 'PR4 URN SC123456',
        postcode: 'CT1 1AA',
        end_reason: 'CARPL',
      },
      { ...owned, placement_type: 'U6', ended_on: null, out_of_area: false, provider: 'PR4', postcode: 'NR1 1AA' },
    ]);
    expect(await rows('select * from absences')).toMatchObject([
      { subject_id: subjectOf(0), owner_id: NORFOLK, kind: 'M', started_on: '2025-03-01', ended_on: '2025-03-03' },
    ]);
    expect(await rows('select * from placement_notifications')).toEqual([]);
  });

  test('of 2,000 children with 50 faults imports all the rest, and reports exactly those', async () => {
    const files = writeReturnFiles(folder, { children: 2_000, faults: 50 });
    const dry = await run(files, { isCommitted: false });
    expect(await everything()).toEqual(TABLES.map(() => []));
    const report = await run(files);
    expect({ ...dry, isCommitted: true }).toEqual(report);
    const place = (each: { file: string; line: number }): string => `${each.file}:${each.line}`;
    expect(report.rejected.map(place).sort()).toEqual(files.planted.map(place).sort());
    expect(files.planted).toHaveLength(50);
    for (const { file, line, reason } of files.planted) {
      const told = report.rejected.find((each) => each.file === file && each.line === line);
      expect(told?.reason).toMatch(reason);
    }
    const inHeader = files.planted.filter(({ file }) => file === 'header.csv').length;
    const inMissing = files.planted.filter(({ file }) => file === 'missing.csv').length;
    expect(await rows('select count(*)::int from council_profiles')).toEqual([{ count: 2_000 - inHeader }]);
    expect(await rows('select count(*)::int from absences')).toEqual([{ count: 2_000 - inHeader - inMissing }]);
    expect(report.counts).toMatchObject({ 'profiles added': 2_000 - inHeader });
  });

  test('changes nothing when it is imported again, and brings up to date what has gone on', async () => {
    const files = writeReturnFiles(folder, { children: 20 });
    await run(files);
    const before = await everything();
    const again = await run({ ...files, children: files.children }, { children: null });
    expect(await everything()).toEqual(before);
    expect(again.counts).toMatchObject({
      'profiles added': 0,
      'placements added': 0,
      'placements brought up to date': 0,
    });
    const episodes = path.join(folder, 'episodes.csv');
    const ended = readFileSync(episodes, 'utf8').replace('nr1  1aa,XXXXXXX', 'NR1 1AA,XXXXXXX');
    const text = ended.replace('C0,20/06/2024,P,C2,N1,U6,PR4,,,', 'C0,20/06/2024,P,C2,N1,U6,PR4,01/08/2024,E8,');
    writeFileSync(episodes, text);
    const later = await run(files);
    expect(later.counts).toMatchObject({ 'placements added': 0, 'placements brought up to date': 1 });
    expect(
      await rows(`select ended_on from placements where subject_id = '${subjectOf(0)}' order by started_on`),
    ).toEqual([{ ended_on: '2024-06-20' }, { ended_on: '2024-08-01' }]);
  });

  test('leaves what the council recorded itself as it is, and completes its profiles', async () => {
    const own = { subjectId: subjectOf(0), ownerId: NORFOLK };
    await council.load([
      aCouncilProfile(1, { ...own, upn: null, dateOfBirth: null }),
      aPlacement(1, { ...own, startedOn: '2024-04-01', provider: 'As recorded' }),
    ]);
    await run(writeReturnFiles(folder, { children: 1 }));
    expect(await rows('select id, given_name, date_of_birth from council_profiles')).toEqual([
      { id: 'profile-1', given_name: 'Rowan', date_of_birth: '2010-06-15' },
    ]);
    expect(await rows('select id, provider from placements order by started_on')).toMatchObject([
      { id: 'placement-1', provider: 'As recorded' },
      { provider: 'PR4' },
    ]);
  });

  test('leaves out children whom the hub does not know, and lists them to be registered', async () => {
    const files = writeReturnFiles(folder, { children: 3 });
    writeFileSync(files.children, `CHILD,SUBJECT\nC1,${subjectOf(1)}\n`);
    const notRegistered = path.join(folder, 'not-registered.csv');
    const { counts, rejected } = await run(files, { notRegistered });
    expect(rejected).toEqual([]);
    expect(counts['children not registered at the hub, left out']).toBe(2);
    expect(readFileSync(notRegistered, 'utf8').split('\n')).toEqual([
      'CHILD,DOB,GIVEN_NAME,FAMILY_NAME,SUBJECT',
      'C0,2010-06-15,,,',
      'C2,2010-06-15,,,',
      '',
    ]);
    expect(await rows('select subject_id from council_profiles')).toEqual([{ subject_id: subjectOf(1) }]);
  });

  test('rejects a reference that stands for another child, and one child under two', async () => {
    const files = writeReturnFiles(folder, { children: 2 });
    await run(files);
    writeFileSync(files.children, `CHILD,SUBJECT\nC0,${subjectOf(5)}\nC9,${subjectOf(1)}\nC8,no id\n,x\n`);
    const { rejected } = await run(files);
    expect(rejected.map(({ line, reason }) => [line, reason.split(':')[0]])).toEqual([
      [2, 'SUBJECT'],
      [3, 'CHILD'],
      [4, 'SUBJECT'],
      [5, 'CHILD'],
    ]);
  });

  test('rejects an episode that begins before the one before it has ended, and a child told of twice', async () => {
    const files = writeReturnFiles(folder, { children: 2 });
    const change = (name: string, from: string, to: string): void => {
      const file = path.join(folder, name);
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    };
    change('episodes.csv', 'C1,20/06/2024', 'C1,19/06/2024');
    change('header.csv', 'C1,', 'C0,');
    const { rejected } = await run(files);
    expect(rejected.map(({ file, line }) => `${file}:${line}`)).toEqual(
      expect.arrayContaining(['header.csv:3', 'episodes.csv:5', 'episodes.csv:6', 'episodes.csv:7', 'missing.csv:3']),
    );
    change('header.csv', 'C0,2', 'C1,2');
    expect((await run(files)).rejected.map(({ file, line }) => `${file}:${line}`)).toEqual(['episodes.csv:7']);
  });

  test('of another shape is refused by what is missing, with nothing written', async () => {
    const files = writeReturnFiles(folder, { children: 1 });
    writeFileSync(path.join(folder, 'episodes.csv'), 'CHILD,DECOM\nC0,01/04/2024\n');
    await expect(run(files)).rejects.toThrow('episodes.csv: expected the column(s) RNE, LS, CIN');
    rmSync(path.join(folder, 'episodes.csv'));
    await expect(run(files)).rejects.toThrow('episodes.csv: expected a CSV file, got ENOENT');
    await expect(run(files, { organisation: 'E23000024' })).rejects.toThrow('--organisation: expected the GSS code');
    expect(await everything()).toEqual(TABLES.map(() => []));
  });

  test('that the database stops in the middle leaves nothing', async () => {
    const files = writeReturnFiles(folder, { children: 5 });
    await rows(`alter table absences add constraint never check (kind <> 'M')`);
    await expect(run(files)).rejects.toThrow();
    expect(await everything()).toEqual(TABLES.map(() => []));
  });
});
