import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import type { Pool } from 'pg';
import type { Principal } from './auth/principal';
import type { Events } from './event-services';
import { followLog } from './events/follow';
import { createRecipientNaming } from './events/name-recipients';
import { ORIGIN } from './events/signal';
import { answer, type PipelineServices } from './pipeline';
import { putRecordConditions } from './store/record-conditions';
import type { PolicySource } from './store/policy-source';

export interface RelayOptions {
  readonly events: Pick<Events, 'log' | 'positions' | 'wakeUps'>;
  readonly pipeline: PipelineServices;
  readonly policies: PolicySource;
  readonly pool: Pool;
  readonly report: (id: string, error: unknown) => void;
}

const NAME = 'recipients-of-placements';
const SUBJECT = 'sightline-relay';
const A_MINUTE_SECONDS = 60;

/** Acts on events as a client of the API, so that policies, markings and the log apply to it as to anybody. */
export async function startRelay(options: RelayOptions): Promise<{ close(): Promise<void> }> {
  const { events, policies, pool, report } = options;
  await beginAtTheBeginning(events);
  const stopping = new AbortController();
  const following = followLog({
    ...events,
    name: NAME,
    take: createRecipientNaming({
      ask: (organisation, query, variables) => ask(options, organisation, { query, variables }),
      isKnown: (organisation) => policies.current().directory.organisations.has(organisation),
      name: (namings) => putRecordConditions(pool, namings),
    }),
    report: (error) => report('relay', error),
    signal: stopping.signal,
  });
  return {
    async close() {
      stopping.abort();
      await following;
    },
  };
}

/** INVARIANT: what is signalled while the first relay is still starting is acted on, too. */
async function beginAtTheBeginning({ log, positions }: RelayOptions['events']): Promise<void> {
  if ((await positions.find(NAME)) !== null || !(await log.holds(ORIGIN))) return;
  await positions.put(NAME, ORIGIN);
}

async function ask(
  { pipeline, policies }: RelayOptions,
  organisation: string,
  { query, variables }: { query: string; variables: Record<string, unknown> },
): Promise<unknown> {
  const { data, errors } = await answer(pipeline, {
    document: parse(query),
    hash: createHash('sha256').update(query).digest('hex'),
    operationName: null,
    variables,
    caller: { principal: systemOf(policies, organisation), purpose: null, justification: null },
  });
  const [first] = errors;
  if (first !== undefined) throw first;
  return JSON.parse(data);
}

/** A system of the organisation that reads that organisation's own records, and declares no purpose. */
function systemOf(policies: PolicySource, id: string): Principal {
  const organisation = policies.current().directory.findOrganisation(id);
  if (organisation === undefined) throw new Error('an organisation that signals is not in the directory');
  return {
    subject: SUBJECT,
    name: null,
    organisation: id,
    agency: organisation.agency,
    role: 'PARTNER_SYSTEM',
    areas: organisation.areas,
    team: null,
    purposes: [],
    expiresAt: Math.floor(Date.now() / 1_000) + A_MINUTE_SECONDS,
  };
}
