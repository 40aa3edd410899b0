import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Position } from '../signal';

/** Who a connection belongs to. */
export interface Subscriber {
  readonly subject: string;
  readonly organisation: string;
  readonly role: string;
  /** Epoch seconds at which its token ends. */
  readonly expiresAt: number;
}

/** What a client said of itself; the same over HTTP, in connection parameters and in a subscribe message. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly purpose: unknown;
  readonly justification: unknown;
}

export interface StreamRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the client says of itself at this moment: a token may have been replaced. */
  readonly credentials: () => Credentials;
}

/** Results, one for each event. */
export interface Stream extends AsyncIterableIterator<ExecutionResult> {
  place(): Position;
}

/** What the transports of subscriptions need; the same for all of them. */
export interface StreamPort {
  /** Throws UNAUTHENTICATED. INVARIANT: the same as for requests over HTTP. */
  authenticate(authorization: string | undefined): Promise<Subscriber>;
  /** Calls back whenever sessions of this subject may have ended, until the returned function is called. */
  watchSessions(subject: string, look: () => void): () => void;
  /** Rejects with an error that `publish` makes readable. */
  subscribe(request: StreamRequest): Promise<Stream>;
  /** The public form of any error. */
  publish(error: unknown): GraphQLError;
  cursorOf(position: Position): string;
  /** The cursor behind everything that has happened so far. */
  cursorNow(): Promise<string>;
}
