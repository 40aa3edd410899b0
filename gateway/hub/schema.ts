import 'reflect-metadata';
import { findArea, findOrganisation } from './directory-view';
import { type HubContext } from './context';
import { buildFederatedSchema, type FederatedSchema } from './federation';
import { resolveConsent, resolveInvolvement } from './records';
import { ChildResolver } from './resolvers/child';
import { DirectoryResolver } from './resolvers/directory';
import { ViewerResolver } from './resolvers/viewer';

/**
 * Creates the hub's own subgraph. No I/O: everything that resolvers need comes in the context value (`HubContext`).
 * The SDL is what the composition reads; the schema answers `_entities` like any other subgraph's.
 */
export function createHubSchema(): FederatedSchema {
  return buildFederatedSchema([ViewerResolver, DirectoryResolver, ChildResolver], {
    Child: ({ id }: { id: string }) => ({ id }),
    Organisation: ({ id }: { id: string }, context: HubContext) => findOrganisation(context, id),
    Area: ({ code }: { code: string }, context: HubContext) => findArea(context, code),
    Involvement: resolveInvolvement,
    Consent: resolveConsent,
  });
}
