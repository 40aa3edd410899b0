import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';
import type { HubContext } from '../../gateway/hub/context';
import type { Caller } from '../../gateway/request';
import { openHub, report, type OpenHub } from './open-hub';

interface StockContext {
  readonly caller: Caller;
  readonly hub: HubContext;
}

/** Asks a subgraph as stock does, with the signature that the subgraphs demand over the very bytes that are sent. */
class SigningDataSource extends RemoteGraphQLDataSource<StockContext> {
  constructor(config: { url: string; audience: string; sign: OpenHub['sign']; caller: () => Caller }) {
    super({ url: config.url });
    const { fetcher } = this;
    this.fetcher = async (url, init) => {
      const token = await config.sign(config.audience, String(init?.body), config.caller());
      return fetcher(url, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } });
    };
  }
}

/** The hub's own subgraph in this process, by the same executor as in our gateway. */
function localHub({ runHub }: OpenHub): GraphQLDataSource<StockContext> {
  return {
    async process({ request, context }) {
      const { data, errors } = await runHub(request.query ?? '', JSON.stringify(request.variables ?? {}), context.hub);
      if (errors.length > 0) report(new Error(JSON.stringify(errors)));
      return data === null ? {} : { data };
    },
  };
}

async function main(): Promise<void> {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const hub = await openHub(process.env);
  let latest: Caller | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(process.env['SUPERGRAPH_FILE'] ?? '', 'utf8'),
    buildService: ({ name, url = '' }) => {
      // In the split supergraph each label is a subgraph of its own: `police__MISSING_SUMMARY`.
      const [sector = name] = name.split('__');
      if (sector === 'hub') return localHub(hub);
      // The bench has one caller; a data source is not told whose request it sends.
      return new SigningDataSource({
        url: hub.config.urls.get(sector) ?? url,
        audience: sector,
        sign: hub.sign,
        caller: () => latest!,
      });
    },
  });
  const apollo = new ApolloServer<StockContext>({ gateway, stopOnTerminationSignals: false });
  await apollo.start();
  const app = fastify();
  app.post('/graphql', {
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        const caller = await hub.identify(request.headers);
        latest = caller;
        return { caller, hub: hub.contextOf(caller) };
      },
    }),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  process.send?.({ ready: url });
}

process.on('disconnect', () => process.exit(0));
main().catch((error: unknown) => {
  report(error);
  process.exit(1);
});
