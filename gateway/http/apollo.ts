import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, type FormattedExecutionResult } from 'graphql';
import { publicError } from '../errors';
import type { Answer, Caller, Request } from '../request';

type Gateway = NonNullable<ConstructorParameters<typeof ApolloServer>[0]['gateway']>;

export interface HubContext extends BaseContext {
  readonly caller: Caller;
}

/** `data` that is written already; Apollo Server hands it through untouched. */
class WrittenData {
  readonly json: string;
  constructor(json: string) {
    this.json = json;
  }
}

export interface ApolloOptions {
  readonly supergraphSdl: string;
  readonly answer: (request: Request) => Promise<Answer>;
  readonly introspection: boolean;
  /** Told of every error with the id that the client gets. */
  readonly report: (id: string, error: unknown) => void;
}

/**
 * Sets Apollo Server up around our executor. A stock ApolloGateway inside reads the supergraph and gives the API
 * schema; it never executes for a client.
 */
export function createApolloServer(options: ApolloOptions): ApolloServer<HubContext> {
  // Before the gateway's constructor reads it: a hub of children's records does not report its usage to anybody.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const stock = new ApolloGateway({ supergraphSdl: options.supergraphSdl });
  return new ApolloServer<HubContext>({
    gateway: wrapGateway(stock, options.answer),
    introspection: options.introspection,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled()],
    formatError: (_formatted, error) => publicError(error, { report: options.report }),
    stringifyResult: stringifyAnswer,
  });
}

function wrapGateway(stock: ApolloGateway, answer: ApolloOptions['answer']): Gateway {
  return {
    onSchemaLoadOrUpdate: (callback) => stock.onSchemaLoadOrUpdate(callback),
    async load(input) {
      await stock.load(input);
      return {
        executor: async (context) => {
          const { caller } = context.context as HubContext;
          const { data, errors, extensions } = await answer({
            document: context.document,
            hash: context.queryHash,
            operationName: context.request.operationName,
            variables: context.request.variables ?? {},
            caller,
          }).catch(refuse);
          return {
            ...(data === null ? {} : { data: new WrittenData(data) as unknown as Record<string, unknown> }),
            ...(errors.length > 0 ? { errors } : {}),
            ...(extensions ? { extensions } : {}),
          };
        },
      };
    },
    stop: () => stock.stop(),
  };
}

/** A throw leaves no data: the answer is the error alone. */
function refuse(error: unknown): { data: null; errors: GraphQLError[]; extensions?: never } {
  const original = error instanceof Error ? error : new Error(String(error));
  const isOurs = error instanceof GraphQLError;
  return { data: null, errors: [isOurs ? error : new GraphQLError('internal error', { originalError: original })] };
}

/** Writes an answer; data that was written already is put in as it is. */
export function stringifyAnswer(result: FormattedExecutionResult): string {
  const data: unknown = result.data;
  if (!(data instanceof WrittenData)) return JSON.stringify(result);
  const errors = result.errors ? `"errors":${JSON.stringify(result.errors)},` : '';
  const extensions = result.extensions ? `,"extensions":${JSON.stringify(result.extensions)}` : '';
  return `{${errors}"data":${data.json}${extensions}}`;
}
