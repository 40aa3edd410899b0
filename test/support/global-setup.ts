import { startPostgres, type TestPostgres } from './postgres';

declare global {
  var sightlineTestPostgres: TestPostgres | undefined;
}

/** Jest's globalSetup: one PostgreSQL for the whole run. Test files take a database each. */
module.exports = async (): Promise<void> => {
  globalThis.sightlineTestPostgres = await startPostgres();
};
