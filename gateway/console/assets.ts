import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A file for browsers, in each form in which it is sent. */
interface Asset {
  readonly type: string;
  readonly bodies: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>>;
}

/** The addresses of the files that every page names. Their names hold a hash of what they say. */
export interface AssetAddresses {
  readonly styles: string;
  readonly script: string;
  readonly icon: string;
}

/** The console's files, ready to be served. */
export interface Assets {
  readonly addresses: AssetAddresses;
  readonly files: ReadonlyMap<string, Asset>;
}

const FRONTEND = path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist', 'govuk');
const OWN = path.join(__dirname, 'assets');
/** Sent as one, in this order. */
const OWN_STYLES = ['console.css', 'overview.css', 'picture.css', 'policy.css'];

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;
type Kind = keyof typeof TYPES;

/** The name by which the own script imports govuk-frontend. */
const FRONTEND_IMPORT = 'govuk-frontend';

/** Reads the files, adapts what govuk-frontend brings, and compresses all of it once. */
export async function loadAssets(): Promise<Assets> {
  const read = (folder: string, name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
  const [frontendStyles, frontendScript, ownStyles, ownScript, icon] = await Promise.all([
    read(FRONTEND, 'govuk-frontend.min.css'),
    read(FRONTEND, 'govuk-frontend.min.js'),
    Promise.all(OWN_STYLES.map((name) => read(OWN, name))),
    read(OWN, 'console.js'),
    read(OWN, 'icon.svg'),
  ]);
  const files = new Map<string, Asset>();
  const add = async (name: string, kind: Kind, text: string): Promise<string> => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const address = `/console/${name}-${hash}.${kind}`;
    files.set(address, await assetOf(kind, text));
    return address;
  };
  const [frontend, styles, iconAddress] = await Promise.all([
    add('govuk-frontend', 'js', withoutMap(frontendScript)),
    add('console', 'css', `${ownFont(withoutMap(frontendStyles))}\n${ownStyles.join('\n')}`),
    add('icon', 'svg', icon),
  ]);
  const script = await add('console', 'js', ownScript.replace(`'${FRONTEND_IMPORT}'`, `'${frontend}'`));
  return { addresses: { styles, script, icon: iconAddress }, files };
}

/** Serves them: a name holds a hash, so that whoever has a file need not ask again. */
export function addAssets(app: FastifyInstance, { files }: Assets): void {
  for (const [address, asset] of files) {
    app.get(address, async (request, reply) => send(request, reply, asset));
  }
}

function send(request: FastifyRequest, reply: FastifyReply, { type, bodies }: Asset): FastifyReply {
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding = (['br', 'gzip'] as const).find((each) => new RegExp(`\\b${each}\\b`).test(accepted));
  if (encoding) void reply.header('content-encoding', encoding);
  return reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .type(type)
    .send(bodies[encoding ?? 'identity']);
}

async function assetOf(kind: Kind, text: string): Promise<Asset> {
  const identity = Buffer.from(text);
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(identity, { level: 9 }),
  ]);
  return { type: TYPES[kind], bodies: { br, gzip: zipped, identity } };
}

/**
 * INVARIANT: neither the GDS Transport font nor the royal crest is used: this is no service of the government.
 * Throws where govuk-frontend does not name its font as this expects.
 */
function ownFont(css: string): string {
  const ours = css
    .replaceAll(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', 'var(--app-font)')
    .replaceAll(/url\(\/assets\/[^)]*\)/g, 'none');
  if (/GDS Transport|\/assets\//.test(ours))
    throw new Error('govuk-frontend: its font is named in another way than expected');
  return ours;
}

function withoutMap(text: string): string {
  return text.replace(/\/[*/]# sourceMappingURL=[^\n*]*(?:\*\/)?\s*$/, '');
}
