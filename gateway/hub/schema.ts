import 'reflect-metadata';
import { findArea, findOrganisation } from './directory-view';
import { type HubContext } from './context';
import { buildFederatedSchema, type FederatedSchema } from './federation';
import { resolveConsent, resolveInvolvement } from './records';
import { AllocateChildResolver } from './resolvers/allocate-child';
import { AreaPictureResolver } from './resolvers/area-picture';
import { CheckPolicyResolver } from './resolvers/check-policy';
import { BreakGlassResolver } from './resolvers/break-glass';
import { CheckpointsResolver } from './resolvers/checkpoints';
import { ChildResolver } from './resolvers/child';
import { ChildEventsResolver } from './resolvers/child-events';
import { DirectoryResolver } from './resolvers/directory';
import { DisclosuresResolver } from './resolvers/disclosures';
import { FindChildrenResolver } from './resolvers/find-children';
import { DraftPolicyResolver } from './resolvers/draft-policy';
import { LawfulBasesResolver } from './resolvers/lawful-bases';
import { PoliciesResolver } from './resolvers/policies';
import { PolicyLifeResolver } from './resolvers/policy-life';
import { RecordJudgementsResolver } from './resolvers/record-judgements';
import { RegisterChildResolver } from './resolvers/register-child';
import { SharingResolver } from './resolvers/sharing';
import { SimulatePolicyResolver } from './resolvers/simulate-policy';
import { SafeguardingMinimumResolver } from './resolvers/safeguarding-minimum';
import { ViewerResolver } from './resolvers/viewer';
import { WebhooksResolver } from './resolvers/webhooks';

const RESOLVERS = [
  ViewerResolver,
  DirectoryResolver,
  ChildResolver,
  FindChildrenResolver,
  SharingResolver,
  DisclosuresResolver,
  PoliciesResolver,
  DraftPolicyResolver,
  PolicyLifeResolver,
  CheckPolicyResolver,
  SimulatePolicyResolver,
  LawfulBasesResolver,
  SafeguardingMinimumResolver,
  RegisterChildResolver,
  RecordJudgementsResolver,
  BreakGlassResolver,
  CheckpointsResolver,
  AllocateChildResolver,
  AreaPictureResolver,
  ChildEventsResolver,
  WebhooksResolver,
] as const;

/**
 * Creates the hub's own subgraph. No I/O: everything that resolvers need comes in the context value (`HubContext`).
 * The SDL is what the composition reads; the schema answers `_entities` like any other subgraph's.
 */
export function createHubSchema(): FederatedSchema {
  return buildFederatedSchema(RESOLVERS, {
    Child: ({ id }: { id: string }) => ({ id }),
    Organisation: ({ id }: { id: string }, context: HubContext) => findOrganisation(context, id),
    Area: ({ code }: { code: string }, context: HubContext) => findArea(context, code),
    Involvement: resolveInvolvement,
    Consent: resolveConsent,
  });
}
