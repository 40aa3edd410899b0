import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from './failure';
import { findText, writePrivately } from './private-file';
import { canReach, chooseRunAs, reachableFolder } from './unprivileged';

/** Says that a folder is ours to remove, and where its PostgreSQL keeps its files. */
const STAMP = 'sightline-data.json';

interface Stamp {
  cluster: string;
}

/** Makes the data folder where it is missing. */
export function makeDataFolder(dataFolder: string): void {
  fs.mkdirSync(path.dirname(dataFolder), { recursive: true });
  // PostgreSQL under another user must pass through to its own folder; it may not list ours.
  const mode = chooseRunAs().uid === undefined ? 0o700 : 0o711;
  try {
    fs.mkdirSync(dataFolder, { mode });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !fs.statSync(dataFolder).isDirectory()) throw error;
  }
}

/**
 * Gives the folder of the embedded PostgreSQL: in the data folder, or, when PostgreSQL runs as a user who cannot pass
 * through to there, in a place that root keeps for it. Once chosen it stays.
 */
export function clusterFolderOf(dataFolder: string): string {
  const known = readStamp(dataFolder);
  if (known !== null) return known.cluster;
  const inside = path.join(dataFolder, 'postgres');
  const cluster = canReach(inside, chooseRunAs()) ? inside : path.join(outsideFolder(dataFolder), 'postgres');
  fs.mkdirSync(path.dirname(cluster), { recursive: true });
  writePrivately(path.join(dataFolder, STAMP), JSON.stringify({ cluster } satisfies Stamp));
  return cluster;
}

function outsideFolder(dataFolder: string): string {
  const name = createHash('sha256').update(fs.realpathSync(dataFolder)).digest('hex').slice(0, 16);
  return path.join(reachableFolder(), name);
}

function readStamp(dataFolder: string): Stamp | null {
  const text = findText(path.join(dataFolder, STAMP));
  return text === null ? null : (JSON.parse(text) as Stamp);
}

/** The folder of PostgreSQL's files, or null when no hub ever ran with this data folder. */
export function findClusterFolder(dataFolder: string): string | null {
  return readStamp(dataFolder)?.cluster ?? null;
}

/** Removes the data folder and what belongs to it elsewhere. Throws when no hub ever ran with it. */
export function removeDataFolder(dataFolder: string): void {
  const cluster = findClusterFolder(dataFolder);
  // INVARIANT: a folder that we did not make our own is never removed, whatever SIGHTLINE_DATA says.
  if (cluster === null) {
    throw new Error(`${dataFolder} is no data folder of a hub (it has no ${STAMP}): nothing was removed`);
  }
  const outside = path.dirname(cluster);
  if (outside !== dataFolder) removeOutside(outside);
  fs.rmSync(dataFolder, { recursive: true, force: true });
}

function removeOutside(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    fs.rmdirSync(path.dirname(folder));
  } catch {
    // Other data folders have their place there too.
  }
}
