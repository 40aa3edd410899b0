/** Jest's globalTeardown: stops the PostgreSQL that globalSetup started. */
module.exports = async (): Promise<void> => {
  await globalThis.sightlineTestPostgres?.stop();
};
