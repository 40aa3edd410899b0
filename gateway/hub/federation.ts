import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap, type BuildSchemaOptions } from 'type-graphql';
import { FEDERATION_HEADER } from '../../schema/classified';

/** Finds an entity again by the key that the gateway hands over; null when nothing has that key any more. */
export type ReferenceResolver<Key, Context> = (key: Key, context: Context) => unknown;

/** A schema that runs, and the text by which it takes part in the composition. */
export interface FederatedSchema {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
}

/** Every subscription names its own source; type-graphql asks for this one all the same. */
const NOBODY: NonNullable<BuildSchemaOptions['pubSub']> = {
  publish: () => undefined,
  subscribe() {
    throw new Error('a subscription names its own source');
  },
};

/** Turns decorated resolver classes into a Federation 2 subgraph. */
export function buildFederatedSchema(
  resolvers: BuildSchemaOptions['resolvers'],
  references: Readonly<Record<string, ReferenceResolver<never, never>>>,
): FederatedSchema {
  // Directives are unknown to type-graphql's own check; buildSubgraphSchema checks the whole.
  const base = buildSchemaSync({ resolvers, validate: false, skipCheck: true, pubSub: NOBODY });
  const sdl = FEDERATION_HEADER + printSchemaWithDirectives(base);
  const map = createResolversMap(base) as Record<string, Record<string, unknown>>;
  for (const [type, resolve] of Object.entries(references)) {
    map[type] = { ...map[type], __resolveReference: resolve };
  }
  const modules = { typeDefs: parse(sdl), resolvers: map } as Parameters<typeof buildSubgraphSchema>[0];
  return { schema: buildSubgraphSchema(modules), sdl };
}
