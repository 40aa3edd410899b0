import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { Client } from 'pg';
import {
  DATA_OFFICER,
  findCast,
  KENT_FORCE,
  LEWISHAM_COUNCIL,
  NORFOLK_FORCE,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const BREAK = `mutation($id: ID!, $key: ID!) { breakGlass(childId: $id, reason: "RISK_TO_LIFE",
  explanation: "seen with a knife ten minutes ago", idempotencyKey: $key) { id } }`;
const LOG = `query($child: ID!) { disclosures(first: 100, filter: { childId: $child, breakGlass: true }) {
  nodes { person owner { id } category level outcome breakGlass notifyOwner } } }`;

/** What somebody could call themselves, for whoever opens the log in a spreadsheet. */
const FORMULA = '=HYPERLINK("x")';

interface Taken {
  readonly status: number;
  readonly type: string | null;
  readonly lines: Record<string, unknown>[];
}

describe('what officers take away', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    cast = await findCast(hub);
    const id = cast['DEMO-3'];
    await hub.ask(constable('constable-a'), BREAK, { id, key: randomUUID() });
    const read =
      'query($id: ID!) { child(id: $id) { socialCare { plan } placements { provider } assessments { factors } } }';
    for (let n = 0; n < 4; n++) await hub.ask(constable('constable-a'), read, { id });
    await hub.ask(constable(FORMULA), BREAK, { id, key: randomUUID() });
    await hub.ask(constable(FORMULA), read, { id });
    // Longer than a checkpoint takes, and then something for the next.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await hub.ask(constable('constable-a'), read, { id });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
  }, 60_000);
  afterAll(() => hub.stop());

  const constable = (subject: string): Person => ({ ...worker(NORFOLK_FORCE, 'IMMEDIATE_PROTECTION'), subject });
  const officerOf = (organisation: string): Person => ({
    ...DATA_OFFICER,
    organisation,
    subject: `officer-${organisation}`,
  });
  const codeOf = ({ errors }: HubAnswer): unknown => errors[0]?.extensions['code'];

  const take = async (person: Person, query: string): Promise<Taken> => {
    const response = await fetch(`${hub.url}/export/disclosures?${query}`, {
      headers: { authorization: `Bearer ${await hub.tokenOf(person)}` },
    });
    const text = await response.text();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { status: response.status, type: response.headers.get('content-type'), lines };
  };

  it('is the whole of their own log, by the same filter as the query, and is on the log itself', async () => {
    const officer = officerOf(LEWISHAM_COUNCIL);
    const { status, type, lines } = await take(officer, `format=jsonl&breakGlass=true&childId=${cast['DEMO-3']}`);
    expect([status, type]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    const log = await hub.ask(officer, LOG, { child: cast['DEMO-3'] });
    expect(lines.at(-1)).toEqual({ end: true, count: lines.length - 1 });
    expect(lines.length).toBeGreaterThan(3);
    const shown = lines.slice(0, 100).filter(({ end }) => end !== true);
    const asShown = (each: Record<string, unknown>) => [each['person'], each['category'], each['level']];
    expect(shown.map(asShown)).toEqual(log.data.disclosures.nodes.map(asShown));
    expect(new Set(shown.map(({ owner }) => owner))).toEqual(new Set([LEWISHAM_COUNCIL]));

    const client = new Client({ connectionString: hub.databases.hub });
    await client.connect();
    const { rows } = await client.query(
      `select body::jsonb -> 'exported' as filter from audit_log where owners = array[$1] and body like '%"exported"%'`,
      [LEWISHAM_COUNCIL],
    );
    await client.end();
    expect(rows).toEqual([{ filter: { breakGlass: 'true', childId: cast['DEMO-3'] } }]);
  });

  it('is the same as comma-separated values, in which no text is a formula to a spreadsheet', async () => {
    const officer = officerOf(LEWISHAM_COUNCIL);
    const { lines } = await take(officer, `format=jsonl&breakGlass=true&childId=${cast['DEMO-3']}`);
    const response = await fetch(`${hub.url}/export/disclosures?format=csv&breakGlass=true&childId=${cast['DEMO-3']}`, {
      headers: { authorization: `Bearer ${await hub.tokenOf(officer)}` },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="disclosures.csv"');
    const text = await response.text();
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    const withoutMark = (value: string | undefined) => value?.replace(/^'/, '');
    const shown = lines.slice(0, -1).map((each) => [each['id'], each['at'], each['person'], each['level']]);
    expect(rows.slice(0, -1).map(({ id, at, person, level }) => [id, at, withoutMark(person), level])).toEqual(shown);
    expect(rows.at(-1)).toMatchObject({ id: 'end', at: String(lines.length - 1), childId: '' });
  });

  it('is refused to others, and for what it does not know', async () => {
    expect((await take(constable('constable-a'), 'format=jsonl')).status).toBe(403);
    expect((await fetch(`${hub.url}/export/disclosures?format=jsonl`)).status).toBe(401);
    const officer = officerOf(LEWISHAM_COUNCIL);
    for (const query of [
      '',
      'format=xml',
      'format=jsonl&owner=E23000024',
      'format=jsonl&outcome=X',
      'format=jsonl&from=soon',
      'format=jsonl&childId=1&childId=2',
    ]) {
      expect((await take(officer, query)).status).toBe(400);
    }
  });

  it('are the checkpoints of the log, page by page, as they stand in the file', async () => {
    const officer = officerOf(KENT_FORCE);
    const query = `query($after: String) { auditCheckpoints(first: 1, after: $after) {
        nodes { file line writer seq hash at } pageInfo { endCursor hasNextPage } publicKey } }`;
    const lines: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 200; page++) {
      const { data, errors } = await hub.ask(officer, query, { after });
      expect(errors).toEqual([]);
      const { nodes, pageInfo, publicKey } = data.auditCheckpoints;
      expect(JSON.parse(publicKey)).not.toHaveProperty('d');
      lines.push(...nodes.map(({ line }: { line: string }) => line));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    const folder = path.join(hub.folder, 'audit');
    const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.jsonl'));
    expect(lines.length).toBeGreaterThan(1);
    expect(readFileSync(path.join(folder, name), 'utf8').startsWith(`${lines.join('\n')}\n`)).toBe(true);
    const first = 'query($first: Int, $after: String) { auditCheckpoints(first: $first, after: $after) { publicKey } }';
    expect(codeOf(await hub.ask(constable('constable-a'), first))).toBe('FORBIDDEN');
    for (const variables of [{ first: 0 }, { first: 1_001 }, { after: 'no cursor' }]) {
      expect(codeOf(await hub.ask(officer, first, variables))).toBe('BAD_USER_INPUT');
    }
  });
});
