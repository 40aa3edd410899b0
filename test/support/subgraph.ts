import { Readable } from 'node:stream';
import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import type { Principal } from '../../subgraphs/kit/context';
import { openClockBook, type ClockBook, type KnownClocks } from '../../subgraphs/kit/clock-book';
import { createDataSource, migrate } from '../../subgraphs/kit/database';
import type { ErrorLine } from '../../subgraphs/kit/errors';
import { load } from '../../subgraphs/kit/load';
import { CLOCK_LOADS, ProclaimedDay } from '../../subgraphs/kit/proclaimed-day';
import { createSubgraphSchema } from '../../subgraphs/kit/schema';
import { createSubgraphServer } from '../../subgraphs/kit/server';
import { createSigner, generateKeyPair } from '../../subgraphs/kit/signer';
import type { Subgraph } from '../../subgraphs/kit/subgraph';
import { createVerifiers } from '../../subgraphs/kit/verify';
import { aPrincipal, createTestGateway, type TestGateway } from './gateway-signature';
import { createFilledDatabase } from './filled-database';

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads whatever shape its query asks for
type Answered = any;

export interface Answer {
  status: number;
  data: Answered;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, string> }[] | undefined;
  /** How many SQL statements the request took. */
  statements: number;
  text: string;
}

/** Somebody, and the children with whom the gateway vouches that they work; `child-1` unless given. */
export type TestCaller = Partial<Principal> & { involvedWith?: string[]; byHub?: boolean };

export interface TestSubgraph {
  url: string;
  gateway: TestGateway;
  dataSource: DataSource;
  book: ClockBook;
  log: ErrorLine[];
  /** Signed as the gateway would, for `principal`. */
  ask(query: string, variables?: object, caller?: TestCaller): Promise<Answer>;
  post(body: string, authorization: string | undefined): Promise<Response>;
  load(lines: readonly object[]): Promise<number>;
  close(): Promise<void>;
}

function readAnswer(response: Response, text: string): Answer {
  const { data, errors } = JSON.parse(text) as Pick<Answer, 'data' | 'errors'>;
  return { status: response.status, data, errors, text, statements: Number(response.headers.get('x-sql-statements')) };
}

/** Brings an empty database of a sector to its newest shape. */
function migrated({ migrations }: Subgraph): (url: string) => Promise<void> {
  return async (url) => {
    const dataSource = await createDataSource({ url, entities: [] }).initialize();
    await migrate(dataSource, migrations);
    await dataSource.destroy();
  };
}

/** Starts a sector's subgraph over HTTP on a database of its own; `now` is its clock. */
export async function startSubgraph(subgraph: Subgraph, now = (): Date => new Date()): Promise<TestSubgraph> {
  const database = await createFilledDatabase({ name: subgraph.sector, madeFrom: 'nothing', fill: migrated(subgraph) });
  const options = { url: database.url, entities: [...subgraph.entities, ProclaimedDay], countStatements: true };
  const dataSource = await createDataSource(options).initialize();
  const gateway = await createTestGateway(subgraph.sector);
  const { schema } = await createSubgraphSchema(subgraph.schema);
  const { caller, collector } = createVerifiers({ audience: subgraph.sector, readKeys: async () => gateway.keys });
  const log: ErrorLine[] = [];
  const book = await openClockBook(dataSource.manager);
  const clocks = (): KnownClocks => book.settings;
  const verifiers = { verify: caller, collector: { verify: collector } };
  const { privateJwk, publicJwk } = await generateKeyPair();
  const signer = await createSigner(privateJwk, { keys: [publicJwk] });
  const parts = {
    schema,
    dataSource,
    ...verifiers,
    now,
    clocks,
    signer,
    log: (line: ErrorLine) => void log.push(line),
  };
  const server = await createSubgraphServer({ ...parts, countStatements: true });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
  const post = (body: string, authorization: string | undefined): Promise<Response> =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    });
  return {
    url,
    gateway,
    dataSource,
    book,
    log,
    post,
    ask: async (query, variables = {}, { involvedWith, byHub, ...principal } = {}) => {
      const body = JSON.stringify({ query, variables });
      const vouched = { ...(involvedWith && { involvedWith }), ...(byHub && { byHub }) };
      const claims = { principal: aPrincipal(principal), ...vouched };
      const response = await post(body, await gateway.sign(body, claims));
      return readAnswer(response, await response.text());
    },
    load: (lines) =>
      load({
        dataSource,
        kinds: { ...subgraph.loads, ...CLOCK_LOADS },
        input: Readable.from(lines.map((line) => `${JSON.stringify(line)}\n`)),
        report: () => undefined,
      }),
    close: async () => {
      await server.close();
      await dataSource.destroy();
      await database.drop();
    },
  };
}
