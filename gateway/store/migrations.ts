import { type Migration } from './migrate';
import { HUB } from './migrations/0001-hub';

/** Every step of the hub's database, oldest first. */
export const MIGRATIONS: readonly Migration[] = [HUB];
