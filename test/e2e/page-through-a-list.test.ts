import {
  ADVOCATE,
  DATA_OFFICER,
  findCast,
  HARBOUR,
  KENT_COUNCIL,
  KENT_FORCE,
  LEWISHAM_COUNCIL,
  METROPOLITAN_FORCE,
  NORFOLK_COUNCIL,
  NORFOLK_FORCE,
  OPEN_DOOR,
  told,
  worker,
  type CastMember,
} from '../support/cast';
import type { Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

interface Node {
  id: string;
  owner: { id: string };
  child?: { id: string };
  [field: string]: unknown;
}

const LISTS = {
  missingEpisodes: 'id owner { id } status missingSince circumstances',
  referrals: 'id owner { id } child { id } status decision reason { code } referrer { id } rationale',
  placementNotifications: 'id owner { id } child { id } recipient { id } acknowledgedAt clock { overdue }',
} as const;
type List = keyof typeof LISTS;

describe('paging through a list', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 150 });
    cast = await findCast(hub);
  }, 90_000);
  afterAll(() => hub.stop());

  async function page(person: Person, list: List, args: string): Promise<{ nodes: Node[]; pageInfo: PageInfo }> {
    const query = `{ ${list}(${args}) { nodes { ${LISTS[list]} } pageInfo { endCursor hasNextPage } } }`;
    const answer = await hub.ask(person, query);
    if (!answer.data) throw new Error(answer.text);
    return answer.data[list];
  }

  async function walk(person: Person, list: List, size: number, filter = ''): Promise<Node[]> {
    const nodes: Node[] = [];
    let after = '';
    for (;;) {
      const { nodes: more, pageInfo } = await page(person, list, `first: ${size} ${after} ${filter}`);
      expect(more.length).toBeLessThanOrEqual(size);
      nodes.push(...more);
      if (!pageInfo.hasNextPage) return nodes;
      // A page that promises more is full: else its size would tell of what was taken out.
      expect(more).toHaveLength(size);
      after = `after: "${pageInfo.endCursor}"`;
    }
  }

  const people: [string, Person, List][] = [
    ['a council its referrals', worker(NORFOLK_COUNCIL, 'CHILD_IN_NEED'), 'referrals'],
    ['a charity what became of referrals', worker(HARBOUR, 'SUPPORT_SERVICE'), 'referrals'],
    ['a force missing episodes', worker(NORFOLK_FORCE, 'MISSING_CHILD'), 'missingEpisodes'],
    ['a charity missing episodes', worker(HARBOUR, 'SUPPORT_SERVICE'), 'missingEpisodes'],
    ['a council missing episodes', worker(LEWISHAM_COUNCIL, 'MISSING_CHILD'), 'missingEpisodes'],
    ['a force its notifications', worker(KENT_FORCE, 'CHILD_IN_NEED'), 'placementNotifications'],
    ['a council without a purpose its own', worker(KENT_COUNCIL), 'placementNotifications'],
  ];

  it.each(people)('shows %s once each, however large the pages', async (_what, person, list) => {
    const whole = await walk(person, list, 100);
    expect(whole.length).toBeGreaterThan(0);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    for (const size of [2, 7]) {
      expect((await walk(person, list, size)).map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    }
  });

  it('shows without a purpose the own organisation’s records only', async () => {
    for (const force of [NORFOLK_FORCE, METROPOLITAN_FORCE]) {
      const nodes = await walk(worker(force), 'missingEpisodes', 50);
      expect(new Set(nodes.map(({ owner }) => owner.id))).toEqual(new Set([force]));
    }
    const answer = await hub.ask(worker(HARBOUR), '{ missingEpisodes { nodes { id } pageInfo { hasNextPage } } }');
    expect(answer.data.missingEpisodes).toEqual({ nodes: [], pageInfo: { hasNextPage: false } });
    expect(told(answer)).toEqual(['missingEpisodes.nodes - MISSING EXISTENCE>NONE PURPOSE_MISSING']);
  });

  it('shows data officers and analysts nothing, and says that it is the role', async () => {
    for (const person of [DATA_OFFICER, { organisation: HARBOUR, role: 'ANALYST', purpose: 'OVERSIGHT' } as const]) {
      for (const [list, category] of [
        ['missingEpisodes', 'MISSING'],
        ['referrals', 'REFERRAL'],
        ['placementNotifications', 'PLACEMENT'],
      ] as const) {
        const answer = await hub.ask(person, `{ ${list} { nodes { id } pageInfo { hasNextPage endCursor } } }`);
        expect(answer.data[list]).toEqual({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
        expect(told(answer)).toEqual([`${list}.nodes - ${category} EXISTENCE>NONE ROLE_NOT_PERMITTED`]);
      }
    }
  });

  it('shows an advocate what concerns the children allocated to it', async () => {
    const episodes = await walk(ADVOCATE, 'missingEpisodes', 50);
    expect(episodes).toEqual([expect.objectContaining({ owner: { id: KENT_FORCE }, circumstances: null })]);
    expect(await walk({ ...ADVOCATE, subject: 'advocate-2' }, 'missingEpisodes', 50)).toEqual([]);
    const colleague = await walk(worker(OPEN_DOOR, 'SUPPORT_SERVICE'), 'missingEpisodes', 50);
    expect(colleague.map(({ id }) => id)).toContain(episodes[0]?.id);
  });

  it('shows a charity its own refused referrals with the coded reason', async () => {
    const nodes = await walk(
      worker(HARBOUR, 'SUPPORT_SERVICE'),
      'referrals',
      50,
      `referrer: "${HARBOUR}", status: DECIDED`,
    );
    const mine = nodes.filter(({ child }) => child?.id === cast['DEMO-1']);
    expect(mine).toEqual([
      expect.objectContaining({
        decision: 'NO_FURTHER_ACTION',
        reason: { code: 'R01' },
        rationale: expect.any(String),
      }),
    ]);
    for (const { referrer, status } of nodes) expect([referrer, status]).toEqual([{ id: HARBOUR }, 'DECIDED']);
  });

  it('does not let a filter tell what the caller may not read', async () => {
    const charity = worker(HARBOUR, 'SUPPORT_SERVICE');
    const all = await walk(charity, 'missingEpisodes', 50);
    const areas = [NORFOLK_COUNCIL, LEWISHAM_COUNCIL, KENT_COUNCIL];
    const query = `query($id: ID!) { child(id: $id) { policeProfiles { area { code } owner { id } } } }`;
    for (const area of areas) {
      for (const { id } of await walk(charity, 'missingEpisodes', 50, `area: "${area}"`)) {
        expect(all.map((one) => one.id)).toContain(id);
      }
    }
    // With the consent of WHEREABOUTS withdrawn, DEMO-1's episodes stay in the list and leave every filtered one.
    const before = await walk(charity, 'missingEpisodes', 50, `area: "${NORFOLK_COUNCIL}"`);
    const withdraw = `mutation($id: ID!) { recordConsent(idempotencyKey: "w-1", input: { childId: $id, categories: [WHEREABOUTS],
      recipients: [CHARITY], state: WITHDRAWN, givenBy: CHILD, capacity: "Gillick-assessed" }) { state } }`;
    expect((await hub.ask(charity, withdraw, { id: cast['DEMO-1'] })).errors).toEqual([]);
    const after = await walk(charity, 'missingEpisodes', 50, `area: "${NORFOLK_COUNCIL}"`);
    expect(before.length - after.length).toBe(2);
    expect((await walk(charity, 'missingEpisodes', 50)).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    const profile = await hub.ask(charity, query, { id: cast['DEMO-1'] });
    expect(profile.data.child.policeProfiles[0].area).toBeNull();
  });

  it('does not make a list of children of the episodes that anybody may know of', async () => {
    const query = '{ missingEpisodes(first: 100) { nodes { id child { id } } } }';
    const charity = await hub.ask({ ...worker(HARBOUR), purpose: 'MISSING_CHILD' }, query);
    expect(charity.data.missingEpisodes.nodes.length).toBeGreaterThan(3);
    expect(charity.data.missingEpisodes.nodes.map(({ child }: Node) => child)).not.toContainEqual(expect.anything());
    const withheld = { path: ['missingEpisodes', 'nodes', '*', 'child'], category: 'MISSING', level: 'FULL' };
    expect(charity.withheld).toContainEqual(expect.objectContaining(withheld));
    const force = await hub.ask({ ...worker(NORFOLK_FORCE), purpose: 'MISSING_CHILD' }, query);
    expect(force.data.missingEpisodes.nodes.map(({ child }: Node) => child?.id)).toContain(cast['DEMO-1']);
  });
});

interface PageInfo {
  endCursor: string | null;
  hasNextPage: boolean;
}
