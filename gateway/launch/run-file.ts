import path from 'node:path';
import type { Sector } from '../../schema/vocabulary';
import { findText, writePrivately } from './private-file';

export type DatabaseUrls = Record<Sector, string>;

/** Writes `run.json`, from which a subgraph or gateway that is started alone learns its database. */
export function writeRunFile(dataFolder: string, databases: DatabaseUrls): void {
  writePrivately(path.join(dataFolder, 'run.json'), `${JSON.stringify({ databases }, null, 2)}\n`);
}

/** The embedded server's port of the last run, so that addresses outlive a restart when the port is still free. */
export function lastPostgresPort(dataFolder: string): number | null {
  const text = findText(path.join(dataFolder, 'postgres-port'));
  return text === null || !/^\d+$/.test(text) ? null : Number(text);
}

export function keepPostgresPort(dataFolder: string, port: number): void {
  writePrivately(path.join(dataFolder, 'postgres-port'), String(port));
}
