import type { AddressInfo } from 'node:net';
import { fastifyFormbody } from '@fastify/formbody';
import { fastifyView } from '@fastify/view';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Environment } from 'nunjucks';
import { addAssets, loadAssets } from './assets';
import { createSealedCookie } from './cookies';
import { showError } from './error-page';
import { addEvents } from './events';
import { createHubClient } from './hub-client';
import { createFileTaker } from './hub-file';
import { addPages } from './pages';
import { addFilters, engine, TEMPLATE_FOLDERS } from './render';
import { setSecurityHeaders } from './security';
import type { Departure, Session } from './session';
import type { ConsoleSettings } from './settings';
import { addAccounts, type Account } from './sign-in/accounts';
import { createDevelopmentProvider, createProvider, type Provider } from './sign-in/provider';
import { addSignIn } from './sign-in/routes';
import { createSite, frameOf } from './site';

export interface ConsoleOptions {
  readonly settings: ConsoleSettings;
  /** Whose tokens the hub accepts. */
  readonly issuer: { readonly issuer: string; readonly audience: string };
  /** Who can be picked where the issuer is the development's own; else empty. */
  readonly accounts: readonly Account[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly report: (id: string, error: unknown) => void;
}

/** A page's form, with a justification or an account of what happened. */
const FORM_LIMIT = 64_000;

/** Serves the console: pages for people who do not write GraphQL, on what the public API answers to their own token. */
export const consolePages: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  const { settings, now } = options;
  const isSecure = settings.publicUrl?.startsWith('https:') ?? false;
  const ownUrl = (): string => urlOf(app.server.address() as AddressInfo);
  const assets = await loadAssets();
  // Forms come as browsers send them, and as nothing else.
  app.removeAllContentTypeParsers();
  await app.register(fastifyFormbody, { bodyLimit: FORM_LIMIT });
  await app.register(fastifyView, {
    engine: { nunjucks: engine },
    templates: TEMPLATE_FOLDERS,
    defaultContext: { assets: assets.addresses },
    options: { autoescape: true, onConfigure: (environment: Environment) => addFilters(environment, now) },
  });
  app.addHook('onRequest', async (_request, reply) => setSecurityHeaders(reply, isSecure));
  const cookie = { key: settings.cookieKey, isSecure, now };
  const sessions = createSealedCookie<Session>({ ...cookie, name: 'sightline' });
  const departures = createSealedCookie<Departure>({ ...cookie, name: 'sightline-departure' });
  const ask = createHubClient(() => `${ownUrl()}/graphql`);
  app.setErrorHandler((error, request, reply) =>
    showError({ error, request, reply }, { sessions, report: options.report }),
  );
  addAssets(app, assets);
  addSignIn(app, {
    provider: providerOf(options, ownUrl),
    sessions,
    departures,
    ask,
    originOf: (request) => settings.publicUrl ?? `${request.protocol}://${request.host}`,
    now,
    report: (error) => options.report('console sign-in', error),
  });
  if (options.accounts.length > 0) addAccounts(app, options.accounts);
  addEvents(app, { sessions, url: () => `${ownUrl()}/graphql/stream` });
  addPages(createSite(app, { sessions, ask, take: createFileTaker(ownUrl), now }));
  addLostPage(app, async (request, reply) =>
    reply.code(404).view('not-found.njk', frameOf(request, await sessions.open(request))),
  );
};

function providerOf({ settings, issuer }: ConsoleOptions, ownUrl: () => string): Provider {
  const { client } = settings;
  return client ? createProvider({ ...issuer, client }) : createDevelopmentProvider(issuer.issuer, ownUrl);
}

/** An address that is nobody's gets a page where a browser asks, and the API's answer otherwise. */
function addLostPage(
  app: FastifyInstance,
  show: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.get('/*', async (request, reply) => {
    if (request.headers.accept?.includes('text/html') !== true) return reply.callNotFound();
    return show(request, reply);
  });
}

/** The address at which this process reaches its own server. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
