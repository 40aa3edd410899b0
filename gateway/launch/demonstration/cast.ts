import { advocacyRequest, supportEpisode, wish } from './charity-records';
import { assessment, returnHomeInterview, socialCareEpisode } from './council-records';
import { HARBOUR, KENT, LEWISHAM, NORFOLK, OPEN_DOOR } from './directory';
import { consentBy, recordCondition } from './hub-records';
import type { ConsentLine, Destined } from './lines';
import type { MissingEpisodeLine, SocialCareEpisodeLine } from './record-lines';
import { placement, placementNotification } from './placements';
import { custodyEvent, intelligenceReport, missingEpisode, nrmReferral } from './police-records';
import { decide, referral } from './referrals';
import { altered, destined, hubPartOf, isKnownTo, profilesOf, storyOf, type Stage } from './stage';
import type { Story } from './story';
import { before, dateOf } from './times';
import { endOfWorkingDay } from './working-days';

/** The fixed cast, DEMO-1 to DEMO-8, in this order. Each gives all lines of its child. */
export const CAST: readonly ((stage: Stage) => Destined[])[] = [
  consentGiven,
  consentWithdrawn,
  placedInKent,
  refusedInDanger,
  knownToOneCharity,
  recordsOfTwoForces,
  sealedPlacement,
  nearlyEighteen,
];

/** DEMO-1: known to three sectors, consent given for everything. */
function consentGiven(stage: Stage): Destined[] {
  const story = norfolkStory(stage, 1);
  return [...hubPartOf(story, { concern: norfolkConcern, consents: [allGiven(story)] }), ...norfolkRecords(story)];
}

/** DEMO-2: as DEMO-1, and what a charity might have seen of missing episodes and support was withdrawn. */
function consentWithdrawn(stage: Stage): Destined[] {
  const story = norfolkStory(stage, 2);
  const withdrawn = consentBy(story, NORFOLK.council, {
    state: 'WITHDRAWN',
    recordedAt: before(stage.now, { days: 2 }),
    categories: ['MISSING', 'SUPPORT'],
    recipients: ['CHARITY'],
  });
  const consents = [allGiven(story), withdrawn];
  return [...hubPartOf(story, { concern: norfolkConcern, consents }), ...norfolkRecords(story)];
}

const norfolkConcern = { by: NORFOLK.council, level: 'CONCERN' } as const;

function norfolkStory(stage: Stage, number: number): Story {
  const holdings = [
    isKnownTo('police', NORFOLK.force),
    isKnownTo('council', NORFOLK.council),
    isKnownTo('charity', HARBOUR),
  ];
  return storyOf(stage, { number, homeCode: NORFOLK.council, holdings });
}

function allGiven(story: Story): ConsentLine {
  const recordedAt = before(story.now, { days: 60 });
  return consentBy(story, story.child.holdings[0]?.organisation ?? NORFOLK.council, { state: 'GIVEN', recordedAt });
}

/** Two missing episodes, the second ended 30 hours ago; an active support episode; a referral refused as R01. */
function norfolkRecords(story: Story): Destined[] {
  const { now } = story;
  const firstReturn = before(now, { days: 41 });
  const first = episodeOf(story, NORFOLK.force, { returnedAt: firstReturn, hoursAway: 26 });
  const secondReturn = before(now, { hours: 30 });
  const second = episodeOf(story, NORFOLK.force, { returnedAt: secondReturn, hoursAway: 58 });
  const receivedAt = before(now, { days: 12 });
  const open = referral(story, NORFOLK.council, { source: '8.V.CL', referrerId: HARBOUR, receivedAt });
  const refusal = { decision: 'NO_FURTHER_ACTION', reasonCode: 'R01', decidedAt: before(receivedAt, { hours: -5 }) };
  return [
    ...profilesOf(story),
    ...destined('police', first, second, custodyEvent(story, NORFOLK.force, before(now, { days: 20 }))),
    ...destined(
      'council',
      socialCareEpisode(story, NORFOLK.council, {
        status: 'EARLY_HELP',
        startedOn: before(now, { days: 150 }),
        endedOn: null,
      }),
      decide(story, altered(open, { harmContexts: ['EXTRA_FAMILIAL'] }), refusal),
      returnHomeInterview(story, NORFOLK.council, {
        episode: first,
        returnedAt: firstReturn,
        completedAt: before(firstReturn, { hours: -50 }),
      }),
      returnHomeInterview(story, NORFOLK.council, { episode: second, returnedAt: secondReturn, completedAt: null }),
    ),
    ...destined(
      'charity',
      supportEpisode(story, HARBOUR, { status: 'ACTIVE', requestedAt: before(now, { days: 90 }) }),
      wish(story, HARBOUR, before(now, { days: 15 })),
    ),
  ];
}

function episodeOf(story: Story, force: string, at: { returnedAt: Date; hoursAway: number }): MissingEpisodeLine {
  const missingSince = before(at.returnedAt, { hours: at.hoursAway });
  return altered(missingEpisode(story, force, { missingSince, returnedAt: at.returnedAt }), { risk: 'HIGH' });
}

/** DEMO-3: looked after by Lewisham, placed in Kent; the council there has acknowledged, the force has not and is late. */
function placedInKent(stage: Stage): Destined[] {
  const holdings = [
    isKnownTo('council', LEWISHAM.council),
    isKnownTo('police', KENT.force),
    { ...isKnownTo('council', KENT.council), isHost: true },
  ];
  const story = storyOf(stage, { number: 3, homeCode: LEWISHAM.council, holdings, hostAreaCode: KENT.council });
  const sentAt = before(stage.now, { days: 9 });
  const placed = placement(story, LEWISHAM.council, {
    type: 'K2',
    hostAreaCode: KENT.council,
    startedOn: before(sentAt, { days: -1 }),
    endedOn: null,
  });
  const told = (recipientId: string, acknowledgedAt: Date | null) =>
    placementNotification(story, placed, { recipientId, sentAt, acknowledgedAt });
  const conditional = altered(intelligenceReport(story, KENT.force, '2BC'), { handling: 'CONDITIONAL' });
  const hidden = altered(intelligenceReport(story, KENT.force, '1AC'), { handling: 'HIDDEN' });
  const named = recordCondition(conditional, LEWISHAM.council, before(stage.now, { days: -90 }));
  return [
    ...hubPartOf(story, { concern: { by: LEWISHAM.council, level: 'CONCERN' } }),
    ...profilesOf(story),
    ...destined('police', conditional, hidden, episodeOf(story, KENT.force, { returnedAt: sentAt, hoursAway: 14 })),
    ...destined(
      'council',
      lookedAfter(story, LEWISHAM.council, before(stage.now, { days: 320 })),
      assessment(story, LEWISHAM.council, before(stage.now, { days: 290 })),
      placed,
      told(KENT.council, before(endOfWorkingDay(sentAt, 1), { hours: 7 })),
      told(KENT.force, null),
    ),
    ...destined('hub', named),
  ];
}

function lookedAfter(story: Story, council: string, startedOn: Date): SocialCareEpisodeLine {
  const episode = socialCareEpisode(story, council, { status: 'LOOKED_AFTER', startedOn, endedOn: null });
  return altered(episode, { legalStatus: 'C2' });
}

/** DEMO-4: likely significant harm, and consent refused for everything. */
function refusedInDanger(stage: Stage): Destined[] {
  const holdings = [isKnownTo('police', LEWISHAM.force), isKnownTo('council', LEWISHAM.council)];
  const story = storyOf(stage, { number: 4, homeCode: LEWISHAM.council, holdings });
  const startedOn = before(stage.now, { days: 70 });
  const refused = consentBy(story, LEWISHAM.council, { state: 'REFUSED', recordedAt: before(stage.now, { days: 8 }) });
  return [
    ...hubPartOf(story, {
      concern: { by: LEWISHAM.council, level: 'LIKELY_SIGNIFICANT_HARM' },
      consents: [refused],
    }),
    ...profilesOf(story),
    ...destined(
      'police',
      episodeOf(story, LEWISHAM.force, { returnedAt: before(stage.now, { days: 5 }), hoursAway: 44 }),
      custodyEvent(story, LEWISHAM.force, before(stage.now, { days: 33 })),
    ),
    ...destined(
      'council',
      socialCareEpisode(story, LEWISHAM.council, { status: 'CHILD_IN_NEED', startedOn, endedOn: null }),
    ),
  ];
}

/** DEMO-5: known to one charity and to nobody else. */
function knownToOneCharity(stage: Stage): Destined[] {
  const holdings = [isKnownTo('charity', HARBOUR)];
  const story = storyOf(stage, { number: 5, homeCode: NORFOLK.council, holdings });
  return [
    ...hubPartOf(story, {}),
    ...profilesOf(story),
    ...destined(
      'charity',
      supportEpisode(story, HARBOUR, { status: 'ACTIVE', requestedAt: before(stage.now, { days: 45 }) }),
      wish(story, HARBOUR, before(stage.now, { days: 6 })),
    ),
  ];
}

/** DEMO-6: two forces hold records; consent is given, so that what differs is each force's own policy. */
function recordsOfTwoForces(stage: Stage): Destined[] {
  const holdings = [
    isKnownTo('police', NORFOLK.force),
    isKnownTo('police', LEWISHAM.force),
    isKnownTo('council', NORFOLK.council),
    isKnownTo('charity', HARBOUR),
  ];
  const story = storyOf(stage, { number: 6, homeCode: NORFOLK.council, holdings });
  return [
    ...hubPartOf(story, { concern: norfolkConcern, consents: [allGiven(story)] }),
    ...profilesOf(story),
    ...destined(
      'police',
      episodeOf(story, NORFOLK.force, { returnedAt: before(stage.now, { days: 24 }), hoursAway: 19 }),
      episodeOf(story, LEWISHAM.force, { returnedAt: before(stage.now, { days: 11 }), hoursAway: 31 }),
    ),
    ...destined(
      'charity',
      supportEpisode(story, HARBOUR, { status: 'OFFERED', requestedAt: before(stage.now, { days: 9 }) }),
    ),
  ];
}

/** DEMO-7: where the child is placed is sealed: others see that something is withheld, and that is all. */
function sealedPlacement(stage: Stage): Destined[] {
  const story = norfolkStory(stage, 7);
  const startedOn = before(stage.now, { days: 66 });
  const placed = placement(story, NORFOLK.council, {
    type: 'U4',
    hostAreaCode: NORFOLK.council,
    startedOn,
    endedOn: null,
  });
  return [
    ...hubPartOf(story, { concern: norfolkConcern, consents: [allGiven(story)] }),
    ...profilesOf(story),
    ...destined('council', altered(placed, { handling: 'SEALED' }), lookedAfter(story, NORFOLK.council, startedOn)),
    ...destined('charity', wish(story, HARBOUR, before(stage.now, { days: 20 }))),
  ];
}

/** DEMO-8: eighteen in 20 days, when consent to the NRM becomes the young person's own; an advocate is allocated. */
function nearlyEighteen(stage: Stage): Destined[] {
  const birthday = before(stage.now, { days: -20 });
  const bornOn = `${birthday.getUTCFullYear() - 18}${dateOf(birthday).slice(4).replace('-02-29', '-02-28')}`;
  const holdings = [
    isKnownTo('police', KENT.force),
    isKnownTo('council', KENT.council),
    isKnownTo('charity', OPEN_DOOR),
  ];
  const story = storyOf(stage, { number: 8, homeCode: KENT.council, holdings, bornOn });
  const startedOn = before(stage.now, { days: 200 });
  return [
    ...hubPartOf(story, {
      concern: { by: KENT.council, level: 'CONCERN' },
      consents: [allGiven(story)],
      allocated: { [OPEN_DOOR]: ['advocate-1'] },
    }),
    ...profilesOf(story),
    ...destined(
      'police',
      altered(nrmReferral(story, KENT.force, before(stage.now, { days: 75 })), {
        stage: 'CONCLUSIVE_GROUNDS_PENDING',
      }),
      episodeOf(story, KENT.force, { returnedAt: before(stage.now, { days: 48 }), hoursAway: 12 }),
    ),
    ...destined(
      'council',
      socialCareEpisode(story, KENT.council, { status: 'CHILD_IN_NEED', startedOn, endedOn: null }),
    ),
    ...destined(
      'charity',
      advocacyRequest(story, OPEN_DOOR, { requestedAt: before(stage.now, { days: 30 }), status: 'ACTIVE' }),
      wish(story, OPEN_DOOR, before(stage.now, { days: 4 })),
    ),
  ];
}
