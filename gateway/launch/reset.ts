import fs from 'node:fs';
import { findClusterFolder, removeDataFolder } from './data-folder';
import { messageOf } from './failure';
import { takeLock } from './lock';
import { stopSurvivor } from './postgres';
import { dataFolderOf } from './settings';

/** `npm run reset`: removes the data folder, unless a hub runs with it. */
async function main(): Promise<void> {
  const dataFolder = dataFolderOf(process.env);
  if (!fs.existsSync(dataFolder)) {
    process.stdout.write(`there is no data folder ${dataFolder}: nothing to remove\n`);
    return;
  }
  const lock = takeLock(dataFolder);
  try {
    const cluster = findClusterFolder(dataFolder);
    if (cluster !== null) await stopSurvivor(cluster);
    removeDataFolder(dataFolder);
    process.stdout.write(`removed ${dataFolder}: the next start makes everything anew\n`);
  } finally {
    lock.release();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`reset: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
