import type { DocumentNode, GraphQLError } from 'graphql';
import type { AuditEntry } from './audit/entry';
import type { Principal } from './auth/principal';
import type { LogEntry } from './events/event-log';
import type { Contacts } from './answer/explain-answer';
import type { OwnerAnswer } from './fetch/answer';
import type { OwnerRequest } from './fetch/execute';
import type { Executions } from './fetch/executions';
import type { Gate } from './fetch/gate';
import type { Operation, Operations } from './operations';
import type { LedgerLine, Withheld } from './policy/ledger';
import type { ReferenceKind } from './plan/references';
import type { Handling, Purpose } from '../schema/vocabulary';

/** Who asks, and what for. */
export interface Caller {
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  readonly justification: string | null;
  /** Of the children whom the operation writes about, those with whom the caller's organisation is involved; of an advocate, those allocated. */
  readonly involvedWith?: readonly string[];
  /** Whether the hub itself acts, on what it was told of: no token of a client's says so. */
  readonly byHub?: boolean;
}

/** On whose behalf owners are asked, and for which event of a subscription. */
export interface Asked {
  readonly caller: Caller;
  readonly event?: LogEntry;
}

/** One validated GraphQL operation of one caller. */
export interface Request extends Asked {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text. */
  readonly hash: string;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The answer: `data` as JSON text that is written already. */
export interface Answer {
  readonly data: string;
  readonly errors: readonly GraphQLError[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Everything decided in one request, and the account of it. */
export interface RequestDisclosure extends Gate {
  withheld(): Withheld[];
  lines(): LedgerLine[];
  /** Whether what it was decided by is still so. Absent where nothing is decided. */
  holds?(): Promise<boolean>;
}

/** What the stages need from outside. */
export interface PipelineServices {
  readonly operations: Operations;
  /** Opens the decisions of one request. Throws POLICY_UNAVAILABLE when no policy can be confirmed. */
  readonly disclose: (caller: Caller, event?: LogEntry) => RequestDisclosure;
  readonly send: (request: OwnerRequest, asked: Asked, disclosure: RequestDisclosure) => Promise<OwnerAnswer>;
  /** How the record of an event is marked now; null when its owner has it no more. Absent: as it was signalled. */
  readonly findMarking?: (event: LogEntry) => Promise<Handling | null>;
  /** Lets subscribers for whom an event is decided alike have one execution; absent: each has its own. */
  readonly executions?: Executions;
  /** Commits an entry to the log. Throws AUDIT_UNAVAILABLE. */
  readonly record: (entry: AuditEntry) => Promise<void>;
  readonly policyVersion: (owner: string) => string;
  /** Grows with every change of the policies; absent where there are none. Throws POLICY_UNAVAILABLE. */
  readonly epoch?: () => number;
  /** Whether the directory has an organisation or an area of this id; absent where there is no directory. */
  readonly isKnown?: (kind: ReferenceKind, id: string) => boolean;
  /** Those of these children with whom somebody works; absent where there is no hub. */
  readonly findInvolved?: (childIds: readonly string[], principal: Principal) => Promise<string[]>;
  readonly contacts: Contacts;
  readonly newId: () => string;
}

/** A request that is planned and found right. */
export interface Prepared {
  readonly request: Request;
  readonly operation: Operation;
  /** Coerced, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
}
