import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { createTransport, type Endpoint } from '../../gateway/fetch/transport';
import { createOperations } from '../../gateway/operations';
import { answer } from '../../gateway/pipeline';
import type { Caller, PipelineServices, RequestDisclosure } from '../../gateway/request';
import { createServer } from '../../gateway/http/server';
import { openHub, report, type OpenHub } from './open-hub';

/** Admits everything and keeps no account: what our gateway costs without decisions. Exists in the bench only. */
const openGate = (): RequestDisclosure => ({
  prepare: () => Promise.resolve(),
  about: () => ({ offer: () => 'ASK' }),
  admits: () => true,
  listed: () => undefined,
  unavailable: () => undefined,
  withheld: () => [],
  lines: () => [],
});

interface Session {
  readonly caller: Caller;
  readonly disclosure: RequestDisclosure;
}

function endpointsOf({ config, contextOf, runHub }: OpenHub): Map<string, Endpoint> {
  const contexts = new WeakMap<RequestDisclosure, ReturnType<typeof contextOf>>();
  const contextFor = ({ caller, disclosure }: Session): ReturnType<typeof contextOf> => {
    let context = contexts.get(disclosure);
    if (!context) contexts.set(disclosure, (context = contextOf(caller)));
    return context;
  };
  return new Map<string, Endpoint>([
    [
      'hub',
      {
        kind: 'LOCAL',
        run: ({ query, variables }, session) => runHub(query, variables, contextFor(session as Session)),
      },
    ],
    ...Array.from(config.urls, ([sector, url]): [string, Endpoint] => [sector, { kind: 'HTTP', url }]),
  ]);
}

async function main(): Promise<void> {
  const hub = await openHub(process.env);
  const { supergraphSdl } = hub.config;
  const transport = createTransport({
    endpoints: endpointsOf(hub),
    sign: (audience, body, session) => hub.sign(audience, body, (session as Session).caller),
    deadlineMs: 10_000,
    maxAnswerBytes: 32_000_000,
  });
  const services: PipelineServices = {
    operations: createOperations(supergraphSdl),
    disclose: openGate,
    send: (request, { caller }, disclosure) => transport.send(request, { caller, disclosure } satisfies Session),
    record: () => Promise.resolve(),
    policyVersion: () => 'none',
    contacts: () => null,
    newId: randomUUID,
  };
  const app = await createServer({
    supergraphSdl,
    introspection: false,
    answer: (request) => answer(services, request),
    identify: (headers) => hub.identify(headers),
    findFaults: () => Promise.resolve([]),
    extend: () => Promise.resolve(),
    report: (_id, error) => report(error),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  process.send?.({ ready: url });
}

process.on('disconnect', () => process.exit(0));
main().catch((error: unknown) => {
  report(error);
  process.exit(1);
});
