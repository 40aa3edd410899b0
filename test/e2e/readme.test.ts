import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startHub, type TestHub } from '../support/running-hub';

const README = readFileSync(path.join(__dirname, '..', '..', 'README.md'), 'utf8');
const ADDRESS = 'http://127.0.0.1:4000';

/** The code blocks of one language, in order. */
function blocksOf(language: string): string[] {
  return [...README.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '');
}

describe('the README', () => {
  let hub: TestHub;
  beforeAll(async () => (hub = await startHub()), 60_000);
  afterAll(() => hub.stop());

  it("shows a first query that gives the README's answer", () => {
    const command = blocksOf('sh').find((block) => block.includes('/graphql -H'));
    const expected = JSON.parse(blocksOf('json')[0] ?? 'null') as Record<string, unknown>;
    const printed = execFileSync('bash', ['-c', (command ?? '').replaceAll(ADDRESS, hub.url)], { encoding: 'utf8' });
    const answer = JSON.parse(printed) as Record<string, unknown>;
    expect(answer).toMatchObject(expected);
    expect(answer['data']).toEqual(expected['data']);
  });

  it('names commands that exist', () => {
    const scripts = (
      JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as { scripts: object }
    ).scripts;
    const named = [
      ...README.matchAll(/npm (?:run )?(start|test|reset|bench|check|generate|gateway|police|watch|soak)\b/g),
    ];
    expect(named.length).toBeGreaterThan(4);
    for (const [, name] of named) expect(Object.keys(scripts)).toContain(name);
  });
});
