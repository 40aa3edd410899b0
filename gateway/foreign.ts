import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readPort, type Environment } from './config';
import type { OwnerAnswer } from './fetch/answer';
import { createTransport, type Endpoint } from './fetch/transport';
import { createOperations } from './operations';
import { answer } from './pipeline';
import type { Caller, PipelineServices, RequestDisclosure } from './request';
import { createServer } from './http/server';
import { listen, type Running } from './start';

const DEADLINE_MS = 10_000;
const MAX_ANSWER_BYTES = 32_000_000;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Admits everything: there is nothing to decide in a supergraph without classified fields. */
const OPEN_GATE: RequestDisclosure = {
  prepare: () => Promise.resolve(),
  about: () => ({ offer: () => 'ASK' }),
  admits: () => true,
  listed: () => undefined,
  unavailable: () => undefined,
  withheld: () => [],
  lines: () => [],
};

const ANYBODY: Caller = {
  principal: {
    subject: 'anybody',
    name: null,
    organisation: 'none',
    agency: 'CHARITY',
    role: 'ANALYST',
    areas: [],
    team: null,
    purposes: null,
    expiresAt: Infinity,
  },
  purpose: null,
  justification: null,
};

/** Nobody vouches for what a foreign owner writes into its errors. */
function withoutWords(given: OwnerAnswer): OwnerAnswer {
  if (given.kind === 'UNAVAILABLE') return given;
  return { ...given, errors: given.errors.map((error) => ({ ...error, at: null, expected: null })) };
}

/**
 * Serves any Federation 2 supergraph by its `join__graph` addresses: no hub, no identity, no decisions. So it listens
 * on loopback only, and refuses a supergraph with classified fields.
 */
export async function startForeignGateway(env: Environment, file: string): Promise<Running> {
  const host = env['HOST'] || '127.0.0.1';
  if (!LOOPBACK.includes(host)) throw new Error(`HOST: with SUPERGRAPH expected a loopback address, got \`${host}\``);
  const supergraphSdl = readFileSync(file, 'utf8');
  const operations = createOperations(supergraphSdl);
  if (operations.labels.hasClassifiedFields) {
    throw new Error(`SUPERGRAPH: expected a supergraph without classified fields, got ${file}`);
  }
  const endpoints = new Map<string, Endpoint>();
  for (const { sector, url } of operations.labels.graphs.values()) endpoints.set(sector, { kind: 'HTTP', url });
  const transport = createTransport({
    endpoints,
    sign: null,
    deadlineMs: DEADLINE_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  const services: PipelineServices = {
    operations,
    disclose: () => OPEN_GATE,
    send: async (request) => withoutWords(await transport.send(request, null)),
    record: () => Promise.resolve(),
    policyVersion: () => 'none',
    contacts: () => null,
    newId: randomUUID,
  };
  const app = await createServer({
    supergraphSdl,
    introspection: true,
    answer: (request) => answer(services, request),
    identify: () => Promise.resolve(ANYBODY),
    findFaults: () => Promise.resolve([]),
    extend: () => Promise.resolve(),
    report: () => undefined,
  });
  const url = await listen(app, { host, port: readPort(env) });
  return {
    url,
    async close() {
      await app.close();
      await transport.close();
    },
  };
}
