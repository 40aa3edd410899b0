import { aCaller, COUNCIL, FORCE } from '../support/hub';
import {
  ann,
  ben,
  stranger,
  DRAFT,
  TIGHTEN,
  permit,
  inputOf,
  openDesk,
  type Desk,
  type Step,
} from '../support/policy-desk';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.hub.close());

describe('through the API', () => {
  const ALLOWED: Record<string, Partial<Record<Step, string>>> = {
    DRAFT: { submit: 'SUBMITTED', reject: 'REJECTED' },
    SUBMITTED: { approve: 'ACTIVE', reject: 'REJECTED' },
    SCHEDULED: { reject: 'REJECTED' },
    ACTIVE: {},
    SUPERSEDED: {},
    REJECTED: {},
    TIGHTENING: { approve: 'ACTIVE', reject: 'REJECTED' },
  };

  test.each(Object.keys(ALLOWED))('from %s the allowed steps are taken, and no other', async (status) => {
    for (const step of ['submit', 'approve', 'reject'] as const) {
      const id = await desk.reach(status);
      const before = await desk.statusOf(id);
      const { version, errors } = await desk.take(step, id);
      const becomes = ALLOWED[status]![step];
      if (becomes === undefined) {
        expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'version' }]);
        expect(await desk.statusOf(id)).toBe(before);
      } else {
        expect(errors).toEqual([]);
        expect(version.status).toBe(becomes);
        expect(desk.hub.gateway.changes.at(-1)).toMatch(new RegExp(`^ben POLICY_\\w+ ${id} ${FORCE}$`));
      }
      if (status === 'TIGHTENING') await desk.hub.pool.query('select settle_policies()');
    }
  });

  it('keeps four eyes: no author approves, by whatever key, and two approvals at once are one', async () => {
    const id = await desk.reach('SUBMITTED');
    expect((await desk.take('approve', id, ann)).errors).toMatchObject([{ code: 'FORBIDDEN', at: 'version' }]);
    expect(await desk.statusOf(id)).toBe('SUBMITTED');
    const cat = aCaller(FORCE, { role: 'DATA_OFFICER', subject: 'cat' });
    const both = await Promise.all([desk.take('approve', id, ben), desk.take('approve', id, cat)]);
    expect(both.map(({ errors }) => errors.length).sort((a, b) => a - b)).toEqual([0, 1]);
    const again = await desk.take('approve', id, ben, { key: 'same' });
    expect(again.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    const tightening = await desk.reach('TIGHTENING');
    expect((await desk.take('approve', tightening, ann)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('gives the first answer again for the same key, and refuses another input with it', async () => {
    const id = await desk.reach('SUBMITTED');
    const first = await desk.take('approve', id, ben, { key: 'once' });
    expect(first.version).toMatchObject({ status: 'ACTIVE', approvedBy: 'ben' });
    expect(await desk.take('approve', id, ben, { key: 'once' })).toEqual(first);
    const other = await desk.take('reject', id, ben, { key: 'once' });
    expect(other.errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
    // Another officer's equal key is another key.
    expect((await desk.take('approve', id, ann, { key: 'once' })).errors).toHaveLength(1);
  });

  it('is for data officers of the owner: another owner`s version is as good as none', async () => {
    const id = await desk.reach('SUBMITTED');
    for (const step of ['submit', 'approve', 'reject'] as const) {
      const [foreign, none] = [await desk.take(step, id, stranger), await desk.take(step, 'no-such-version', stranger)];
      expect(foreign.errors).toEqual(none.errors);
      expect(foreign.errors).toMatchObject([{ code: 'NOT_FOUND', at: 'version' }]);
      const practitioner = aCaller(FORCE);
      expect((await desk.take(step, id, practitioner)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    }
    for (const query of [DRAFT, TIGHTEN]) {
      expect((await desk.ask(query, stranger, inputOf())).errors).toMatchObject([
        { code: 'FORBIDDEN', at: 'input.owner' },
      ]);
      expect((await desk.ask(query, aCaller(FORCE), inputOf())).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    }
    const own = await desk.ask(DRAFT, stranger, inputOf(undefined, { owner: COUNCIL, parent: 'v-0' }));
    expect(own.errors).toMatchObject([{ code: 'NOT_FOUND', at: 'input.parent' }]);
  });

  it('names every fault of a draft with its path', async () => {
    const { errors } = await desk.ask(
      DRAFT,
      ann,
      inputOf(
        [
          permit('MISSING', 'FULL', { lawfulBasis: null, ages: { from: 14, to: 12 }, organisations: ['nobody'] }),
          permit('HEALTH', 'FULL', { lawfulBasis: 'NONE', maximumHandling: 'HIDDEN', agencies: ['POLICE', 'POLICE'] }),
          permit('HEALTH', 'FULL', { validFrom: '2026-02-02', validTo: '2026-02-01', note: ' ' }),
        ],
        { note: '' },
      ),
    );
    expect(String(errors[0]?.at).split('; ').sort()).toEqual([
      'input.note',
      'input.rules[0].ages.to',
      'input.rules[0].lawfulBasis',
      'input.rules[0].organisations[0]',
      'input.rules[1].agencies',
      'input.rules[1].lawfulBasis',
      'input.rules[1].maximumHandling',
      'input.rules[2].note',
      'input.rules[2].validTo',
    ]);
    const many = await desk.ask(DRAFT, ann, inputOf(Array.from({ length: 501 }, () => permit('MISSING', 'FULL'))));
    expect(many.errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'input.rules' }]);
  });

  it('lets no version with an ERROR be submitted, and says why', async () => {
    const id = await desk.draft([
      permit('MISSING', 'FULL', { consent: 'IGNORE' }),
      { kind: 'CAP', categories: ['MISSING'], level: 'NONE', consent: 'REQUIRED' },
    ]);
    const { errors } = await desk.take('submit', id, ann);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', at: 'version' }]);
    expect(errors[0]!.message).toMatch(/P4: .*whose consent is (REFUSED|WITHDRAWN).*only nothing of MISSING: rule 2/);
    expect(await desk.statusOf(id)).toBe('DRAFT');
  });

  it('rolls back by a draft from an old version', async () => {
    await desk.reach('ACTIVE');
    const { version } = await desk.ask(DRAFT, ann, inputOf([permit('MISSING', 'FULL')], { parent: 'v-0' }));
    expect(version).toMatchObject({ parent: 'v-0', status: 'DRAFT', approvedBy: null });
  });
});
