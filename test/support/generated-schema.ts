import { readFileSync } from 'node:fs';
import path from 'node:path';

const GENERATED = path.resolve(__dirname, '..', '..', 'schema', 'generated');

/** The text of one of the schemas that are committed: a sector's, or the split supergraph. */
export function generatedSchema(name: string): string {
  return readFileSync(path.join(GENERATED, `${name}.graphql`), 'utf8');
}
