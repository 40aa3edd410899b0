import {
  findCast,
  HARBOUR,
  KENT_COUNCIL,
  KENT_FORCE,
  LEWISHAM_COUNCIL,
  METROPOLITAN_FORCE,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  told,
  worker,
  type CastMember,
} from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const EPISODES = 'missingEpisodes { missingSince returnedAt circumstances owner { id } }';
const PLACEMENTS = `placements { placementType outOfArea address hostArea { code }
  notifications { recipient { id } acknowledgedAt clock { rule overdue stoppedAt } } }`;
const INTELLIGENCE = 'intelligence { safeguardingStatement reportText owner { id } }';
const PROFILES = 'policeProfiles { initials familyName address postcodeDistrict }';
const HOUR = 3_600_000;

describe('the cast of the demonstration', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  const ask = (person: Person, member: CastMember, fields: string): Promise<HubAnswer> =>
    hub.ask(person, `query($id: ID!) { child(id: $id) { ${fields} } }`, { id: cast[member] });

  describe('DEMO-1, known to three agencies, consent given', () => {
    it('is the same child to each of them', async () => {
      for (const holder of [NORFOLK_FORCE, NORFOLK_COUNCIL, HARBOUR]) {
        expect(await hub.findChild(worker(holder), 'DEMO-1')).toBe(cast['DEMO-1']);
      }
    });

    it('shows the council both missing episodes whole, with the interview that it owes for the second', async () => {
      const fields = `missingEpisodes { missingSince returnedAt circumstances owner { id }
        returnHomeInterview { owner { id } completedAt clock { rule startedAt dueAt overdue } } }`;
      const answer = await ask(worker(NORFOLK_COUNCIL, 'MISSING_CHILD'), 'DEMO-1', fields);
      expect(answer.withheld).toEqual([]);
      const [last, first] = answer.data.child.missingEpisodes;
      expect(Date.now() - Date.parse(last.returnedAt)).toBeGreaterThan(29.9 * HOUR);
      expect(Date.now() - Date.parse(last.returnedAt)).toBeLessThan(31 * HOUR);
      expect(last).toMatchObject({ circumstances: expect.any(String), owner: { id: NORFOLK_FORCE } });
      const { clock, ...interview } = last.returnHomeInterview;
      expect(interview).toEqual({ owner: { id: NORFOLK_COUNCIL }, completedAt: null });
      expect(clock).toMatchObject({ rule: 'RETURN_HOME_INTERVIEW', startedAt: last.returnedAt, overdue: false });
      expect(Date.parse(clock.dueAt) - Date.parse(clock.startedAt)).toBe(72 * HOUR);
      expect(first.returnHomeInterview.completedAt).not.toBeNull();
    });

    it('shows the charity that its referral was refused as R01, contestable, with the test that it must meet', async () => {
      const fields = `referrals { owner { id } referrer { id } source status decision harmContexts rationale
        reason { code contestable test } decisionClock { rule stoppedAt overdue } }`;
      const answer = await ask(worker(HARBOUR, 'SUPPORT_SERVICE'), 'DEMO-1', fields);
      expect(answer.data.child.referrals).toEqual([
        {
          owner: { id: NORFOLK_COUNCIL },
          referrer: { id: HARBOUR },
          source: '8.V.CL',
          status: 'DECIDED',
          decision: 'NO_FURTHER_ACTION',
          harmContexts: ['EXTRA_FAMILIAL'],
          rationale: expect.any(String),
          reason: { code: 'R01', contestable: true, test: expect.stringMatching(/harm/i) },
          decisionClock: { rule: 'REFERRAL_DECISION', stoppedAt: expect.any(String), overdue: false },
        },
      ]);
      expect(answer.withheld).toEqual([]);
    });

    it('shows police and council that the charity’s support is active, and its notes by purpose only', async () => {
      const fields = 'supportEpisodes { status notes owner { id } service { name } }';
      const force = await ask(worker(NORFOLK_FORCE, 'MISSING_CHILD'), 'DEMO-1', fields);
      expect(force.data.child.supportEpisodes).toEqual([
        { status: 'ACTIVE', notes: null, owner: { id: HARBOUR }, service: { name: expect.any(String) } },
      ]);
      expect(told(force)).toEqual([
        `child.supportEpisodes.*.notes ${HARBOUR} SUPPORT FULL>SUMMARY PURPOSE_NOT_PERMITTED`,
      ]);
      const council = await ask(worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'), 'DEMO-1', fields);
      expect(council.data.child.supportEpisodes[0].notes).toEqual(expect.any(String));
    });

    it('names everybody involved with a contact to ring', async () => {
      const answer = await ask(
        worker(HARBOUR, 'SUPPORT_SERVICE'),
        'DEMO-1',
        'involvements { organisation { id agency } active since contact { name } }',
      );
      const involvements: { organisation: { id: string }; active: boolean; contact: { name: string } }[] =
        answer.data.child.involvements;
      expect(involvements.map(({ organisation }) => organisation.id).sort()).toEqual(
        [NORFOLK_FORCE, NORFOLK_COUNCIL, HARBOUR].sort(),
      );
      for (const each of involvements)
        expect(each).toMatchObject({ active: true, contact: { name: expect.any(String) } });
    });
  });

  describe('DEMO-2, missing episodes and support withdrawn from charities', () => {
    it('keeps them from the charity, and nothing else', async () => {
      const person = worker(HARBOUR, 'SUPPORT_SERVICE');
      const answer = await ask(person, 'DEMO-2', `${EPISODES} policeProfiles { initials } referrals { status }`);
      expect(answer.data.child.missingEpisodes).toBeNull();
      expect(answer.data.child.policeProfiles).toHaveLength(1);
      expect(answer.data.child.referrals).toHaveLength(1);
      expect(told(answer)).toEqual([`child.missingEpisodes ${NORFOLK_FORCE} MISSING EXISTENCE>NONE CONSENT_WITHDRAWN`]);
    });

    it('still shows them to the council, whom the withdrawal is not about', async () => {
      const answer = await ask(worker(NORFOLK_COUNCIL, 'MISSING_CHILD'), 'DEMO-2', EPISODES);
      expect(answer.data.child.missingEpisodes).toHaveLength(2);
      expect(answer.withheld).toEqual([]);
    });
  });

  describe('DEMO-3, looked after by Lewisham, placed in Kent', () => {
    it('shows the force of the host area where the child is placed, and that its own acknowledgement is overdue', async () => {
      const answer = await ask(worker(KENT_FORCE, 'MISSING_CHILD'), 'DEMO-3', PLACEMENTS);
      const [placement] = answer.data.child.placements;
      expect(placement).toMatchObject({
        outOfArea: true,
        hostArea: { code: KENT_COUNCIL },
        address: expect.any(String),
      });
      const rule = 'PLACEMENT_ACKNOWLEDGE';
      expect(placement.notifications).toEqual([
        {
          recipient: { id: KENT_COUNCIL },
          acknowledgedAt: expect.any(String),
          clock: { rule, overdue: false, stoppedAt: expect.any(String) },
        },
        { recipient: { id: KENT_FORCE }, acknowledgedAt: null, clock: { rule, overdue: true, stoppedAt: null } },
      ]);
    });

    it('is in the force’s own list of what it has not acknowledged', async () => {
      const list = `query($recipient: ID) { placementNotifications(recipient: $recipient, acknowledged: false, overdue: true) {
        nodes { child { id } recipient { id } owner { id } } pageInfo { hasNextPage } } }`;
      const answer = await hub.ask(worker(KENT_FORCE, 'CHILD_IN_NEED'), list, { recipient: KENT_FORCE });
      expect(answer.data.placementNotifications).toEqual({
        nodes: [{ child: { id: cast['DEMO-3'] }, recipient: { id: KENT_FORCE }, owner: { id: LEWISHAM_COUNCIL } }],
        pageInfo: { hasNextPage: false },
      });
      const other = await hub.ask(worker(METROPOLITAN_FORCE, 'CHILD_IN_NEED'), list, { recipient: KENT_FORCE });
      expect(other.data.placementNotifications.nodes).toEqual([]);
    });

    it('gives the CONDITIONAL report to the council that is named in it, as a statement without the report', async () => {
      const answer = await ask(worker(LEWISHAM_COUNCIL, 'SECTION_47_ENQUIRY'), 'DEMO-3', INTELLIGENCE);
      expect(answer.data.child.intelligence).toEqual([
        { safeguardingStatement: expect.any(String), reportText: null, owner: { id: KENT_FORCE } },
      ]);
      expect(told(answer)).toEqual([
        `child.intelligence.*.reportText ${KENT_FORCE} INTELLIGENCE FULL>SUMMARY NOT_AGREED`,
      ]);
    });

    it('tells a council that is not named of the CONDITIONAL report alone, never of the HIDDEN one', async () => {
      const answer = await ask(worker(KENT_COUNCIL, 'SECTION_47_ENQUIRY'), 'DEMO-3', INTELLIGENCE);
      expect(answer.data.child.intelligence).toEqual([]);
      expect(answer.withheld).toEqual([
        expect.objectContaining({ owner: KENT_FORCE, reason: 'CONDITIONAL', granted: 'NONE', count: 1 }),
      ]);
    });

    it('shows both reports whole to the force that owns them, its supervisor without a purpose among them', async () => {
      for (const person of [
        worker(KENT_FORCE, 'MISSING_CHILD'),
        { organisation: KENT_FORCE, role: 'SUPERVISOR' } as const,
      ]) {
        const { data } = await ask(person, 'DEMO-3', INTELLIGENCE);
        expect(data.child.intelligence).toHaveLength(2);
        for (const each of data.child.intelligence) expect(each.reportText).toEqual(expect.any(String));
      }
    });
  });

  describe('DEMO-4, likely significant harm, consent refused for everything', () => {
    it('gives a joint enquiry the safeguarding minimum, and more only with a justification', async () => {
      const enquiry = worker(LEWISHAM_COUNCIL, 'SECTION_47_ENQUIRY');
      const bare = await ask(enquiry, 'DEMO-4', `concern ${PROFILES} ${EPISODES}`);
      expect(bare.data.child).toMatchObject({
        concern: 'LIKELY_SIGNIFICANT_HARM',
        policeProfiles: [{ familyName: null, address: null, postcodeDistrict: expect.any(String) }],
        missingEpisodes: [{ missingSince: expect.any(String), circumstances: null }],
      });
      expect(told(bare)).toEqual([
        `child.missingEpisodes.*.circumstances ${METROPOLITAN_FORCE} MISSING FULL>SUMMARY JUSTIFICATION_REQUIRED`,
        `child.policeProfiles.*.address ${METROPOLITAN_FORCE} WHEREABOUTS FULL>SUMMARY CONSENT_REFUSED`,
        `child.policeProfiles.*.familyName ${METROPOLITAN_FORCE} IDENTITY FULL>SUMMARY CONSENT_REFUSED`,
      ]);
      const justified = await ask({ ...enquiry, justification: 'strategy discussion today' }, 'DEMO-4', EPISODES);
      expect(justified.data.child.missingEpisodes[0].circumstances).toEqual(expect.any(String));
      expect(justified.withheld).toEqual([]);
    });

    it('asks the force for a justification before it reads social care, since consent is refused', async () => {
      const officer = worker(METROPOLITAN_FORCE, 'SECTION_47_ENQUIRY');
      const fields = 'socialCare { status plan }';
      const bare = await ask(officer, 'DEMO-4', fields);
      expect(bare.data.child.socialCare).toBeNull();
      expect(told(bare)).toEqual([
        `child.socialCare ${LEWISHAM_COUNCIL} SOCIAL_CARE EXISTENCE>NONE JUSTIFICATION_REQUIRED`,
      ]);
      const justified = await ask({ ...officer, justification: 'joint enquiry agreed' }, 'DEMO-4', fields);
      expect(justified.data.child.socialCare).toEqual([{ status: 'CHILD_IN_NEED', plan: expect.any(String) }]);
    });

    it('gives nothing beyond what everybody agreed to when the purpose is not one of protection', async () => {
      const answer = await ask(worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'), 'DEMO-4', `${PROFILES} ${EPISODES}`);
      expect(answer.data.child).toEqual({ policeProfiles: null, missingEpisodes: null });
      expect(told(answer)).toEqual([
        'child.missingEpisodes - MISSING EXISTENCE>NONE NO_RELATIONSHIP',
        'child.policeProfiles - IDENTITY EXISTENCE>NONE NO_RELATIONSHIP',
      ]);
    });
  });

  describe('DEMO-5, known to one charity alone', () => {
    it('is whole to that charity, with or without a purpose', async () => {
      const fields = 'charityProfiles { familyName } supportEpisodes { status notes } wishes { words }';
      for (const person of [worker(HARBOUR), worker(HARBOUR, 'SUPPORT_SERVICE')]) {
        const { data } = await ask(person, 'DEMO-5', fields);
        expect(data.child).toEqual({
          charityProfiles: [{ familyName: expect.any(String) }],
          supportEpisodes: [{ status: 'ACTIVE', notes: expect.any(String) }],
          wishes: [{ words: expect.any(String) }],
        });
      }
    });

    it('is not found by others, and an id alone tells them nothing', async () => {
      await expect(hub.findChild(worker(NORFOLK_FORCE, 'CHILD_IN_NEED'), 'DEMO-5')).rejects.toThrow('was not found');
      const answer = await ask(
        worker(NORFOLK_FORCE, 'CHILD_IN_NEED'),
        'DEMO-5',
        'involvements { since } wishes { words }',
      );
      expect(answer.data.child).toEqual({ involvements: null, wishes: null });
      expect(answer.withheld.map(({ owner }) => owner)).toEqual([null, null]);
    });
  });
});
