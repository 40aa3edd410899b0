import type { Purpose, Role } from '../../schema/vocabulary';
import type { Person } from '../support/client';
import { involvementPairs, linesOfPairs, withoutIds, type Pair } from '../support/involvement-pairs';
import { startHub, type TestHub } from '../support/running-hub';

const PAIRS = 1_000;
const STOPPED_PAIRS = 60;

const person = (organisation: string, purpose: Purpose | null, role: Role = 'PRACTITIONER'): Person => ({
  organisation,
  role,
  ...(purpose === null ? {} : { purpose }),
});

const PEOPLE: readonly Person[] = [
  person('harbour-youth-trust', 'SUPPORT_SERVICE'),
  person('harbour-youth-trust', null),
  person('harbour-youth-trust', 'OVERSIGHT', 'SUPERVISOR'),
  person('open-door-advocacy', 'CHILD_IN_NEED', 'ADVOCATE'),
  person('ashfell-youth-bridge', 'MISSING_CHILD'),
  person('E23000024', 'CRIME_PREVENTION'),
  person('E23000001', 'SECTION_47_ENQUIRY'),
  person('E23000001', null, 'SUPERVISOR'),
  person('E10000020', 'EXPLOITATION_PANEL'),
  person('E10000020', 'CRIME_PREVENTION'),
  person('E09000023', null),
  person('E09000023', 'OVERSIGHT', 'DATA_OFFICER'),
  person('E10000016', 'OVERSIGHT', 'ANALYST'),
  { ...person('harbour-youth-trust', 'SUPPORT_SERVICE', 'PARTNER_SYSTEM'), purposes: ['SUPPORT_SERVICE'] },
];

const EVERYTHING = `query($id: ID!) { child(id: $id) { id
  concern involvements { id organisation { id name } since active contact { name } } consents { id state recordedBy { id } }
  sharing { owner { id } category level reason contact { name } }
  policeProfiles { id initials givenName leadWorker { name } address indicators { code } updatedAt }
  missingEpisodes { id status missingSince circumstances returnHomeInterview { id notes } owner { id } }
  custodyEvents { id occurredAt narrative } intelligence { id safeguardingStatement reportText } nrmReferrals { id stage narrative }
  councilProfiles { id initials area { name } } socialCare { id status plan } assessments { id factors analysis }
  placements { id placementType address notifications { id sentAt } } referrals { id status concerns challenges { id step } }
  charityProfiles { id familyName } supportEpisodes { id status notes } wishes { id heardOn words } advocacy { id status }
} }`;
const PARTS: readonly string[] = [
  'concern',
  'a: involvements { organisation { id } } b: involvements { id }',
  'sharing { owner { id } category }',
  '... on Child { missingEpisodes { ... { status } } } intelligence { id }',
  'wishes { words } c: charityProfiles { leadWorker { name } } supportEpisodes { __typename }',
  'socialCare { status } d: placements { notifications { clock { overdue } } } referrals { child { concern } }',
  'consents { state reason } missingEpisodes { returnHomeInterview { clock { overdue } } }',
  'disclosures(first: 10) { nodes { category level outcome reason recipient { id } owner { id } } pageInfo { hasNextPage } }',
];
const FIND = `query($reference: String!, $other: FindChildrenInput!, $nhs: FindChildrenInput!) {
  own: findChildren(input: { reference: $reference }) { band evidence child { id concern involvements { organisation { id } } } }
  name: findChildren(input: $other) { band evidence child { id } }
  nhs: findChildren(input: $nhs) { band evidence child { id sharing { owner { id } } } }
}`;

describe('a caller who may not know that a sector is involved', () => {
  const now = new Date();
  const pairs = involvementPairs(PEOPLE, { count: PAIRS, now });
  let hub: TestHub;

  beforeAll(async () => {
    hub = await startHub({ children: 0, lines: linesOfPairs(pairs), now });
  }, 120_000);
  afterAll(() => hub?.stop());

  async function differences(some: readonly Pair[], ask: (pair: Pair, which: 'plain' | 'known') => Promise<string>) {
    const found: string[] = [];
    const queue = [...some];
    const work = async (): Promise<void> => {
      for (let pair = queue.pop(); pair; pair = queue.pop()) {
        const plain = withoutIds(await ask(pair, 'plain'), pair.plain);
        const known = withoutIds(await ask(pair, 'known'), pair.known);
        if (plain !== known) found.push(`${JSON.stringify(pair.person)} of ${pair.sector}\n${plain}\n${known}`);
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    return found;
  }

  it(`gets equal answers for ${PAIRS} children whom it knows and such as it does not know`, async () => {
    const found = await differences(pairs, async (pair, which) => {
      const { text } = await hub.ask(pair.person, EVERYTHING, { id: pair[which].id });
      return text;
    });
    expect([found.length, found[0]]).toEqual([0, undefined]);
  }, 120_000);

  it('gets equal answers to parts of it, in other forms', async () => {
    let number = 0;
    const queries = new Map(
      pairs.map((pair) => [pair, `query($id: ID!) { child(id: $id) { ${PARTS[number++ % PARTS.length]} } }`]),
    );
    const found = await differences(pairs, async (pair, which) => {
      return (await hub.ask(pair.person, queries.get(pair)!, { id: pair[which].id })).text;
    });
    expect([found.length, found[0]]).toEqual([0, undefined]);
  }, 120_000);

  it('finds equal children by what its own organisation registered and by what others registered', async () => {
    const found = await differences(pairs.slice(0, 400), async (pair, which) => {
      const { bornOn } = pair.plain;
      // One worker a pair: what one person may search for in a day ends before the pairs do.
      const finder = { ...pair.person, subject: `finder-${pair.shared.reference}` };
      const { text } = await hub.ask(finder, FIND, {
        reference: `${pair.shared.reference}-${which}`,
        other: { givenName: which, familyName: pair.secret.familyName, dateOfBirth: bornOn },
        nhs: { nhsNumber: pair.secret.nhsNumber },
      });
      return text;
    });
    expect([found.length, found[0]]).toEqual([0, undefined]);
  }, 120_000);

  it('is not shown a record of theirs in the lists of all children', async () => {
    const lists = `{ missingEpisodes(first: 100) { nodes { id } } referrals(first: 100) { nodes { id child { id } } }
      placementNotifications(first: 100) { nodes { id } } }`;
    for (const one of PEOPLE) {
      const { text, errors } = await hub.ask(one, lists);
      expect(errors).toEqual([]);
      const secrets = pairs.filter(({ person: asker }) => asker === one).map(({ known }) => known);
      const held = secrets.flatMap((child) => {
        const owner = child.registrations.at(-1)!.organisation;
        return child.records.filter(({ ownerId }) => ownerId === owner).map(({ id }) => id);
      });
      expect(held.filter((id) => text.includes(id))).toEqual([]);
    }
  }, 120_000);

  it.each(['police', 'council', 'charity'] as const)(
    'gets equal errors while %s cannot be reached',
    async (sector) => {
      await hub.end(sector, 'SIGKILL');
      const some = pairs.filter((pair) => pair.sector === sector).slice(0, STOPPED_PAIRS);
      const found = await differences(some, async (pair, which) => {
        return (await hub.ask(pair.person, EVERYTHING, { id: pair[which].id })).text;
      });
      await hub.start(sector);
      expect([found.length, found[0]]).toEqual([0, undefined]);
    },
    60_000,
  );
});
