import 'reflect-metadata';
import {
  execute,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { CHARITY } from '../../subgraphs/charity/subgraph';
import { COUNCIL } from '../../subgraphs/council/subgraph';
import { createContext } from '../../subgraphs/kit/context';
import { createSubgraphSchema } from '../../subgraphs/kit/schema';
import { POLICE } from '../../subgraphs/police/subgraph';

/** Lists of what is public, whoever asks. */
const PUBLIC = ['clockRules', 'proclaimedDays', 'referralReasons', 'codes', 'supportServices'];
const OF_SCALARS: Readonly<Record<string, string>> = {
  Boolean: 'true',
  Int: '1',
  Float: '1',
  DateTime: '"2026-11-01T12:00:00Z"',
  Date: '"2026-11-01"',
};

/** A literal that fits: what must be given, and no more. */
function literalOf(type: GraphQLInputType): string {
  const bare = getNullableType(type);
  if (isListType(bare)) return `[${literalOf(bare.ofType)}]`;
  if (isEnumType(bare)) return bare.getValues()[0]!.name;
  if (!isInputObjectType(bare)) return OF_SCALARS[bare.name] ?? '"x"';
  const needed = Object.values(bare.getFields()).filter(({ type: of }) => isNonNullType(of));
  return `{${needed.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')}}`;
}

function callOf({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const needed = args.filter(({ type: of }) => isNonNullType(of));
  const given = needed.map((argument) => `${argument.name}: ${literalOf(argument.type)}`).join(', ');
  return `${name}${given && `(${given})`} ${isCompositeType(getNamedType(type)) ? '{ __typename }' : ''}`;
}

/** As the hub asks about events, of a subgraph whose database nobody reaches. */
async function codesOf(schema: GraphQLSchema, operation: string): Promise<unknown[]> {
  const manager = new Proxy({}, { get: () => () => Promise.reject(new Error('the database was asked')) });
  const given = { manager, now: new Date(), clocks: {}, signer: null };
  const hub = { principal: null, purpose: null, involvedWith: [], byHub: false };
  const contextValue = createContext(hub, given as unknown as Parameters<typeof createContext>[1]);
  const { errors = [] } = await execute({ schema, document: parse(operation), contextValue });
  return errors.map(({ originalError, extensions, message }) => {
    return (originalError as { code?: string } | undefined)?.code ?? extensions['code'] ?? message;
  });
}

describe.each([POLICE, COUNCIL, CHARITY])(
  'the subgraph of the sector $sector, asked by the hub for itself',
  (subgraph) => {
    it('writes nothing and lists no records: whatever it does, it does in the name of somebody', async () => {
      const { schema } = await createSubgraphSchema(subgraph.schema);
      const mutations = Object.values(schema.getMutationType()!.getFields());
      const lists = Object.values(schema.getQueryType()!.getFields());
      const told: [string, unknown[]][] = [];
      for (const field of mutations) told.push([field.name, await codesOf(schema, `mutation { ${callOf(field)} }`)]);
      for (const field of lists.filter(({ name }) => !name.startsWith('_') && !PUBLIC.includes(name))) {
        told.push([field.name, await codesOf(schema, `{ ${callOf(field)} }`)]);
      }
      expect(mutations.length).toBeGreaterThan(0);
      expect(told).toEqual(told.map(([name]) => [name, ['FORBIDDEN']]));
    });
  },
);
