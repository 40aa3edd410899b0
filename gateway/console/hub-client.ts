import type { DataCategory, DisclosureLevel, WithheldReason } from '../../schema/vocabulary';
import type { Session } from './session';

/** A part of an answer that an owner keeps to itself. */
export interface Withheld {
  /** Names of fields from the root, `*` for every position in a list. */
  readonly path: readonly string[];
  /** Null where even who it is stays unnamed. */
  readonly owner: string | null;
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
  readonly granted: DisclosureLevel;
  readonly reason: WithheldReason;
  readonly contact: Contact | null;
  readonly breakGlass: boolean;
  readonly count: number;
}

/** Whom to ask. */
export interface Contact {
  readonly name: string;
  readonly role?: string | null;
  readonly email?: string | null;
  readonly telephone?: string | null;
}

/** An error of a part of an answer. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface Answer<T> {
  readonly data: T;
  /** Errors beside data: an owner that does not answer. */
  readonly faults: readonly Fault[];
  readonly withheld: readonly Withheld[];
  readonly decisionId: string | null;
}

/** What is asked of the hub. */
export interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The child that it is about: the justification given for this child goes with it. */
  readonly about?: string;
}

/** That the hub refused a whole question. */
export class HubRefusal extends Error {
  readonly code: string;
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults[0]?.message ?? 'the hub did not answer');
    this.name = 'HubRefusal';
    this.code = faults[0]?.code ?? 'INTERNAL';
    this.faults = faults;
  }
}

/** Asks the hub's public API in the name of whoever is signed in. */
export type AskHub = <T>(
  session: Pick<Session, 'token' | 'purpose' | 'justification'>,
  question: Question,
) => Promise<Answer<T>>;

/** What was asked, or null where its owner does not answer: for a page that has more to say than that. */
export async function unlessUnavailable<T>(asked: Promise<Answer<T>>): Promise<Answer<T> | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HubRefusal && error.code === 'OWNER_UNAVAILABLE') return null;
    throw error;
  }
}

const TIMEOUT_MS = 20_000;

/** Codes of errors beside which the rest of an answer stands. */
const PARTIAL: ReadonlySet<string> = new Set(['OWNER_UNAVAILABLE']);

/**
 * Creates the client of the API at an address. The result rejects with HubRefusal unless the answer has data and no
 * errors but those of owners that do not answer.
 */
export function createHubClient(url: () => string): AskHub {
  return async <T>(session: Pick<Session, 'token' | 'purpose' | 'justification'>, question: Question) => {
    const response = await fetch(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentialsOf(session, question.about) },
      body: JSON.stringify({ query: question.query, variables: question.variables ?? {} }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return readAnswer<T>(await response.json());
  };
}

/** The headers by which the hub knows who asks and what for; the justification in UTF-8, as the hub reads it. */
export function credentialsOf(
  { token, purpose, justification }: Pick<Session, 'token' | 'purpose' | 'justification'>,
  about?: string,
): Record<string, string> {
  const reason = justification !== null && justification.childId === about ? justification.text : null;
  return {
    authorization: `Bearer ${token}`,
    ...(purpose === null ? {} : { 'sightline-purpose': purpose }),
    ...(reason === null ? {} : { 'sightline-justification': Buffer.from(reason, 'utf8').toString('latin1') }),
  };
}

interface RawError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

interface RawAnswer {
  readonly data?: unknown;
  readonly errors?: readonly RawError[];
  readonly extensions?: {
    readonly disclosure?: { readonly decisionId?: string; readonly withheld?: readonly Withheld[] };
  };
}

function readAnswer<T>(body: unknown): Answer<T> {
  const { data, errors = [], extensions } = body as RawAnswer;
  const faults = errors.map(faultOf);
  if (data == null || faults.some(({ code }) => !PARTIAL.has(code))) throw new HubRefusal(faults);
  const { decisionId = null, withheld = [] } = extensions?.disclosure ?? {};
  return { data: data as T, faults, withheld, decisionId };
}

function faultOf({ message, path = [], extensions = {} }: RawError): Fault {
  const { code } = extensions;
  return { code: typeof code === 'string' ? code : 'INTERNAL', message, path, extensions };
}
