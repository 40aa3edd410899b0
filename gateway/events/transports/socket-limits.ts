import type { SeatLimits } from './seats';

/** What one connection, and all of them together, may take. */
export interface SocketLimits extends SeatLimits {
  readonly initMs: number;
  readonly messageBytes: number;
  readonly subscriptions: number;
  readonly pingMs: number;
  /** Bytes that may wait for a client, and how long a message may, before its connection is closed. */
  readonly bufferedBytes: number;
  readonly stuckMs: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  total: 10_000,
  perOrganisation: 2_500,
  initMs: 3_000,
  messageBytes: 65_536,
  subscriptions: 20,
  pingMs: 15_000,
  bufferedBytes: 1_048_576,
  stuckMs: 10_000,
};

/** Why a connection is closed: RFC 6455 section 7.4, its registry, and the codes of graphql-transport-ws. */
export const CLOSE = {
  restart: 1012,
  tryAgainLater: 1013,
  forbidden: 4403,
} as const;
