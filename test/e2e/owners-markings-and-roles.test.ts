import {
  ADVOCATE,
  DATA_OFFICER,
  findCast,
  HARBOUR,
  KENT_COUNCIL,
  KENT_FORCE,
  METROPOLITAN_FORCE,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  OPEN_DOOR,
  told,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const EPISODES = 'missingEpisodes { missingSince returnedAt circumstances owner { id } }';
const HOUR = 3_600_000;

describe('owners, markings and roles', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  const ask = (person: Person, member: CastMember, fields: string): Promise<HubAnswer> =>
    hub.ask(person, `query($id: ID!) { child(id: $id) { ${fields} } }`, { id: cast[member] });

  describe('DEMO-6, records of two forces in one list', () => {
    it('shows the council the one force’s episodes and withholds the other’s by that force’s own policy', async () => {
      const answer = await ask(worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'), 'DEMO-6', EPISODES);
      expect(answer.data.child.missingEpisodes).toEqual([
        expect.objectContaining({ owner: { id: NORFOLK_FORCE }, circumstances: expect.any(String) }),
      ]);
      expect(told(answer)).toEqual([`child.missingEpisodes ${METROPOLITAN_FORCE} MISSING EXISTENCE>NONE OUT_OF_AREA`]);
    });

    it('gives the charity another reason, because that force’s rule for charities names other purposes', async () => {
      const answer = await ask(worker(HARBOUR, 'SUPPORT_SERVICE'), 'DEMO-6', EPISODES);
      expect(answer.data.child.missingEpisodes).toEqual([
        expect.objectContaining({ owner: { id: NORFOLK_FORCE }, circumstances: null }),
      ]);
      expect(told(answer)).toEqual([
        `child.missingEpisodes ${METROPOLITAN_FORCE} MISSING EXISTENCE>NONE PURPOSE_NOT_PERMITTED`,
        `child.missingEpisodes.*.circumstances ${NORFOLK_FORCE} MISSING FULL>SUMMARY NOT_AGREED`,
      ]);
    });

    it('shows the Metropolitan force its own and Norfolk’s, newest first', async () => {
      const { data, withheld } = await ask(worker(METROPOLITAN_FORCE, 'MISSING_CHILD'), 'DEMO-6', EPISODES);
      const owners = data.child.missingEpisodes.map(({ owner }: { owner: { id: string } }) => owner.id);
      expect(owners).toEqual([METROPOLITAN_FORCE, NORFOLK_FORCE]);
      expect(withheld).toEqual([]);
    });

    it('shows each force only its own without a purpose', async () => {
      for (const force of [NORFOLK_FORCE, METROPOLITAN_FORCE]) {
        const answer = await ask(worker(force), 'DEMO-6', 'missingEpisodes { owner { id } }');
        expect(answer.data.child.missingEpisodes).toEqual([{ owner: { id: force } }]);
        expect(told(answer)).toEqual(['child.missingEpisodes - MISSING EXISTENCE>NONE PURPOSE_MISSING']);
      }
    });
  });

  it.each([
    ['the force', worker(NORFOLK_FORCE, 'IMMEDIATE_PROTECTION')],
    ['the charity', worker(HARBOUR, 'SUPPORT_SERVICE')],
  ])('DEMO-7: a SEALED placement is visible to %s as withheld', async (_who, person) => {
    const answer = await ask(person, 'DEMO-7', 'placements { placementType address }');
    expect(answer.data.child.placements).toEqual([{ placementType: null, address: null }]);
    expect(told(answer)).toEqual([
      `child.placements.*.address ${NORFOLK_COUNCIL} PLACEMENT FULL>EXISTENCE SEALED`,
      `child.placements.*.placementType ${NORFOLK_COUNCIL} PLACEMENT SUMMARY>EXISTENCE SEALED`,
    ]);
    const own = await ask(worker(NORFOLK_COUNCIL), 'DEMO-7', 'placements { placementType address }');
    expect(own.data.child.placements[0]).toEqual({ placementType: 'U4', address: expect.any(String) });
  });

  describe('DEMO-8, eighteen within 30 days, with an advocate', () => {
    const fields = `socialCare { status plan } wishes { words } advocacy { status advocate { name } }
      missingEpisodes { missingSince circumstances } nrmReferrals { stage narrative }`;

    it('turns 18 soon', async () => {
      const { data } = await ask(worker(KENT_FORCE), 'DEMO-8', 'policeProfiles { dateOfBirth ageBand }');
      const born = new Date(`${data.child.policeProfiles[0].dateOfBirth}T00:00:00Z`);
      const days = (born.setUTCFullYear(born.getUTCFullYear() + 18) - Date.now()) / (24 * HOUR);
      expect(days).toBeGreaterThan(0);
      expect(days).toBeLessThan(30);
      expect(data.child.policeProfiles[0].ageBand).toBe('16-17');
    });

    it('shows the advocate the plan and the child’s words, and what police and council keep', async () => {
      const answer = await ask(ADVOCATE, 'DEMO-8', fields);
      expect(answer.data.child).toEqual({
        socialCare: [{ status: 'CHILD_IN_NEED', plan: expect.any(String) }],
        wishes: [{ words: expect.any(String) }],
        advocacy: [{ status: 'ACTIVE', advocate: { name: expect.any(String) } }],
        missingEpisodes: [{ missingSince: expect.any(String), circumstances: null }],
        nrmReferrals: [{ stage: 'CONCLUSIVE_GROUNDS_PENDING', narrative: null }],
      });
      expect(answer.withheld.map(({ reason, owner }) => [owner, reason])).toEqual([
        [KENT_FORCE, 'NOT_AGREED'],
        [KENT_FORCE, 'NOT_AGREED'],
      ]);
    });

    it('shows the plan to the advocate alone: a colleague of another role is told that it is the role', async () => {
      const answer = await ask(worker(OPEN_DOOR, 'SUPPORT_SERVICE'), 'DEMO-8', 'socialCare { status plan }');
      expect(answer.data.child.socialCare).toEqual([{ status: 'CHILD_IN_NEED', plan: null }]);
      expect(told(answer)).toEqual([
        `child.socialCare.*.plan ${KENT_COUNCIL} SOCIAL_CARE FULL>SUMMARY ROLE_NOT_PERMITTED`,
      ]);
    });

    it('shows nothing to an advocate to whom the child is not allocated, of its own organisation’s records either', async () => {
      const stranger: Person = { ...ADVOCATE, subject: 'advocate-2' };
      const answer = await ask(stranger, 'DEMO-8', fields);
      for (const value of Object.values(answer.data.child)) expect(value).toBeNull();
      expect(new Set(answer.withheld.map(({ reason }) => reason))).toEqual(new Set(['NO_RELATIONSHIP']));
      await expect(hub.findChild(stranger, 'DEMO-8')).rejects.toThrow('was not found');
      expect(await hub.findChild(ADVOCATE, 'DEMO-8')).toBe(cast['DEMO-8']);
    });
  });

  describe('every role', () => {
    const everything = `concern involvements { since } consents { state } policeProfiles { id } councilProfiles { id }
      charityProfiles { id } missingEpisodes { id } custodyEvents { id } intelligence { id } nrmReferrals { id }
      socialCare { id } assessments { id } placements { id } referrals { id } supportEpisodes { id } wishes { id }
      advocacy { id }`;

    it.each([
      ['data officer of the force', { organisation: NORFOLK_FORCE, role: 'DATA_OFFICER' }],
      ['data officer of the council', { organisation: NORFOLK_COUNCIL, role: 'DATA_OFFICER' }],
      ['data officer of the charity', { organisation: HARBOUR, role: 'DATA_OFFICER' }],
      ['analyst of the charity', { organisation: HARBOUR, role: 'ANALYST' }],
    ] as const)('keeps a %s from every child, with any purpose and with none', async (_who, person) => {
      for (const purpose of ['OVERSIGHT', 'IMMEDIATE_PROTECTION', undefined] as const) {
        const asker: Person = purpose === undefined ? person : { ...person, purpose };
        const answer = await ask(asker, 'DEMO-1', everything);
        for (const value of Object.values(answer.data.child)) expect(value).toBeNull();
        expect(new Set(answer.withheld.map(({ reason }) => reason))).toEqual(new Set(['ROLE_NOT_PERMITTED']));
        expect(answer.withheld).toHaveLength(17);
      }
    });

    it('keeps an advocate from the purposes of others', async () => {
      const answer = await ask({ ...ADVOCATE, purpose: 'MISSING_CHILD' }, 'DEMO-8', 'missingEpisodes { status }');
      expect(answer.data.child.missingEpisodes).toBeNull();
      expect(told(answer)).toEqual(['child.missingEpisodes - MISSING EXISTENCE>NONE PURPOSE_NOT_PERMITTED']);
    });

    it('lets a partner’s system use the purposes of its token and no others', async () => {
      const system: Person = { organisation: HARBOUR, role: 'PARTNER_SYSTEM', purposes: ['SUPPORT_SERVICE'] };
      const open = await ask({ ...system, purpose: 'SUPPORT_SERVICE' }, 'DEMO-1', 'missingEpisodes { status }');
      expect(open.data.child.missingEpisodes).toHaveLength(2);
      const closed = await ask({ ...system, purpose: 'MISSING_CHILD' }, 'DEMO-1', 'missingEpisodes { status }');
      expect(closed.data.child.missingEpisodes).toBeNull();
      expect(told(closed)).toEqual(['child.missingEpisodes - MISSING EXISTENCE>NONE PURPOSE_NOT_PERMITTED']);
      const { data } = await hub.ask(system, '{ me { role purposes } }');
      expect(data.me).toEqual({ role: 'PARTNER_SYSTEM', purposes: ['SUPPORT_SERVICE'] });
    });

    it('offers crime prevention to police alone, and oversight to those who oversee', async () => {
      const purposesOf = async (person: Person): Promise<string[]> =>
        (await hub.ask(person, '{ me { purposes } }')).data.me.purposes;
      expect(await purposesOf(worker(NORFOLK_FORCE))).toContain('CRIME_PREVENTION');
      expect(await purposesOf(worker(HARBOUR))).not.toContain('CRIME_PREVENTION');
      expect(await purposesOf(worker(HARBOUR))).not.toContain('OVERSIGHT');
      expect(await purposesOf({ organisation: HARBOUR, role: 'SUPERVISOR' })).toContain('OVERSIGHT');
      expect(await purposesOf(ADVOCATE)).toEqual(['SUPPORT_SERVICE', 'CHILD_IN_NEED', 'OVERSIGHT']);
      expect(await purposesOf(DATA_OFFICER)).toEqual(['OVERSIGHT']);
      const answer = await ask(worker(HARBOUR, 'CRIME_PREVENTION'), 'DEMO-1', 'missingEpisodes { status }');
      expect(told(answer)).toEqual(['child.missingEpisodes - MISSING EXISTENCE>NONE PURPOSE_NOT_PERMITTED']);
    });
  });
});
