import { HubRefusal, credentialsOf } from './hub-client';
import type { Session } from './session';

/** Takes a file from the hub in the name of whoever is signed in. `path`: with its query. */
export type TakeFile = (
  session: Pick<Session, 'token' | 'purpose' | 'justification'>,
  path: string,
) => Promise<ReadableStream<Uint8Array>>;

interface RefusedFile {
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** Creates the way to the hub's files at an origin. The result rejects with HubRefusal unless there is the file. */
export function createFileTaker(origin: () => string): TakeFile {
  return async (session, path) => {
    const response = await fetch(`${origin()}${path}`, { headers: credentialsOf(session) });
    if (response.ok && response.body) return response.body;
    const { errors = [] } = (await response.json()) as RefusedFile;
    throw new HubRefusal(
      errors.map(({ message, extensions = {} }) => ({
        code: typeof extensions['code'] === 'string' ? extensions['code'] : 'INTERNAL',
        message,
        path: [],
        extensions,
      })),
    );
  };
}
