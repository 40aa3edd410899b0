import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from './client';
import type { ExtraGateway } from './extra-gateway';
import type { TestHub } from './running-hub';
import type { follow, Subscriber } from './subscriber';

interface ReaderOptions {
  readonly hub: TestHub;
  readonly other: ExtraGateway;
  readonly person: Person;
  /** Its position among the people; at which gateway it begins. */
  readonly index: number;
  readonly types: readonly string[];
  readonly by: typeof follow;
}

/** A subscriber that comes again at the next gateway whenever its stream breaks, behind the last event that it was given. */
export class Reader {
  readonly seen: string[] = [];
  readonly errors: string[] = [];
  readonly index: number;
  readonly person: Person;
  readonly #options: ReaderOptions;
  #subscriber: Subscriber | null = null;
  #after: string | null = null;
  #taken = 0;
  #turns: number;
  #isStopped = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.index = options.index;
    this.person = options.person;
    this.#turns = options.index;
  }

  async start(): Promise<void> {
    const { hub } = this.#options;
    await hub.tokenOf(this.person);
    await this.#connect();
    void this.#watch();
  }

  stop(): void {
    this.#isStopped = true;
    this.#subscriber?.stop();
  }

  async #connect(): Promise<void> {
    const { hub, other, person, by, types } = this.#options;
    const url = this.#turns++ % 2 === 0 ? hub.url : other.url;
    this.#taken = 0;
    this.#subscriber = await by({ url, hub, person, variables: { after: this.#after, types } });
  }

  async #watch(): Promise<void> {
    while (!this.#isStopped) {
      await sleep(20);
      this.#take();
      const isBroken = this.#subscriber!.isOver() || this.#subscriber!.closed() !== null;
      if (!isBroken || this.#isStopped) continue;
      this.#take();
      this.#subscriber!.stop();
      await this.#connect().catch(() => undefined);
    }
  }

  #take(): void {
    const { events, errors } = this.#subscriber!;
    for (const event of events.slice(this.#taken)) {
      this.seen.push(event.id);
      this.#after = event.cursor;
    }
    this.#taken = events.length;
    for (const { message, extensions } of errors.splice(0)) {
      if (extensions['code'] !== undefined) this.errors.push(message);
    }
  }
}
