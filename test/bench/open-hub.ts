import os from 'node:os';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createAuthenticator } from '../../gateway/auth/authenticate';
import { createDevelopmentIssuer } from '../../gateway/auth/development-issuer';
import { parseJustification, parsePurpose } from '../../gateway/auth/purpose';
import { createSigner, type SignRequest } from '../../gateway/auth/sign';
import { readConfig, type GatewayConfig } from '../../gateway/config';
import type { HubContext } from '../../gateway/hub/context';
import { createHubExecutor, type HubAnswer } from '../../gateway/hub/execute';
import { createIdentityHasher } from '../../gateway/hub/identity';
import { noticesTo } from '../../gateway/hub/notices';
import { createCheckpointLog } from '../../gateway/audit/checkpoint-reader';
import { createReviewClock } from '../../gateway/hub/review-clock';
import { createHubSchema } from '../../gateway/hub/schema';
import type { Caller } from '../../gateway/request';
import { createDatabase } from '../../gateway/store/database';
import { createDisclosureLog } from '../../gateway/store/disclosures';
import { createHubStore } from '../../gateway/store/hub-store';
import { hashRules } from '../../gateway/store/policies';
import { createPolicySource } from '../../gateway/store/policy-source';
import { readHubDatabaseUrl, readIndexKey } from '../../gateway/store/settings';

/** What a gateway without decisions shares with the real one: its callers, its signer and the hub's own subgraph. */
export interface OpenHub {
  readonly config: GatewayConfig;
  readonly sign: SignRequest;
  readonly identify: (headers: Readonly<Record<string, unknown>>) => Promise<Caller>;
  readonly contextOf: (caller: Caller) => HubContext;
  readonly runHub: (query: string, variables: string, context: HubContext) => Promise<HubAnswer>;
}

/** Opens the hub's database and keys with nothing that decides. For the bench's own processes only. */
export async function openHub(env: NodeJS.ProcessEnv): Promise<OpenHub> {
  const config = readConfig(env);
  const pool = createDatabase(readHubDatabaseUrl(env));
  const policies = createPolicySource({ pool });
  await policies.start();
  const keyFile = path.join(config.dataFolder, 'keys', 'development-issuer.jwk.json');
  const authenticate = createAuthenticator({
    issuers: [await createDevelopmentIssuer({ environment: 'test', keyFile })],
    directory: { findOrganisation: (id) => policies.current().directory.findOrganisation(id) },
    now: Date.now,
    production: false,
  });
  const services = {
    store: createHubStore(pool),
    disclosures: createDisclosureLog(pool),
    hasher: createIdentityHasher(readIndexKey(env)),
    directory: () => policies.current().directory,
    lawfulBases: () => policies.current().bases,
    safeguardingMinimums: () => policies.current().minimums,
    recordChange: () => Promise.resolve(),
    hashRules,
    simulate: () => Promise.reject(new Error('the bench simulates no policy')),
    notices: noticesTo((line) => void process.stderr.write(line)),
    checkpoints: createCheckpointLog(os.tmpdir(), () => Promise.resolve('{}')),
    reviewClock: createReviewClock(),
    now: () => new Date(),
    newId: randomUUID,
    webhooks: { secretOf: () => '', findUrlFault: () => null },
    sharing: {
      mayKnowOf: (ids: readonly string[]) => Promise.resolve(new Set(ids)),
      found: () => Promise.resolve(),
      judgesSharing: async (_childId: string, judges: readonly string[]) => Promise.resolve(new Set(judges)),
      ownersToldOf: () => Promise.resolve([]),
      ownersToldBefore: () => Promise.resolve(new Map()),
      wouldOpen: () => Promise.resolve(false),
      forget: () => undefined,
      consentRaised: () => Promise.resolve(),
      explain: () => Promise.resolve([]),
      decisions: () => Promise.resolve([]),
    },
  };
  const executor = createHubExecutor(createHubSchema().schema, report);
  return {
    config,
    sign: createSigner({ privateJwk: config.signingKey }),
    identify: async (headers) => ({
      principal: await authenticate(String(headers['authorization'])),
      purpose: parsePurpose(headers['sightline-purpose']),
      justification: parseJustification(headers['sightline-justification']),
    }),
    contextOf: (caller) => ({ ...caller, hub: { ...services } }),
    runHub: (query, variables, context) => executor.run({ query, variables }, context),
  };
}

/** A gateway of the bench must not fail in silence. */
export function report(error: unknown): void {
  process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
