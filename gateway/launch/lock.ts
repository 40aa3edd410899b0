import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from './failure';

/** The right to use a data folder, held by one process at a time. */
export interface Lock {
  /** True when the last holder ended without giving the folder back. */
  wasAbandoned: boolean;
  release: () => void;
}

/**
 * Takes the data folder, or throws an error that names the process that has it.
 * A holder that is gone, or whose number belongs to another process by now, holds nothing.
 */
export function takeLock(dataFolder: string): Lock {
  const file = path.join(dataFolder, 'hub.lock');
  let wasAbandoned = false;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (tryToTake(file)) return { wasAbandoned, release: () => fs.rmSync(file, { force: true }) };
    const holder = readHolder(file);
    if (holder !== null && isStillThere(holder)) {
      throw new Error(
        `another hub (process ${holder.pid}) uses the data folder ${dataFolder}: ` +
          'stop it, or set SIGHTLINE_DATA to another folder',
      );
    }
    wasAbandoned = true;
    fs.rmSync(file, { force: true });
  }
  throw new Error(`cannot take the data folder ${dataFolder}: others keep taking it at the same moment`);
}

interface Holder {
  pid: number;
  /** When the process started, in the system's own terms; null where the system does not tell. */
  started: string | null;
}

function tryToTake(file: string): boolean {
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) };
  // Written beside and linked: whoever finds the lock finds it whole.
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isStillThere({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  return started === null || startOf(pid) === started;
}

/** Field 22 of /proc/<pid>/stat (proc(5)): with the number it names one process, however long ago. */
function startOf(pid: number): string | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
