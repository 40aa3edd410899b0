import { setTimeout as sleep } from 'node:timers/promises';
import { supervise, type Part, type RunningPart } from '../../gateway/launch/supervise';

/** A part that is ended by the test: `end` settles the one that runs. */
function aPart(failures: readonly number[] = []) {
  const state = { starts: 0, running: 0, end: (_how: string) => {} };
  const part: Part = {
    name: 'the part',
    start: async (): Promise<RunningPart> => {
      state.starts += 1;
      if (failures.includes(state.starts)) throw new Error(`start ${state.starts} failed`);
      state.running += 1;
      const exited = new Promise<string>((resolve) => {
        state.end = (how) => {
          state.running -= 1;
          resolve(how);
        };
      });
      return { exited, stop: async () => state.end('stopped') };
    },
  };
  return { part, state };
}

const options = () => {
  const said: string[] = [];
  return { said, say: (message: string) => void said.push(message), signal: new AbortController().signal };
};

describe('a supervised part', () => {
  it('is started again with growing delays when it ends or does not start', async () => {
    const { part, state } = aPart([2, 3]);
    const { said, ...rest } = options();
    const supervised = await supervise(part, rest);
    state.end('code 7');
    await sleep(2_200);
    expect(said).toEqual([
      'the part is down (code 7): starting it again in 0.25 s',
      'the part is down (start 2 failed): starting it again in 0.5 s',
      'the part is down (start 3 failed): starting it again in 1 s',
    ]);
    expect(state).toMatchObject({ starts: 4, running: 1 });
    await supervised.stop();
    expect(state.running).toBe(0);
  });

  it('is not started again once stopped, not even from within a delay', async () => {
    const { part, state } = aPart();
    const supervised = await supervise(part, options());
    state.end('code 1');
    await sleep(20);
    const before = Date.now();
    await supervised.stop();
    expect(Date.now() - before).toBeLessThan(200);
    await sleep(400);
    expect(state.starts).toBe(1);
  });

  it('rejects when it does not start the first time', async () => {
    const { part, state } = aPart([1]);
    await expect(supervise(part, options())).rejects.toThrow('start 1 failed');
    expect(state.starts).toBe(1);
  });
});
