/** The boundaries of the layout: a folder is a stage, stages meet only in the pipeline, owners meet only over HTTP. */
const STAGES = '^gateway/(auth|plan|fetch|shape|audit|events)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'schema-stands-alone',
      comment: 'The contract imports nothing of ours.',
      severity: 'error',
      from: { path: '^schema/' },
      to: { path: '^(gateway|subgraphs|test)/' },
    },
    {
      name: 'gateway-and-subgraphs-meet-over-http',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^subgraphs/' },
    },
    {
      name: 'subgraphs-never-import-the-gateway',
      severity: 'error',
      from: { path: '^subgraphs/' },
      to: { path: '^gateway/' },
    },
    {
      name: 'one-agency-never-imports-another',
      severity: 'error',
      from: { path: '^subgraphs/(police|council|charity)/' },
      to: { path: '^subgraphs/(police|council|charity)/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'kit-knows-no-agency',
      severity: 'error',
      from: { path: '^subgraphs/kit/' },
      to: { path: '^subgraphs/(police|council|charity)/' },
    },
    {
      name: 'ways-of-events-are-apart',
      comment:
        'What subscribers hold open, what is sent to webhooks and what the hub itself does about events share the log alone.',
      severity: 'error',
      from: { path: '^gateway/events/(relays|transports|webhooks)/' },
      to: { path: '^gateway/events/(relays|transports|webhooks)/', pathNot: '^gateway/events/$1/' },
    },
    {
      name: 'policy-is-pure',
      comment: 'No I/O, no clock, nothing but the vocabulary of the schema.',
      severity: 'error',
      from: { path: '^gateway/policy/' },
      to: { pathNot: '^(gateway/policy/|schema/vocabulary\\.ts$)|(^|/)node_modules/lru-cache/' },
    },
    {
      name: 'stages-do-not-import-each-other',
      severity: 'error',
      from: { path: STAGES },
      to: { path: STAGES, pathNot: '^gateway/$1/' },
    },
    {
      name: 'stages-do-not-reach-up',
      severity: 'error',
      from: { path: STAGES },
      to: {
        path: '^gateway/((hub|store|console|launch|http|answer|delivery|wiring)/|(main|start|foreign|pipeline|config)\\.ts$)',
      },
    },
    {
      name: 'store-is-wired-in-main',
      comment: 'A stage declares the port that it needs in a file of its own; programs (main, start, load) wire it.',
      severity: 'error',
      from: {
        path: '^gateway/',
        pathNot: '^gateway/((store|launch|wiring)/|(main|start|hub/load|delivery/event-answers)\\.ts$)',
      },
      to: { path: '^gateway/store/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'wiring-is-for-programs',
      comment: 'What puts parts together is known to none of them.',
      severity: 'error',
      from: { path: '^gateway/', pathNot: '^gateway/(wiring/|(main|start|foreign)\\.ts$)' },
      to: { path: '^gateway/wiring/' },
    },
    {
      name: 'console-is-a-client',
      comment: 'Pages know what the public API answers to the token of whoever is signed in, and nothing else.',
      severity: 'error',
      from: { path: '^gateway/console/' },
      to: { path: '^(gateway|schema|subgraphs)/', pathNot: '^(gateway/console/|schema/(vocabulary|meanings)\\.ts$)' },
    },
    { name: 'nothing-imports-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
