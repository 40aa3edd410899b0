import { SECTORS, type Sector } from '../../schema/vocabulary';
import type { KeyFiles } from './keys';
import type { DatabaseUrls } from './run-file';
import { addressOf, databaseVariable, type Settings } from './settings';

/** The environment of each owner's programs; `hub` is the gateway's process too. */
export type Environments = Record<Sector, NodeJS.ProcessEnv>;

/**
 * Gives each process what it needs, told explicitly, and of secrets only its own: a subgraph gets neither another owner's
 * database nor the gateway's private key.
 */
export function hubEnvironments(from: {
  settings: Settings;
  keys: KeyFiles;
  databases: DatabaseUrls;
  inherited: NodeJS.ProcessEnv;
}): Environments {
  const { settings, keys, databases } = from;
  const inherited = { ...from.inherited };
  for (const sector of SECTORS) delete inherited[databaseVariable(sector)];
  const hubKeys = {
    GATEWAY_SIGNING_KEY: inherited['GATEWAY_SIGNING_KEY'] || keys.gatewaySigningKey,
    // Without it the hub reads the key file that lies in the data folder.
    ...(inherited['HUB_INDEX_KEY'] ? { HUB_INDEX_KEY: inherited['HUB_INDEX_KEY'] } : {}),
  };
  const councilKey = inherited['COUNCIL_SIGNING_KEY'];
  for (const secret of ['GATEWAY_SIGNING_KEY', 'HUB_INDEX_KEY', 'COUNCIL_SIGNING_KEY']) delete inherited[secret];
  const { gateway, police, council, charity } = settings.ports;
  const common = {
    ...inherited,
    SIGHTLINE_DATA: settings.dataFolder,
    HOST: settings.host,
    PORT: String(gateway.port),
    POLICE_PORT: String(police.port),
    COUNCIL_PORT: String(council.port),
    CHARITY_PORT: String(charity.port),
    GATEWAY_JWKS: inherited['GATEWAY_JWKS'] || keys.gatewayJwks,
  };
  // Told to the gateway, for they need not be where it would look when HOST is not the loopback address.
  const urls = {
    POLICE_URL: inherited['POLICE_URL'] || `${addressOf(police)}/graphql`,
    COUNCIL_URL: inherited['COUNCIL_URL'] || `${addressOf(council)}/graphql`,
    CHARITY_URL: inherited['CHARITY_URL'] || `${addressOf(charity)}/graphql`,
  };
  const of = (sector: Sector) => ({ ...common, [databaseVariable(sector)]: databases[sector] });
  return {
    police: of('police'),
    // Without it the council's subgraph makes a key in the data folder.
    council: { ...of('council'), ...(councilKey ? { COUNCIL_SIGNING_KEY: councilKey } : {}) },
    charity: of('charity'),
    hub: { ...of('hub'), ...urls, ...hubKeys },
  };
}
