import { ann, ben, TIGHTEN, permit, tighter, inputOf, openDesk, type Desk } from '../support/policy-desk';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.hub.close());

describe('a moment that comes', () => {
  it('starts what was scheduled, without anyone acting, on every gateway`s question', async () => {
    const id = await desk.reach('SCHEDULED');
    await desk.hub.pool.query('select settle_policies()');
    expect(await desk.statusOf(id)).toBe('SCHEDULED');
    await expect(desk.hub.pool.query("select settle_policies(clock_timestamp() + interval '2 hours')")).rejects.toThrow(
      'its time has not come',
    );
    const from = new Date(Date.now() + 1_500);
    const early = await desk.take('approve', await desk.reach('SUBMITTED'), ben, { from: from.toISOString() });
    expect(early.errors).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, from.getTime() - Date.now() + 50));
    await Promise.all([1, 2, 3].map(() => desk.hub.pool.query('select settle_policies()')));
    expect(await desk.statusOf(early.version.id)).toBe('ACTIVE');
    expect(await desk.statusOf('v-0')).toBe('SUPERSEDED');
    const { rows } = await desk.hub.pool.query(
      "select by, at from policy_transitions where version = $1 and became = 'ACTIVE'",
      [early.version.id],
    );
    expect(rows).toEqual([{ by: null, at: expect.any(Date) }]);
    expect(rows[0].at.getTime()).toBeGreaterThanOrEqual(from.getTime());
  });

  it('refuses a start in the past or beyond a year', async () => {
    const id = await desk.reach('SUBMITTED');
    for (const from of ['2020-01-01T00:00:00Z', '2090-01-01T00:00:00Z'])
      expect((await desk.take('approve', id, ben, { from })).errors).toMatchObject([{ at: 'effectiveFrom' }]);
  });

  it('ends a tightening that nobody approved, however often it was tightened', async () => {
    const first = await desk.reach('TIGHTENING');
    const second = await desk.ask(TIGHTEN, ben, inputOf(tighter(permit('MISSING', 'EXISTENCE'))));
    expect(second.errors).toEqual([]);
    const { rows } = await desk.hub.pool.query(
      'select distinct reverts_at, reverts_to from policy_versions where id = any($1)',
      [[first, second.version.id]],
    );
    expect(rows).toHaveLength(1);
    await desk.hub.pool.query("select settle_policies(clock_timestamp() + interval '25 hours')");
    expect(await desk.statusOf(second.version.id)).toBe('SUPERSEDED');
    const restored = await desk.active();
    expect(restored).toMatchObject({ parent: 'v-0', approved_by: 'ben' });
    const [original] = (await desk.hub.pool.query("select hash from policy_versions where id = 'v-0'")).rows;
    expect(restored.hash).toBe(original.hash);
  });

  it('keeps one that was approved', async () => {
    const id = await desk.reach('TIGHTENING');
    expect((await desk.take('approve', id)).errors).toEqual([]);
    await desk.hub.pool.query("select settle_policies(clock_timestamp() + interval '25 hours')");
    expect(await desk.active()).toMatchObject({ id, approved_by: 'ben' });
  });

  it('outlasts what was scheduled before it, and is kept for good only once that is rejected', async () => {
    const scheduled = await desk.reach('SCHEDULED');
    const tightening = await desk.reach('TIGHTENING');
    const refused = await desk.take('approve', tightening);
    expect(refused.errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'version' }]);
    expect((await desk.take('reject', scheduled)).errors).toEqual([]);
    expect((await desk.take('approve', tightening)).errors).toEqual([]);
    expect((await desk.active()).id).toBe(tightening);
  });

  it('puts off what was scheduled before it once, however quickly the same officer tightens anew', async () => {
    const from = new Date(Date.now() + 1_500);
    const { version } = await desk.take('approve', await desk.reach('SUBMITTED'), ben, { from: from.toISOString() });
    desk.hub.now = new Date();
    const tightening = await desk.reach('TIGHTENING');
    await new Promise((resolve) => setTimeout(resolve, from.getTime() - Date.now() + 50));
    await desk.hub.pool.query('select settle_policies()');
    expect(await desk.statusOf(version.id)).toBe('SCHEDULED');
    expect((await desk.take('reject', tightening, ann)).errors).toEqual([]);
    expect(await desk.statusOf(version.id)).toBe('ACTIVE');
  });

  it('puts back what held before when a tightening is rejected', async () => {
    const id = await desk.reach('TIGHTENING');
    expect((await desk.take('reject', id)).version).toMatchObject({ status: 'REJECTED', rejectedBy: 'ben' });
    expect(await desk.active()).toMatchObject({ parent: 'v-0' });
  });
});

describe('an emergency tightening', () => {
  test.each([
    [
      'a higher level',
      tighter(permit('MISSING', 'FULL'), permit('HEALTH', 'EXISTENCE')),
      /HEALTH EXISTENCE .*now nothing of HEALTH/,
    ],
    ['a cap left out', [permit('MISSING', 'FULL')], /charity .* MISSING FULL .*now MISSING SUMMARY/],
    [
      'a rule for tomorrow',
      tighter(permit('MISSING', 'SUMMARY'), permit('HEALTH', 'SUMMARY', { validFrom: '2031-01-01' })),
      /from 2031-01-01 on, .*HEALTH SUMMARY/,
    ],
  ])('that raises by %s is refused, in words', async (_, rules, words) => {
    const { errors } = await desk.ask(TIGHTEN, ann, inputOf(rules));
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'input.rules' }]);
    expect(errors[0]!.message).toMatch(words);
    expect((await desk.active()).id).toBe('v-0');
  });

  it('is proved when it is approved for good; dead rules that it leaves do not end it', async () => {
    const spares = { kind: 'CAP', categories: ['MISSING'], level: 'EXISTENCE', consent: 'REQUIRED' };
    const uneven = await desk.ask(TIGHTEN, ann, inputOf(tighter(permit('MISSING', 'FULL'), spares)));
    expect(uneven.errors).toEqual([]);
    const refused = await desk.take('approve', uneven.version.id);
    expect(refused.errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'version' }]);
    expect(refused.errors[0]!.message).toMatch(/P4: .*consent is (REFUSED|WITHDRAWN)/);
    const closed = { kind: 'CAP', categories: ['MISSING'], level: 'NONE' };
    const covered = await desk.ask(TIGHTEN, ann, inputOf(tighter(permit('MISSING', 'FULL'), closed)));
    expect(covered.errors).toEqual([]);
    expect((await desk.take('approve', covered.version.id)).errors).toEqual([]);
  });

  it('is had twenty times by one person in 24 hours, and by the next as before', async () => {
    for (let number = 0; number < 20; number++)
      expect((await desk.ask(TIGHTEN, ann, inputOf(tighter()))).errors).toEqual([]);
    expect((await desk.ask(TIGHTEN, ann, inputOf(tighter()))).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect((await desk.ask(TIGHTEN, ben, inputOf(tighter()))).errors).toEqual([]);
  });

  it('may not drop a duty', async () => {
    const careful = permit('MISSING', 'SUMMARY', { obligations: ['NOTIFY_OWNER', 'JUSTIFY'] });
    expect((await desk.ask(TIGHTEN, ann, inputOf(tighter(careful)))).errors).toEqual([]);
    const silent = await desk.ask(
      TIGHTEN,
      ann,
      inputOf(tighter(permit('MISSING', 'SUMMARY', { obligations: ['JUSTIFY'] }))),
    );
    expect(silent.errors[0]!.message).toContain('without the owner being told');
    const loose = await desk.ask(
      TIGHTEN,
      ann,
      inputOf(tighter(permit('MISSING', 'SUMMARY', { obligations: ['NOTIFY_OWNER'] }))),
    );
    expect(loose.errors).toHaveLength(1);
  });
});
