import { AGENCIES, CATEGORIES, LEVELS, type DisclosureLevel } from '../../../../schema/vocabulary';
import { byOwner, partOf, summarise, withheldAt } from '../../disclosure';
import { page, type Outcome, type Site, type Visit } from '../../site';
import { ageOf, bannerOf, nameOf } from './banner';
import type { SharingLine } from './child-query';
import { RECORD_KINDS } from './record-kinds';
import { readChild } from './reading';
import { recordsByAgency, type Reading } from './records';
import { filterTimeline, readFilter, timelineOf } from './timeline';

/** Adds the page that joins what all agencies share of a child. */
export function addChild(site: Site): void {
  site.page('/children/:id', async (visit) => showChild(visit, await readChild(visit)));
}

function showChild(visit: Visit, reading: Reading): Outcome {
  const { child, withheld, names } = reading;
  const filter = readFilter(visit.query);
  const events = timelineOf(reading);
  const shown = filterTimeline(events, filter);
  const at = (field: string) => withheldAt(withheld, ['child', field]).map((entry) => partOf(entry, names));
  const summarised = summarise(withheld, names);
  const { justification, viewer } = visit.session;
  return page('child.njk', {
    child,
    name: nameOf(reading),
    age: ageOf(reading),
    banner: bannerOf(reading),
    involvements: { lines: child.involvements ?? [], withheld: at('involvements') },
    consents: { lines: child.consents ?? [], withheld: at('consents') },
    agencies: recordsByAgency(reading),
    timeline: { events: shown, total: events.length, filter, isFiltered: shown.length !== events.length },
    filterAgencies: AGENCIES,
    filterCategories: CATEGORIES.filter((category) => RECORD_KINDS.some((kind) => kind.category === category)),
    withheld: summarised,
    withheldByOwner: byOwner(summarised),
    sharing: sharingTable(child.sharing),
    justification: justification?.childId === child.id ? justification.text : null,
    mayRecord: viewer.role === 'PRACTITIONER' || viewer.role === 'SUPERVISOR',
    maySeeLog: viewer.role !== 'PRACTITIONER',
  });
}

/** Owner by owner, what the caller may see of each category, the most first. */
function sharingTable(lines: readonly SharingLine[]) {
  const owners = new Map<string, { name: string; lines: SharingLine[] }>();
  for (const line of lines) {
    const known = owners.get(line.owner.id) ?? { name: line.owner.name, lines: [] };
    known.lines.push(line);
    owners.set(line.owner.id, known);
  }
  const rank = (level: DisclosureLevel): number => LEVELS.indexOf(level);
  for (const { lines: own } of owners.values()) own.sort((one, other) => rank(other.level) - rank(one.level));
  return [...owners.values()];
}
