import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';

/** A file of the query page: where it lies and what it is. */
interface Asset {
  readonly file: string;
  readonly type: string;
}

/**
 * INVARIANT: nothing comes from another host and no script stands in the page itself, so that what a query answers
 * cannot run and cannot be sent anywhere else. GraphiQL's editor (CodeMirror 5) sizes its lines and its cursor by
 * `style` attributes and GraphiQL's menus add style sheets of their own: hence 'unsafe-inline', for styles only.
 * Its style sheet holds its fonts and cursors as data.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** The page's own files, by the name under which they are served. */
const OWN_FILES = [
  'page.css',
  'page.js',
  'session.js',
  'settings.js',
  'examples.js',
  'graphiql-view.js',
  'withheld.js',
  'words.js',
];

export interface QueryPageOptions {
  /** NODE_ENV of the process. */
  readonly environment: string | undefined;
}

/**
 * Serves the query page: `GET /graphql` for a browser, and its files below `/query-page/`. A development tool: it
 * signs in as whoever is picked. Registration fails in production. Where GraphiQL is not installed there is no page.
 */
export const queryPage: FastifyPluginAsync<QueryPageOptions> = async (app, { environment }) => {
  if (environment === 'production' || process.env['NODE_ENV'] === 'production') {
    throw new Error('the query page does not run in production');
  }
  const vendored = findVendored();
  if (vendored === null) return;
  const own = path.join(packageRoot(__dirname), 'gateway', 'console', 'browser');
  const page = assetOf(path.join(own, 'page.html'));
  const assets = new Map([
    ...OWN_FILES.map((name): [string, Asset] => [name, assetOf(path.join(own, name))]),
    ...vendored,
  ]);

  app.get('/graphql', async (request, reply) => {
    const accepts = request.headers.accept ?? '';
    if (!accepts.includes('text/html')) return reply.callNotFound();
    return send(reply, page);
  });
  app.get<{ Params: { name: string } }>('/query-page/:name', async (request, reply) => {
    const asset = assets.get(request.params.name);
    return asset === undefined ? reply.callNotFound() : send(reply, asset);
  });
};

async function send(reply: FastifyReply, { file, type }: Asset): Promise<FastifyReply> {
  return reply
    .headers(HEADERS)
    .type(type)
    .send(await readFile(file));
}

function assetOf(file: string): Asset {
  return { file, type: TYPES[path.extname(file)] ?? 'application/octet-stream' };
}

/** GraphiQL and React as their packages bring them for browsers; null where they were not installed. */
function findVendored(): readonly [string, Asset][] | null {
  try {
    const graphiql = path.dirname(require.resolve('graphiql/package.json'));
    const react = path.dirname(require.resolve('react/package.json'));
    const reactDom = path.dirname(require.resolve('react-dom/package.json'));
    return [
      ['graphiql.js', assetOf(path.join(graphiql, 'graphiql.min.js'))],
      ['graphiql.css', assetOf(path.join(graphiql, 'graphiql.min.css'))],
      ['react.js', assetOf(path.join(react, 'umd', 'react.production.min.js'))],
      ['react-dom.js', assetOf(path.join(reactDom, 'umd', 'react-dom.production.min.js'))],
    ];
  } catch {
    return null;
  }
}

/** The folder of package.json: the browser's files are served as they were written, whether this runs from `dist` or not. */
function packageRoot(from: string): string {
  if (existsSync(path.join(from, 'package.json'))) return from;
  const parent = path.dirname(from);
  if (parent === from) throw new Error(`no package.json above ${__dirname}`);
  return packageRoot(parent);
}
