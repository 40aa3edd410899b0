/** The advisory locks of the hub's database. INVARIANT: every number here differs; one may be held for as long as a process lives. */
export const ADVISORY_LOCKS = {
  /** Gateways that start together migrate one after the other. */
  migrations: 7_416_302,
  /** Held by the collector of events for as long as its session. */
  collector: 7_416_303,
  /** Changes of one organisation's webhooks, one after the other. */
  webhooks: 7_416_304,
  /** The partitions of the audit log are made by one at a time. */
  auditPartitions: 7_416_305,
  /** One step in the life of any policy at a time. */
  policyLife: 7_416_306,
} as const;
