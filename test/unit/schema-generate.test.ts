import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompositionError } from '../../schema/compose';
import { checkSupergraph, OutOfDateError, writeSupergraph } from '../../schema/generate';
import { parseLabels } from '../../schema/labels';
import { SAMPLE_SUBGRAPHS } from '../support/sample-subgraphs';

describe('the generated supergraph', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sightline-schema-'));
    for (const { name, sdl } of SAMPLE_SUBGRAPHS) writeFileSync(join(folder, `${name}.graphql`), sdl);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is up to date once written, and holds the addresses of the owners', () => {
    const path = writeSupergraph(folder);
    checkSupergraph(folder);
    const { graphs } = parseLabels(readFileSync(path, 'utf8'));
    expect(graphs.get('council__REFERRAL_FULL')?.url).toBe('http://127.0.0.1:4002/graphql');
    expect(graphs.get('hub')?.url).toBe('http://hub.invalid/graphql');
  });

  it('is out of date when it was never written, or when a subgraph has changed since', () => {
    expect(() => checkSupergraph(folder)).toThrow(OutOfDateError);
    writeSupergraph(folder);
    const charity = join(folder, 'charity.graphql');
    writeFileSync(charity, readFileSync(charity, 'utf8').replace('capacity: Int!', 'capacity: Int! available: Int!'));
    expect(() => checkSupergraph(folder)).toThrow(/npm run generate/);
  });

  it('names the subgraph that is missing', () => {
    rmSync(join(folder, 'police.graphql'));
    expect(() => writeSupergraph(folder)).toThrow(/schema of `police`/);
  });

  it('is not written from subgraphs that the lint refuses', () => {
    const charity = join(folder, 'charity.graphql');
    writeFileSync(
      charity,
      readFileSync(charity, 'utf8').replace(/words: String @classified\([^)]*\)/, 'words: String'),
    );
    expect(() => writeSupergraph(folder)).toThrow(CompositionError);
    expect(() => checkSupergraph(folder)).toThrow(/label-missing: `Wish.words` in `charity`/);
  });
});
