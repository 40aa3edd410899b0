import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Stream, StreamPort } from './ports';

/** How often a silent stream shows that it is alive. */
const PING_MS = 15_000;
/** How long an event may wait for its client. */
const STUCK_MS = 10_000;

export interface EventStreamOptions {
  readonly port: Pick<StreamPort, 'publish' | 'cursorOf'>;
  /** Ends the stream without a word, so that the client comes again. */
  readonly signal: AbortSignal;
}

/**
 * Writes a subscription as server-sent events in distinct connections mode
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). Resolves when it has ended, from whichever side.
 * INVARIANT: an event is asked for only once the one before it has left: a client that does not read holds up itself.
 */
export async function writeEventStream(
  response: ServerResponse,
  stream: Stream,
  options: EventStreamOptions,
): Promise<void> {
  const end = (): void => void stream.return?.();
  const cut = (): void => void response.destroy();
  response.once('close', end);
  options.signal.addEventListener('abort', cut);
  // Neither tells again what happened while the stream was being opened.
  if (options.signal.aborted) cut();
  if (response.destroyed) end();
  const ping = setInterval(() => response.write(':\n\n'), PING_MS).unref();
  try {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store',
      'x-accel-buffering': 'no',
      'sightline-cursor': options.port.cursorOf(stream.place()),
    });
    response.write(':\n\n');
    for await (const result of stream) await write(response, `event: next\ndata: ${textOf(result, options)}\n\n`);
    await write(response, 'event: complete\ndata: \n\n');
  } finally {
    clearInterval(ping);
    options.signal.removeEventListener('abort', cut);
    response.off('close', end);
    response.end();
  }
}

/** A stream of one result: why there is none. */
export function refusalStream(error: unknown, port: Pick<StreamPort, 'publish'>): string {
  return `event: next\ndata: ${JSON.stringify({ errors: [port.publish(error).toJSON()] })}\n\nevent: complete\ndata: \n\n`;
}

function textOf({ errors, ...rest }: ExecutionResult, { port }: EventStreamOptions): string {
  return JSON.stringify(errors ? { ...rest, errors: errors.map((error) => port.publish(error).toJSON()) } : rest);
}

function write(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const stuck = setTimeout(() => response.destroy(), STUCK_MS);
    response.once('close', resolve);
    response.write(text, () => {
      clearTimeout(stuck);
      response.off('close', resolve);
      resolve();
    });
  });
}
