import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeHub } from './compose';
import type { SubgraphSource } from './subgraph-document';
import { SECTORS } from './vocabulary';

const URLS: Readonly<Record<string, string>> = {
  police: 'http://127.0.0.1:4001/graphql',
  council: 'http://127.0.0.1:4002/graphql',
  charity: 'http://127.0.0.1:4003/graphql',
  // The hub's own subgraph runs in the gateway's process and has no address.
  hub: 'http://hub.invalid/graphql',
};

const HEAD = '# Composed from the subgraphs in this folder by `npm run generate`. Do not edit.\n';

/** A generated file that is missing or no longer what its sources give. */
export class OutOfDateError extends Error {
  readonly code = 'SCHEMA_OUT_OF_DATE';
  override readonly name = 'OutOfDateError';
}

/**
 * Composes `<folder>/{police,council,charity,hub}.graphql` into `<folder>/supergraph.graphql`.
 * @returns the path of the supergraph.
 * @throws CompositionError when the lint finds anything or the subgraphs do not compose.
 */
export function writeSupergraph(folder: string): string {
  writeFileSync(pathOf(folder), composeFolder(folder));
  return pathOf(folder);
}

/**
 * Compares the committed supergraph with what its subgraphs give.
 * @throws OutOfDateError when they differ, and CompositionError as `writeSupergraph` does.
 */
export function checkSupergraph(folder: string): void {
  const expected = composeFolder(folder);
  const path = pathOf(folder);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== expected) {
    throw new OutOfDateError(`expected ${path} to be composed from the subgraphs beside it: run \`npm run generate\``);
  }
}

function pathOf(folder: string): string {
  return join(folder, 'supergraph.graphql');
}

function composeFolder(folder: string): string {
  const subgraphs = SECTORS.map((name): SubgraphSource => {
    const path = join(folder, `${name}.graphql`);
    if (!existsSync(path)) {
      throw new OutOfDateError(`expected the schema of \`${name}\` in ${path}: run \`npm run generate\``);
    }
    return { name, sdl: readFileSync(path, 'utf8') };
  });
  return `${HEAD}${composeHub(subgraphs, (sector) => URLS[sector] ?? '').supergraphSdl}\n`;
}
