import { AGENCIES, CATEGORIES } from '../../schema/vocabulary';
import { aCharityProfile, aSupportEpisode, aWish, HARBOUR } from './charity-lines';
import { aCareEpisode, aCouncilProfile, anAssessment, aPlacement, aReferral, NORFOLK, REFUSED } from './council-lines';
import { aCustodyEvent, anEpisode, anNrmReferral, aProfile, aReport } from './police-lines';
import type { HubOptions } from './running-hub';

/** A child in whose every text stands a script: wherever one runs, `window.caught` is set. */
export const XSS = {
  child: '5c5c5c5c-5c5c-4c5c-8c5c-5c5c5c5c5c5c',
  text: `"><img src=x onerror="window.caught=1"><script>window.caught=1</script>{{7*7}}`,
} as const;

const FORCE = 'E23000024';
const { child: subjectId, text } = XSS;
const KEPT = ['id', 'kind', 'ownerId', 'handling', 'outcome', 'status', 'stage', 'decision', 'reasonCode', 'source'];

/** Puts the script into every text of a line that is free text; codes, ids, times and addresses of a form stay. */
function withScript(line: Record<string, unknown>, free: readonly string[]): Record<string, unknown> {
  const texts = Object.fromEntries(free.filter((name) => !KEPT.includes(name)).map((name) => [name, text]));
  return { ...line, id: `xss-${String(line['id'])}`, subjectId, ...texts };
}

const WHO = ['leadWorkerName', 'leadWorkerRole', 'givenName', 'familyName', 'address'];

/** Lines of the child, for each owner and the hub. */
export function xssLines(): NonNullable<HubOptions['lines']> {
  const registration = (organisation: string, n: number): object => ({
    id: `5c5c5c5c-0000-4000-8000-00000000000${n}`,
    organisation,
    reference: `XSS-${n}`,
    givenName: 'Rowan',
    familyName: 'Ashdown',
    dateOfBirth: '2010-03-15',
    postcode: 'NR2 1AB',
    nhsNumber: null,
    since: '2026-01-01',
    handling: 'OPEN',
    allocatedTeam: null,
    allocatedSubjects: [],
    contactName: text,
    contactRole: text,
    contactEmail: 'desk@invented.invalid',
    contactTelephone: text,
  });
  const concern = {
    organisation: FORCE,
    level: 'CONCERN',
    reason: text,
    recordedBy: text,
    recordedAt: '2026-02-01T08:00:00Z',
  };
  const registrations = [FORCE, NORFOLK, HARBOUR].map(registration);
  return {
    hub: [
      { kind: 'Child', id: subjectId, bornOn: '2010-03-15', registrations, concerns: [concern] },
      {
        kind: 'Consent',
        id: '5c5c5c5c-0000-4000-8000-000000000009',
        childId: subjectId,
        categories: [...CATEGORIES],
        recipients: [...AGENCIES],
        state: 'GIVEN',
        givenBy: 'CHILD',
        capacity: text,
        evidence: text,
        recordedBy: FORCE,
        recordedAt: '2026-02-01T08:00:00Z',
        validTo: null,
        reason: text,
      },
    ],
    police: [
      withScript(aProfile(1), [...WHO, 'pncId']),
      withScript(anEpisode(1), ['circumstances', 'foundAt']),
      withScript(aCustodyEvent(1), ['narrative', 'offenceCode']),
      withScript(aReport(1), ['safeguardingStatement', 'grading', 'reportText']),
      withScript(anNrmReferral(1), ['narrative', 'competentAuthority']),
    ],
    council: [
      withScript(aCouncilProfile(1), WHO),
      withScript(aCareEpisode(1), ['plan']),
      withScript(anAssessment(1), ['analysis']),
      withScript(aPlacement(1, { hostAreaCode: NORFOLK }), ['provider', 'address']),
      withScript(aReferral(1, { ...REFUSED, stepDown: text }), ['concerns', 'rationale', 'decidedBy']),
    ],
    charity: [
      withScript(aCharityProfile(1), WHO),
      withScript(aSupportEpisode(1, { serviceId: null }), ['notes']),
      withScript(aWish(1), ['words']),
    ],
  };
}
