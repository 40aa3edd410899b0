import { HARBOUR, KENT, NORFOLK } from '../../gateway/launch/demonstration/directory';
import { createRandom } from '../../gateway/launch/demonstration/random';
import { permit } from '../../gateway/policy/draft';
import type { PolicyRule } from '../../gateway/policy/rule';
import { CATEGORIES } from '../../schema/vocabulary';
import * as charity from '../support/charity-lines';
import * as council from '../support/council-lines';
import * as police from '../support/police-lines';

type Line = Record<string, unknown>;

export interface BenchLines {
  readonly hub: Line[];
  readonly police: Line[];
  readonly council: Line[];
  readonly charity: Line[];
  readonly children: string[];
}

/** Children of whom every agency holds records of every kind, each with one referral to the council that asks. */
export function benchLines(count: number, now: Date): BenchLines {
  const lines: BenchLines = { hub: [], police: [], council: [], charity: [], children: [] };
  for (let n = 1; n <= count; n += 1) addChild(lines, n, now);
  return lines;
}

/** The agreement of every organisation in the comparison. */
export function permissivePolicy(): PolicyRule[] {
  const everything = permit(CATEGORIES, 'FULL', {
    id: 'everything',
    consent: 'IGNORE',
    minimumRelationship: 'NONE',
    lawfulBasis: 'CA1989-S47',
    note: 'For the comparison with a gateway that decides nothing.',
  });
  return [everything];
}

function addChild(lines: BenchLines, n: number, now: Date): void {
  const random = createRandom('bench', `child/${n}`);
  const id = random.id();
  const at = (hours: number): string => new Date(now.getTime() - (hours * 60 + n) * 60_000).toISOString();
  const own = (ownerId: string): Line => ({ id: random.id(), subjectId: id, ownerId });
  lines.children.push(id);
  lines.hub.push(
    childLine(id, n, () => random.id()),
    consentLine(id, random.id(), at(90)),
  );
  const episodes = [60, 900].map((hours) =>
    police.anEpisode(n, {
      ...own(NORFOLK.force),
      status: 'RETURNED',
      missingSince: at(hours),
      returnedAt: at(hours - 30),
    }),
  );
  lines.police.push(
    police.aProfile(n, own(NORFOLK.force)),
    ...episodes,
    police.aCustodyEvent(n, own(NORFOLK.force)),
    police.aReport(n, own(NORFOLK.force)),
    police.anNrmReferral(n, own(NORFOLK.force)),
  );
  lines.council.push(...councilLines(n, { own: () => own(NORFOLK.council), episodes, receivedAt: at(1) }));
  lines.charity.push(
    charity.aCharityProfile(n, own(HARBOUR)),
    charity.aSupportEpisode(n, { ...own(HARBOUR), serviceId: null }),
    charity.aWish(n, own(HARBOUR)),
    charity.anAdvocacyRequest(n, own(HARBOUR)),
  );
}

interface CouncilFacts {
  readonly own: () => Line;
  readonly episodes: readonly Line[];
  readonly receivedAt: string;
}

function councilLines(n: number, { own, episodes, receivedAt }: CouncilFacts): Line[] {
  const placement = council.aPlacement(n, own());
  const referral = council.aReferral(n, { ...council.REFUSED, ...own(), receivedAt });
  return [
    council.aCouncilProfile(n, own()),
    council.aCareEpisode(n, own()),
    council.anAssessment(n, own()),
    placement,
    council.aNotification(n, { ...own(), placementId: placement['id'], recipientId: KENT.council }),
    referral,
    council.aChallenge(n, { ...own(), referralId: referral['id'] }),
    ...episodes.map((episode) => council.anInterview(n, { ...own(), episodeId: episode['id'] })),
  ];
}

function childLine(id: string, n: number, newId: () => string): Line {
  const reference = `BENCH-${n}`;
  const registrations = [NORFOLK.force, NORFOLK.council, HARBOUR].map((organisation) => ({
    id: newId(),
    organisation,
    reference,
    givenName: 'Rowan',
    familyName: 'Ashdown',
    dateOfBirth: '2010-03-15',
    nhsNumber: null,
    since: '2025-06-01',
    handling: 'OPEN',
    allocatedTeam: null,
    allocatedSubjects: [],
    contactName: 'Olive Marsh',
    contactRole: 'Named contact',
    contactEmail: 'olive.marsh@bench.invalid',
    contactTelephone: '01632 960003',
  }));
  const concern = {
    organisation: NORFOLK.force,
    level: 'CONCERN',
    reason: 'invented reason',
    recordedBy: 'Olive Marsh',
  };
  return {
    kind: 'Child',
    id,
    bornOn: '2010-03-15',
    registrations,
    concerns: [{ ...concern, recordedAt: '2026-01-05T10:00:00Z' }],
  };
}

function consentLine(childId: string, id: string, recordedAt: string): Line {
  return {
    kind: 'Consent',
    id,
    childId,
    categories: CATEGORIES,
    recipients: ['POLICE', 'COUNCIL', 'CHARITY'],
    state: 'GIVEN',
    givenBy: 'CHILD',
    capacity: 'GILLICK_ASSESSED',
    recordedBy: NORFOLK.council,
    recordedAt,
  };
}
