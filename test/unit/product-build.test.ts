import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GATEWAY_FLAGS } from '../../gateway/launch/gateway-flags';

const ROOT = path.resolve(__dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe('the build that `npm start` waits for', () => {
  it('compiles the product and no test: a test that does not compile stops nobody’s start', () => {
    expect(scripts['prestart']).toBe('npm run --silent build');
    const config = /^tsc -p (\S+) /.exec(scripts['build'] ?? '')?.[1];
    const tsc = path.join(ROOT, 'node_modules', '.bin', 'tsc');
    const { stdout } = spawnSync(tsc, ['-p', String(config), '--listFilesOnly'], { cwd: ROOT, encoding: 'utf8' });
    const own = stdout.split('\n').filter((file) => file.startsWith(ROOT) && !file.includes('node_modules'));
    const folders = new Set(own.map((file) => path.relative(ROOT, file).split(path.sep)[0] ?? ''));
    expect(folders).toEqual(new Set(['gateway', 'schema', 'subgraphs']));
  });

  it('leaves nothing of the product out', () => {
    for (const main of ['start', 'police', 'council', 'charity', 'gateway', 'reset']) {
      const compiled = /node (?:--\S+ )*dist\/(\S+)\.js/.exec(scripts[main] ?? '')?.[1];
      expect(readFileSync(path.join(ROOT, `${compiled}.ts`), 'utf8')).not.toBe('');
    }
  });

  it('starts a gateway by itself with the options with which `npm start` starts it', () => {
    expect(scripts['gateway']).toContain(`node ${GATEWAY_FLAGS.join(' ')} dist/`);
  });
});
