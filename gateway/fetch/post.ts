import type { Dispatcher, Pool } from 'undici';

export interface PostRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From sending to the last byte of the answer. */
  readonly deadlineMs: number;
  /** An answer of more bytes than this is broken off. */
  readonly maxBytes: number;
}

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends one POST request and reads the whole answer. Rejects when it is too late, too large or broken off.
 * Written on undici's dispatch because a stream and an abort signal for each answer cost as much CPU as all the rest.
 */
export function post(pool: Pool, request: PostRequest): Promise<PostAnswer> {
  const { path, headers, body } = request;
  return new Promise((resolve, reject) => {
    const collector = new AnswerCollector(request, { resolve, reject });
    pool.dispatch({ path, method: 'POST', headers, body }, collector);
  });
}

interface Settle {
  readonly resolve: (answer: PostAnswer) => void;
  readonly reject: (error: Error) => void;
}

class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #settle: Settle;
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #failure: Error | null = null;
  #status = 0;
  #size = 0;
  readonly #chunks: Buffer[] = [];

  constructor({ deadlineMs, maxBytes }: PostRequest, settle: Settle) {
    this.#settle = settle;
    this.#maxBytes = maxBytes;
    this.#timer = setTimeout(() => this.#fail(new Error('the answer came too late')), deadlineMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // INVARIANT: a request that waited for a connection beyond its deadline is not sent any more.
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) this.#fail(new Error('the answer is too large'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const [first] = this.#chunks;
    const whole = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.#settle.resolve({ status: this.#status, text: whole.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    clearTimeout(this.#timer);
    this.#settle.reject(error);
    this.#controller?.abort(error);
  }
}
