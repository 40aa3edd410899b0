import { findCast, HARBOUR, NORFOLK_COUNCIL, NORFOLK_FORCE, told, worker, type CastMember } from '../support/cast';
import type { HubAnswer, Person } from '../support/client';
import { startHub, type TestHub } from '../support/running-hub';

const WHO = 'involvements { organisation { id name agency } since active contact { name role email telephone } }';
const YOUTH_WORKER = worker(HARBOUR, 'SUPPORT_SERVICE');
const STRANGER = worker('ashfell-youth-bridge', 'SUPPORT_SERVICE');

interface Involved {
  organisation: { id: string };
  contact: { name: string } | null;
}

describe('who else is involved', () => {
  let hub: TestHub;
  let cast: Record<CastMember, string>;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    cast = await findCast(hub);
  }, 60_000);
  afterAll(() => hub.stop());

  const ask = (person: Person, member: CastMember, fields: string): Promise<HubAnswer> =>
    hub.ask(person, `query($id: ID!) { child(id: $id) { ${fields} } }`, { id: cast[member] });

  it.each(['DEMO-1', 'DEMO-2'] as const)(
    'is told, with whom to ring and no content, whatever the consent: %s',
    async (member) => {
      const { data, withheld } = await ask(YOUTH_WORKER, member, WHO);
      const involved: Involved[] = data.child.involvements;
      expect(involved.map(({ organisation }) => organisation.id).sort()).toEqual(
        [NORFOLK_COUNCIL, NORFOLK_FORCE, HARBOUR].sort(),
      );
      for (const { contact } of involved) expect(contact).toMatchObject({ name: expect.any(String) });
      expect(withheld).toEqual([]);
    },
  );

  it('leads to a request that names what it needs: it gets that, and is told whom to ask for more', async () => {
    const answer = await ask(
      worker(NORFOLK_COUNCIL, 'SECTION_47_ENQUIRY'),
      'DEMO-4',
      'policeProfiles { owner { id } initials familyName leadWorker { name } } missingEpisodes { missingSince }',
    );
    // Not involved: what every owner agreed to of a child who is likely to suffer harm, and no more.
    expect(answer.data.child.missingEpisodes).toEqual([{ missingSince: expect.any(String) }]);
    const [profile] = answer.data.child.policeProfiles;
    expect(profile).toMatchObject({
      initials: expect.any(String),
      familyName: null,
      leadWorker: { name: expect.any(String) },
    });
    expect(told(answer)).toContainEqual(expect.stringContaining('policeProfiles.*.familyName'));
    for (const { contact } of answer.withheld)
      expect(contact).toEqual(expect.objectContaining({ name: expect.any(String) }));
  });

  it('leads a charity to the summary that the child agreed to, and to the officer for the account', async () => {
    const answer = await ask(YOUTH_WORKER, 'DEMO-1', 'missingEpisodes { missingSince circumstances }');
    expect(answer.data.child.missingEpisodes).toHaveLength(2);
    for (const episode of answer.data.child.missingEpisodes)
      expect(episode).toEqual({ missingSince: expect.any(String), circumstances: null });
    expect(answer.withheld).toEqual([
      expect.objectContaining({ owner: NORFOLK_FORCE, category: 'MISSING', level: 'FULL', reason: 'NOT_AGREED' }),
    ]);
    const { contact } = answer.withheld[0]!;
    expect(contact).toEqual(expect.objectContaining({ name: expect.any(String) }));
  });

  it('is not told to those who do not work with the child, who cannot tell a known child from an unknown one', async () => {
    const answers = await Promise.all((['DEMO-1', 'DEMO-4'] as const).map((member) => ask(STRANGER, member, WHO)));
    for (const answer of answers) expect(answer.data.child.involvements).toBeNull();
    const [one, other] = answers.map(told);
    expect(one).toEqual(other);
    for (const { owner } of answers.flatMap(({ withheld }) => withheld)) expect(owner).toBeNull();
  });

  it('needs a purpose, and is no figure to an analyst', async () => {
    const none = await ask(worker(HARBOUR), 'DEMO-1', WHO);
    const others: Involved[] = none.data.child.involvements ?? [];
    expect(others.filter(({ organisation }) => organisation.id !== HARBOUR)).toEqual([]);
    const analyst: Person = { organisation: NORFOLK_COUNCIL, role: 'ANALYST', purpose: 'OVERSIGHT' };
    expect((await ask(analyst, 'DEMO-1', WHO)).data.child.involvements).toBeNull();
  });
});
