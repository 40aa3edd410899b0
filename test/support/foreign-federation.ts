import { ApolloGateway } from '@apollo/gateway';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { isObjectType, parse, type GraphQLSchema } from 'graphql';
import { FOREIGN_RESOLVERS, monolithResolvers, type ForeignContext } from './foreign-resolvers';
import { createStore, type Store } from './foreign-store';
import { FOREIGN_SDL, type ForeignName } from './foreign-subgraphs';

/** Four subgraphs over HTTP, their supergraph, and the same API in one schema. */
export interface ForeignFederation {
  readonly supergraphSdl: string;
  /** Executes on the same records without any federation. */
  readonly monolith: GraphQLSchema;
  readonly store: Store;
  /** Puts all records back. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts the foreign federation on free ports of loopback. */
export async function startForeignFederation(): Promise<ForeignFederation> {
  const store = createStore();
  const names = Object.keys(FOREIGN_SDL) as ForeignName[];
  const running = await Promise.all(names.map((name) => startSubgraph(name, { store })));
  const services = names.map((name, index) => ({
    name,
    url: running[index]!.url,
    typeDefs: parse(FOREIGN_SDL[name]),
  }));
  const close = async (): Promise<void> => void (await Promise.all(running.map(({ server }) => server.stop())));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) {
    await close();
    throw new Error(errors.map(({ message }) => message).join('\n'));
  }
  const reset = (): void => void Object.assign(store, createStore());
  return { supergraphSdl, monolith: createMonolith(supergraphSdl), store, reset, close };
}

async function startSubgraph(name: ForeignName, context: ForeignContext) {
  const schema = buildSubgraphSchema({
    typeDefs: parse(FOREIGN_SDL[name]),
    resolvers: FOREIGN_RESOLVERS[name] as never,
  });
  const server = new ApolloServer<ForeignContext>({ schema, plugins: [ApolloServerPluginInlineTraceDisabled()] });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: () => Promise.resolve(context),
  });
  return { server, url: url.replace('localhost', '127.0.0.1') };
}

function createMonolith(supergraphSdl: string): GraphQLSchema {
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  for (const [typeName, fields] of Object.entries(monolithResolvers())) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`the API has no ${typeName}`);
    for (const [fieldName, resolve] of Object.entries(fields)) {
      const field = type.getFields()[fieldName];
      if (field) field.resolve = (parent, args, context) => resolve(parent as never, args as never, context as never);
    }
  }
  return schema;
}

/** A stock gateway in Apollo Server over the same supergraph. */
export async function startStockGateway(supergraphSdl: string): Promise<ApolloServer> {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }), introspection: true });
  await server.start();
  return server;
}
