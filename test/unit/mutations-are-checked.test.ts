import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Kind, parse } from 'graphql';
import { SECTORS } from '../../schema/vocabulary';
import { generatedSchema } from '../support/generated-schema';

const INTEGRATION = path.resolve(__dirname, '..', 'integration');

/** The checks that hold for every mutation: whoever gives a mutation to one of these has it checked in all six ways. */
const CHECKS = /\b(checkMutations|checkHubMutations|testFrame)\(/;

/** Files that check in all six ways what they list, with a loop of their own. */
const BY_HAND = ['police-mutations.test.ts', 'referral-mutations.test.ts', 'council-placement-mutations.test.ts'];

/** A mutation is given to the checks by its name. */
const LISTED = /'(\w+)'/g;

/** The mutations that are listed, each with the file. */
function listed(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(INTEGRATION)) {
    const text = readFileSync(path.join(INTEGRATION, file), 'utf8');
    if (!CHECKS.test(text) && !BY_HAND.includes(file)) continue;
    for (const [, name = ''] of text.matchAll(LISTED)) found.set(name, file);
  }
  return found;
}

test.each(SECTORS)('every mutation of the %s subgraph is checked in the six ways of every mutation', (sector) => {
  const mutations = parse(generatedSchema(sector)).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Mutation'
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  );
  expect(mutations.length).toBeGreaterThan(0);
  const lists = listed();
  const how = sector === 'hub' ? 'checkHubMutations' : 'checkMutations or testFrame';
  const missing = mutations
    .filter((name) => !lists.has(name))
    .map((name) => `${name} (${sector}) is in no list of checked mutations: give it to ${how} in test/integration`);
  expect(missing).toEqual([]);
});
