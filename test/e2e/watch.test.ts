import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NORFOLK_FORCE, worker } from '../support/cast';
import type { Person } from '../support/client';
import { startRelay } from '../support/relay';
import { startHub, type TestHub } from '../support/running-hub';
import { until } from '../support/subscriber';

const ROOT = path.resolve(__dirname, '..', '..');
const MAIN = path.join(ROOT, 'dist', 'gateway', 'events', 'watch-main.js');
const OFFICER: Person = { ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' };
const REPORT = `mutation($input: ReportMissingInput!, $key: ID!) {
  reportMissing(input: $input, idempotencyKey: $key) { id } }`;

describe('watching events in a terminal', () => {
  let hub: TestHub;
  let childId: string;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    childId = await hub.findChild(OFFICER, 'DEMO-1');
  }, 60_000);
  afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));
  afterAll(() => hub.stop());

  function run(args: string[]): () => string {
    const env = { ...process.env, SIGHTLINE_DATA: hub.folder, FORCE_COLOR: '1', NODE_OPTIONS: '' };
    const child = spawn(process.execPath, args, { env, cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
    return () => output;
  }
  const watch = (end = ''): (() => string) => run([MAIN, '--as', NORFOLK_FORCE, '--hub', `${hub.url}${end}`]);
  async function report(key: string): Promise<string> {
    const input = { childId, missingSince: new Date().toISOString(), risk: 'HIGH', circumstances: 'words' };
    return (await hub.ask(OFFICER, REPORT, { input, key })).data.reportMissing.id as string;
  }

  it('prints what happens, and what happened while nobody watched', async () => {
    const first = watch();
    await until(() => first().includes(`following events as PRACTITIONER of ${NORFOLK_FORCE} for MISSING_CHILD`));
    const [file] = readdirSync(path.join(hub.folder, 'watch'));
    const place = (): string => readFileSync(path.join(hub.folder, 'watch', file!), 'utf8');
    const begun = place();
    const ids = [await report('1')];
    await until(() => first().includes(ids[0]!) && place() !== begun);
    await sleep(300); // what is printed is kept in the next moment
    expect(first()).toMatch(/MISSING_REPORTED.*Norfolk Constabulary/);
    running.splice(0).forEach((child) => child.kill('SIGKILL'));
    ids.push(await report('2'), await report('3'));
    const second = watch('/graphql');
    await until(() => second().includes(ids[2]!));
    expect(second()).toContain(ids[1]);
    expect(second()).not.toContain(ids[0]);
  });

  it('says how it is used', async () => {
    const output = run([MAIN]);
    await until(() => output().includes('--as <organisation>'));
  });

  it("is what the README's client does", async () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const program = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const token = await hub.tokenOf({ organisation: 'harbour-youth-trust', role: 'PRACTITIONER' });
    const relay = await startRelay(Number(new URL(hub.url).port));
    // Says when it was welcomed: from then on nothing may be lost.
    const telling = `const { prototype } = require('ws'); const { emit } = prototype;
      prototype.emit = function (name, ...rest) {
        if (name === 'message' && String(rest[0]).includes('connection_ack')) setImmediate(() => console.log('welcome'));
        return emit.call(this, name, ...rest);
      };`;
    const lines = `${telling} ${program.replace('127.0.0.1:4000', `127.0.0.1:${relay.port}`)}
      void follow('${token}', null, (event) => console.log(event.record?.id, event.child.id));`;
    const output = run(['-e', lines]);
    await until(() => output().includes('welcome'));
    // Cut off before the first event, and after it: what happens meanwhile comes, and nothing comes twice.
    for (const key of ['4', '5']) {
      relay.set('REFUSE');
      const id = await report(key);
      relay.set('NONE');
      await until(() => output().includes(`${id} ${childId}`), 20_000).catch(() => {
        throw new Error(`what happened meanwhile did not come; the client said: ${output()}`);
      });
      expect(output().split(id)).toHaveLength(2);
    }
    await relay.close();
  }, 60_000);

  it("is what the README's client ends with, when its token is refused", async () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const program = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const token = await hub.tokenOf({ organisation: 'harbour-youth-trust', role: 'PRACTITIONER' });
    const lines = `${program.replace('127.0.0.1:4000', new URL(hub.url).host)}
      follow('${token.slice(0, -8)}', null, console.log).catch(({ code }) => console.log('ended by ' + code));`;
    const output = run(['-e', lines]);
    await until(() => output().includes('ended by 4403'));
  });

  it('tells what happened while the hub was away before the first event, and keeps a place for each purpose', async () => {
    const officer = ['--as', NORFOLK_FORCE, '--hub', hub.url, '--purpose', 'CRIME_PREVENTION'];
    const output = run([MAIN, ...officer]);
    await until(() => output().includes('following events'));
    const place = (): string[] => readdirSync(path.join(hub.folder, 'watch')).filter((name) => name.includes('CRIME'));
    await until(() => place().length > 0);
    running.splice(0).forEach((child) => child.kill('SIGKILL'));
    const id = await report('6');
    const again = run([MAIN, ...officer]);
    await until(() => again().includes(id));
    expect(again().match(/MISSING_REPORTED/g)).toHaveLength(1);
  });
});
