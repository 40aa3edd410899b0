import {
  DATA_OFFICER,
  findCast,
  HARBOUR,
  KENT_COUNCIL,
  KENT_FORCE,
  LEWISHAM_COUNCIL,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  METROPOLITAN_FORCE,
  OPEN_DOOR,
  told,
  worker,
  type CastMember,
} from '../support/cast';
import { startHub, type TestHub } from '../support/running-hub';

const MISSING = 'query($id: ID!) { child(id: $id) { missingEpisodes { missingSince circumstances } } }';
const INTELLIGENCE =
  'query($id: ID!) { child(id: $id) { intelligence { id safeguardingStatement reportText owner { id } } } }';
const A_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

describe('the worked examples of the sharing policy', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  it('show a charity when a child was missing, with the child’s consent, and not the circumstances', async () => {
    const answer = await hub.ask(worker(HARBOUR, 'SUPPORT_SERVICE'), MISSING, { id: cast['DEMO-1'] });
    const episode = { missingSince: A_TIME, circumstances: null };
    expect(answer.data.child.missingEpisodes).toEqual([episode, episode]);
    expect(answer.errors).toEqual([]);
    expect(told(answer)).toEqual([
      `child.missingEpisodes.*.circumstances ${NORFOLK_FORCE} MISSING FULL>SUMMARY NOT_AGREED`,
    ]);
    expect(answer.withheld[0]).toMatchObject({ count: 2, breakGlass: false });
  });

  it('withhold the episodes once the consent is withdrawn, and name the force’s contact', async () => {
    const answer = await hub.ask(worker(HARBOUR, 'SUPPORT_SERVICE'), MISSING, { id: cast['DEMO-2'] });
    expect(answer.data).toEqual({ child: { missingEpisodes: null } });
    expect(told(answer)).toEqual([`child.missingEpisodes ${NORFOLK_FORCE} MISSING EXISTENCE>NONE CONSENT_WITHDRAWN`]);
    const force = await hub.ask(worker(HARBOUR), '{ organisations(agency: POLICE) { id contact { name email } } }');
    const contact = force.data.organisations.find((one: { id: string }) => one.id === NORFOLK_FORCE).contact;
    expect(answer.withheld[0]?.contact).toMatchObject(contact);
  });

  it('withhold them from an organisation that is not involved, and name nobody', async () => {
    const answer = await hub.ask(worker(OPEN_DOOR, 'SUPPORT_SERVICE'), MISSING, { id: cast['DEMO-1'] });
    expect(answer.data).toEqual({ child: { missingEpisodes: null } });
    expect(told(answer)).toEqual(['child.missingEpisodes - MISSING EXISTENCE>NONE NO_RELATIONSHIP']);
    expect(answer.withheld[0]?.contact?.name).toBe('Sightline hub desk');
  });

  it.each([
    ['that is involved', LEWISHAM_COUNCIL],
    ['that has no relationship with the child', NORFOLK_COUNCIL],
  ])('give a council %s the safeguarding minimum over refused consent', async (_which, council) => {
    const query = `query($id: ID!) { child(id: $id) {
      missingEpisodes { missingSince } policeProfiles { initials familyName owner { id } } } }`;
    const answer = await hub.ask(worker(council, 'SECTION_47_ENQUIRY'), query, { id: cast['DEMO-4'] });
    expect(answer.data.child).toEqual({
      missingEpisodes: [{ missingSince: A_TIME }],
      policeProfiles: [
        { initials: expect.stringMatching(/^[A-Z]\.[A-Z]\.$/), familyName: null, owner: { id: METROPOLITAN_FORCE } },
      ],
    });
    const reason = council === LEWISHAM_COUNCIL ? 'CONSENT_REFUSED' : 'NO_RELATIONSHIP';
    expect(told(answer)).toEqual([
      `child.policeProfiles.*.familyName ${METROPOLITAN_FORCE} IDENTITY FULL>SUMMARY ${reason}`,
    ]);
  });

  it('keep social care from police who declare crime prevention', async () => {
    const query = 'query($id: ID!) { child(id: $id) { socialCare { status plan } } }';
    const answer = await hub.ask(worker(NORFOLK_FORCE, 'CRIME_PREVENTION'), query, { id: cast['DEMO-1'] });
    expect(answer.data).toEqual({ child: { socialCare: null } });
    expect(answer.withheld.map(({ reason }) => reason)).toEqual(['PURPOSE_NOT_PERMITTED']);
  });

  it('answer about a HIDDEN report as if none were held, to everyone but its owner', async () => {
    const own = await hub.ask(worker(KENT_FORCE), INTELLIGENCE, { id: cast['DEMO-3'] });
    expect(own.data.child.intelligence).toHaveLength(2);
    const named = await hub.ask(worker(LEWISHAM_COUNCIL, 'SECTION_47_ENQUIRY'), INTELLIGENCE, { id: cast['DEMO-3'] });
    const shown = named.data.child.intelligence.map(({ id }: { id: string }) => id);
    expect(shown).toHaveLength(1);
    const [hidden] = own.data.child.intelligence.filter(({ id }: { id: string }) => !shown.includes(id));
    const others = [worker(KENT_COUNCIL, 'SECTION_47_ENQUIRY'), worker(METROPOLITAN_FORCE, 'IMMEDIATE_PROTECTION')];
    for (const person of others) {
      const answer = await hub.ask(person, INTELLIGENCE, { id: cast['DEMO-3'] });
      expect(answer.text).not.toContain(hidden.id);
    }
    expect(named.text).not.toContain(hidden.id);
  });

  it('show a data officer no child', async () => {
    const query = `query($id: ID!) { child(id: $id) { concern involvements { id: since } consents { id }
      policeProfiles { initials } missingEpisodes { status } socialCare { status } wishes { words } } }`;
    const answer = await hub.ask(DATA_OFFICER, query, { id: cast['DEMO-1'] });
    for (const value of Object.values(answer.data.child)) expect(value).toBeNull();
    expect(new Set(answer.withheld.map(({ reason }) => reason))).toEqual(new Set(['ROLE_NOT_PERMITTED']));
    expect(answer.withheld).toHaveLength(7);
  });
});
