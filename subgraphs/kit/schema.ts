import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse, type GraphQLSchema } from 'graphql';
import { buildSchema, createResolversMap, type BuildSchemaOptions } from 'type-graphql';
import type { SubgraphContext } from './context';
import type { EntityClass } from './database';
import { FEDERATION_HEADER } from '../../schema/classified';
import { findRecord, type RecordReference } from './loaders';
import type { RecordEntity } from './record';

type ResolverMap = Parameters<typeof buildSubgraphSchema>[0] extends infer Modules
  ? Modules extends readonly (infer Module)[]
    ? Module extends { resolvers?: infer Map }
      ? NonNullable<Map>
      : never
    : never
  : never;

/** Answers a reference that the gateway hands over; null when there is nothing that matches it. */
export type ResolveReference = (reference: Record<string, unknown>, context: SubgraphContext) => unknown;

export interface SchemaParts {
  /** type-graphql resolver classes. */
  resolvers: readonly (abstract new (...args: never[]) => unknown)[];
  /** Record types of this sector: resolved by their whole key. */
  records: readonly EntityClass<RecordEntity>[];
  /** Other entity types by name, such as `Child` or a stub of another sector's record. */
  references: Readonly<Record<string, ResolveReference>>;
  /** Types that no field returns and that would be left out, such as a `Child` that is reached by reference only. */
  orphans?: readonly EntityClass[];
}

/** Builds a sector's Federation 2 subgraph from its classes. No I/O. */
export async function createSubgraphSchema(parts: SchemaParts): Promise<{ schema: GraphQLSchema; sdl: string }> {
  const base = await buildSchema({
    resolvers: parts.resolvers as unknown as BuildSchemaOptions['resolvers'],
    orphanedTypes: [...parts.records, ...(parts.orphans ?? [])],
    validate: false,
    skipCheck: true,
  });
  const sdl = `${FEDERATION_HEADER}\n${printSchemaWithDirectives(base)}\n`;
  const resolvers = createResolversMap(base) as unknown as Record<string, object>;
  for (const entity of parts.records) {
    const resolve: ResolveReference = (reference, context) =>
      findRecord(context.loaders, entity, reference as Partial<RecordReference>);
    resolvers[entity.name] = { ...resolvers[entity.name], __resolveReference: resolve };
  }
  for (const [type, resolve] of Object.entries(parts.references)) {
    // A type that no field names is left out unless it is an orphan, and with it all that the sector adds to it.
    if (base.getType(type) === undefined) throw new Error(`${type}: expected a type of the schema: add it to orphans`);
    resolvers[type] = { ...resolvers[type], __resolveReference: resolve };
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as unknown as ResolverMap }]);
  return { schema, sdl };
}
