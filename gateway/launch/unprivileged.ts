import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from './failure';

/** The user as which PostgreSQL runs. Both absent: the user who runs us. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root, so root hands it to a user who owns nothing of ours; nobody else has to change. */
export function chooseRunAs(): RunAs {
  if (process.getuid?.() !== 0) return {};
  const passwd = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = passwd.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined && Number(uid) !== 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65534, gid: 65534 };
}

/** Says whether the user can pass through every folder down to `target`; a folder that does not exist yet stops nobody. */
export function canReach(target: string, runAs: RunAs): boolean {
  if (runAs.uid === undefined) return true;
  let folder = path.resolve(target);
  while (folder !== path.dirname(folder)) {
    folder = path.dirname(folder);
    if (fs.existsSync(folder) && !mayEnter(fs.statSync(folder), runAs)) return false;
  }
  return true;
}

function mayEnter(stat: fs.Stats, { uid, gid }: RunAs): boolean {
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}

/**
 * Gives a folder that root owns and anyone may enter, for what the checkout's own folder hides from the other user.
 * INVARIANT: what root runs or trusts lies only where no other user could have put it first.
 */
export function reachableFolder(): string {
  for (const base of ['/var/lib', '/var/tmp', '/tmp']) {
    const folder = path.join(base, 'sightline');
    if (makeFolder(folder) && isOurs(folder) && canReach(path.join(folder, 'any'), { uid: 65534, gid: 65534 })) {
      return folder;
    }
  }
  throw new Error('found no folder for PostgreSQL that both root and an unprivileged user can reach');
}

function makeFolder(folder: string): boolean {
  try {
    fs.mkdirSync(folder, { mode: 0o755 });
  } catch (error) {
    return codeOf(error) === 'EEXIST';
  }
  return true;
}

function isOurs(folder: string): boolean {
  const stat = fs.lstatSync(folder);
  return stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
}
