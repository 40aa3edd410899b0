import { CONCERN_MEANINGS } from '../../../../schema/meanings';
import { dayText, momentText } from '../../dates';
import { recordsOf, type Reading } from './records';

/** What has to be seen first of a child. */
export interface BannerLine {
  readonly tone: 'red' | 'orange' | 'blue';
  readonly title: string;
  readonly text: string;
}

/** Birthdays on which rights and rules change. */
const TRANSITIONS = [13, 16, 18];
const NOTICE_DAYS = 90;
const DAY_MS = 86_400_000;

/** Says what matters first: missing now, what was judged, that the child is a victim, and a birthday that changes the rules. */
export function bannerOf(reading: Reading): BannerLine[] {
  return [...missingNow(reading), ...concern(reading), ...victim(reading), ...birthday(reading)];
}

/** The child's name as some agency lets it be known: in full, else the initials; null when none does. */
export function nameOf(reading: Reading): string | null {
  const profiles = profilesOf(reading);
  const full = profiles.find(({ givenName, familyName }) => givenName != null && familyName != null);
  if (full) return `${String(full['givenName'])} ${String(full['familyName'])}`;
  const known = profiles.find(({ initials }) => initials != null);
  return known ? String(known['initials']) : null;
}

/** The child's age as some agency lets it be known: completed years, else a band. */
export function ageOf(reading: Reading): string | null {
  const born = bornOn(reading);
  if (born !== null) return `${yearsAt(born, today(reading))} years old, born on ${dayText(born)}`;
  const band = profilesOf(reading).find(({ ageBand }) => ageBand != null)?.['ageBand'];
  return typeof band === 'string' ? `${band} years old` : null;
}

function missingNow(reading: Reading): BannerLine[] {
  const open = recordsOf(reading, 'missingEpisodes').filter(({ status }) => status === 'MISSING');
  return open.map((episode) => {
    const since = episode['missingSince'];
    const risk = episode['risk'];
    const parts = [
      typeof since === 'string' ? `Since ${momentText(since)}` : 'Since when is not shared with you',
      ...(typeof risk === 'string' ? [`risk ${risk.toLowerCase().replace('_', ' ')}`] : []),
      `reported to ${reading.names.get(episode.owner.id) ?? episode.owner.id}`,
    ];
    return { tone: 'red', title: 'Missing now', text: `${parts.join(', ')}.` };
  });
}

function concern({ child }: Reading): BannerLine[] {
  if (child.concern === null || child.concern === 'NOT_RECORDED') return [];
  const { label, description } = CONCERN_MEANINGS[child.concern];
  return [{ tone: child.concern === 'CONCERN' ? 'orange' : 'red', title: label, text: description }];
}

function victim(reading: Reading): BannerLine[] {
  const frames = recordsOf(reading, 'victimFrames');
  const seen = recordsOf(reading, 'custodyEvents').filter(({ subjectCategory }) => subjectCategory === 'VICTIM');
  const stages = recordsOf(reading, 'nrmReferrals').map(({ stage }) => stage);
  const referred = stages.some((stage) => typeof stage === 'string' && !stage.endsWith('_NEGATIVE'));
  if (frames.length + seen.length === 0 && !referred) return [];
  const text =
    'The police see a victim of exploitation in this child. Modern Slavery Act 2015 section 45 may be a defence.';
  return [{ tone: 'blue', title: 'Victim first', text }];
}

function birthday(reading: Reading): BannerLine[] {
  const born = bornOn(reading);
  if (born === null) return [];
  return TRANSITIONS.flatMap((age) => {
    const on = dayOfBirthday(born, age);
    const days = Math.round((Date.parse(on) - Date.parse(today(reading))) / DAY_MS);
    if (days < 0 || days > NOTICE_DAYS) return [];
    const rule =
      age === 18 ? 'Services for adults, and consent of their own, from then on.' : 'Rules about consent change.';
    return [{ tone: 'orange' as const, title: `Turns ${age}`, text: `On ${dayText(on)}. ${rule}` }];
  });
}

function profilesOf(reading: Reading) {
  return ['policeProfiles', 'councilProfiles', 'charityProfiles'].flatMap((list) => recordsOf(reading, list));
}

function bornOn(reading: Reading): string | null {
  const born = profilesOf(reading).find(({ dateOfBirth }) => dateOfBirth != null)?.['dateOfBirth'];
  return typeof born === 'string' ? born : null;
}

/** Whoever is born on 29 February comes of an age on 1 March of a common year. */
function dayOfBirthday(born: string, age: number): string {
  const [year = 0, month = 1, day = 1] = born.split('-').map(Number);
  return new Date(Date.UTC(year + age, month - 1, day)).toISOString().slice(0, 10);
}

function yearsAt(born: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day < dayOfBirthday(born, years) ? years - 1 : years;
}

const LONDON = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });

function today({ now }: Reading): string {
  return LONDON.format(new Date(now));
}
