import { repeat as repeatInGateway } from '../../gateway/repeat';
import { repeat as repeatInSubgraph } from '../../subgraphs/kit/repeat';

/** Something to wait for, and the means to let it happen. */
function aGate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

describe.each([
  ['a gateway', repeatInGateway],
  ['a subgraph', repeatInSubgraph],
])('work that %s repeats', (_, repeat) => {
  test('goes on after a failure, which is told, and ends when stopped', async () => {
    const third = aGate();
    const failures: unknown[] = [];
    let rounds = 0;
    const work = async (): Promise<void> => {
      rounds += 1;
      if (rounds === 3) third.open();
      if (rounds === 1) throw new Error('the first');
    };
    const repetition = repeat(work, 0, (error) => void failures.push(error));
    await third.passed;
    await repetition.stop();
    const done = rounds;
    await new Promise((resolve) => setImmediate(() => setTimeout(resolve, 1)));
    expect(rounds).toBe(done);
    expect(failures).toEqual([new Error('the first')]);
  });

  test('is waited for when it runs while it is stopped', async () => {
    const started = aGate();
    const finish = aGate();
    let isDone = false;
    const repetition = repeat(
      async () => {
        started.open();
        await finish.passed;
        isDone = true;
      },
      0,
      () => undefined,
    );
    await started.passed;
    const stopped = repetition.stop();
    finish.open();
    await stopped;
    expect(isDone).toBe(true);
  });
});

test('a subgraph tells its work to end', async () => {
  const started = aGate();
  const repetition = repeatInSubgraph(
    (signal) => {
      started.open();
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    },
    0,
    () => undefined,
  );
  await started.passed;
  await repetition.stop();
});
