import { createTurns } from '../../gateway/hub/turns';

const ann = { organisation: 'force', subject: 'ann' };
const ben = { organisation: 'force', subject: 'ben' };

/** Work that ends when it is told to, and what has begun so far. */
function aBench(): { begun: string[]; work: (name: string) => () => Promise<string>; end: (name: string) => void } {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async (): Promise<string> => {
    begun.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  return { begun, work, end: (name) => ends.get(name)?.() };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('does no more at once than was said, and serves people in turn, however often one of them asked', async () => {
    const turns = createTurns({ atOnce: 1, waiting: 5 });
    const { begun, work, end } = aBench();
    const asked = ['a1', 'a2', 'a3'].map((name) => turns.take(ann, work(name)));
    asked.push(turns.take(ben, work('b1')));
    for (const name of ['a1', 'a2', 'b1', 'a3']) {
      expect(begun.at(-1)).toBe(name);
      end(name);
      await settled();
    }
    expect(await Promise.all(asked)).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('refuses what would wait behind too much of the same person, and nobody else', async () => {
    const turns = createTurns({ atOnce: 1, waiting: 2 });
    const { begun, work, end } = aBench();
    const running = turns.take(ann, work('a1'));
    const waiting = ['a2', 'a3'].map((name) => turns.take(ann, work(name)));
    const refused = { extensions: { code: 'FORBIDDEN', http: { status: 429 } } };
    await expect(turns.take(ann, work('a4'))).rejects.toMatchObject(refused);
    const other = turns.take(ben, work('b1'));
    for (const name of ['a1', 'a2', 'b1', 'a3']) {
      end(name);
      await settled();
    }
    await Promise.all([running, ...waiting, other]);
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('goes on after work that fails, and hands on how it failed', async () => {
    const turns = createTurns({ atOnce: 1, waiting: 1 });
    await expect(turns.take(ann, () => Promise.reject(new Error('not so')))).rejects.toThrow('not so');
    expect(await turns.take(ann, async () => 'done')).toBe('done');
  });
});
