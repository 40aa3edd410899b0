import { backOffMs } from '../back-off';
import type { LogEntry } from '../event-log';
import { pause } from '../pause';
import type { Relay } from './relay';

/** An event on which a relay could not act. */
export interface OwedEvent {
  readonly entry: LogEntry;
  /** How often it has been tried again. */
  readonly attempts: number;
}

/** What relays owe, by their names; it outlives their processes, and all gateways of a hub share it. */
export interface OwedEvents {
  /** Whether a relay owes something that the same owner signalled of the same child. */
  owes(relay: string, entry: LogEntry): Promise<boolean>;
  /** Notes an event, to be tried again after so long. One that is noted already stays as it is. */
  add(relay: string, entry: LogEntry, ms: number): Promise<void>;
  /** Takes one that is due, and the first of its owner's that is owed about its child. Nobody else gets it for a minute. */
  claim(relay: string): Promise<OwedEvent | null>;
  settle(relay: string, owed: OwedEvent): Promise<void>;
  postpone(relay: string, owed: OwedEvent, ms: number): Promise<void>;
  count(relay: string): Promise<number>;
}

export interface OwingOptions {
  readonly owed: OwedEvents;
  readonly name: string;
  readonly relay: Relay;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  /** Writes a line for the operator. */
  readonly alarm: (line: string) => void;
}

/** A relay that holds up nothing, and the work of acting later on what it owes. */
export interface Owing extends Relay {
  /** Acts on what is owed, for as long as the signal lets it. */
  repay(signal: AbortSignal): Promise<void>;
}

const FIRST_MS = 1_000;
const LONGEST_MS = 120_000;
const POLL_MS = 1_000;
/** While an owner is down all that concerns it fails: so long between two failures, that they take no time from others. */
const AFTER_FAILURE_MS = 250;
const TELL_EVERY_MS = 60_000;
/** Attempts at once: an owner that hangs takes the whole deadline of each, and others wait their turn behind it. */
const AT_ONCE = 8;
/** What takes longer to fail holds up the log's reader: for a while then the events of the same owner are owed at once. */
const SLOW_MS = 250;
const AWAY_MS = 5_000;

/**
 * Makes a relay note what it cannot act on, such as while an owner is down, and go on. INVARIANT: it acts on an owner's
 * events of a child in the order of the log: what comes after one that is owed is owed as well. No owner holds up another's:
 * a council must hear of a referral whatever became of a charity's signal about the same child.
 */
export function createOwing(options: OwingOptions): Owing {
  const { owed, name, relay, report, alarm } = options;
  const tell = createTelling((error) => {
    report(error);
    const say = (count: number): void => {
      if (count > 0) alarm(`${name}: ${count} events could not be acted on yet, and are tried again`);
    };
    return owed.count(name).then(say, report);
  });

  const away = createAway();
  async function takeNow(entry: LogEntry): Promise<void> {
    const begun = performance.now();
    try {
      await relay.take(entry);
    } catch (error) {
      away.note(entry, begun);
      await owed.add(name, entry, FIRST_MS);
      await tell(error);
    }
  }

  return {
    types: relay.types,
    async take(entry) {
      if (away.has(entry) || (await owed.owes(name, entry))) return owed.add(name, entry, 0);
      return takeNow(entry);
    },
    repay: createRepaying(options, tell),
  };
}

type Tell = (error: unknown) => Promise<void>;

function createRepaying({ owed, name, relay, random }: OwingOptions, tell: Tell): Owing['repay'] {
  async function takeAgain(due: OwedEvent): Promise<boolean> {
    try {
      await relay.take(due.entry);
    } catch (error) {
      await owed.postpone(name, due, backOffMs(due.attempts + 2, random(), LONGEST_MS));
      await tell(error);
      return false;
    }
    await owed.settle(name, due);
    return true;
  }

  /** Gives for each attempt whether it succeeded. */
  async function takeSome(): Promise<boolean[]> {
    const attempts: Promise<boolean>[] = [];
    const failed = async (error: unknown): Promise<false> => {
      await tell(error);
      return false;
    };
    while (attempts.length < AT_ONCE) {
      const due = await owed.claim(name).catch(failed);
      if (due === null || due === false) break;
      attempts.push(takeAgain(due).catch(failed));
    }
    return Promise.all(attempts);
  }

  return async (signal) => {
    while (!signal.aborted) {
      const taken = await takeSome();
      if (taken.length === 0) await pause(POLL_MS, signal);
      else if (taken.includes(false)) await pause(AFTER_FAILURE_MS, signal);
    }
  };
}

/** The owners whose events took long to fail, for a while. */
function createAway() {
  const until = new Map<string, number>();
  return {
    has: ({ ownerId }: LogEntry): boolean => performance.now() < (until.get(ownerId) ?? 0),
    note({ ownerId }: LogEntry, begun: number): void {
      const now = performance.now();
      if (now - begun >= SLOW_MS) until.set(ownerId, now + AWAY_MS);
    },
  };
}

/** Tells of the first failure, and then of one a minute: an owner that is down fills no log. */
function createTelling(tell: Tell): Tell {
  let toldAt = -Infinity;
  return async (error) => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    await tell(error);
  };
}
