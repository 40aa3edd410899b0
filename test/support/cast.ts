import type { Purpose } from '../../schema/vocabulary';
import type { HubAnswer, Person, WithheldEntry } from './client';

export const NORFOLK_FORCE = 'E23000024';
export const METROPOLITAN_FORCE = 'E23000001';
export const KENT_FORCE = 'E23000032';
export const NORFOLK_COUNCIL = 'E10000020';
export const LEWISHAM_COUNCIL = 'E09000023';
export const KENT_COUNCIL = 'E10000016';
export const HARBOUR = 'harbour-youth-trust';
export const OPEN_DOOR = 'open-door-advocacy';

/** A practitioner of an organisation, with a purpose or none. */
export function worker(organisation: string, purpose?: Purpose, justification?: string): Person {
  return {
    organisation,
    role: 'PRACTITIONER',
    ...(purpose === undefined ? {} : { purpose }),
    ...(justification === undefined ? {} : { justification }),
  };
}

/** The advocate to whom DEMO-8 is allocated. */
export const ADVOCATE: Person = {
  organisation: OPEN_DOOR,
  role: 'ADVOCATE',
  subject: 'advocate-1',
  purpose: 'SUPPORT_SERVICE',
};

export const DATA_OFFICER: Person = { organisation: NORFOLK_FORCE, role: 'DATA_OFFICER', purpose: 'OVERSIGHT' };

/** Who of the cast's holders finds a child by reference. */
const HOLDERS = {
  'DEMO-1': NORFOLK_FORCE,
  'DEMO-2': NORFOLK_COUNCIL,
  'DEMO-3': LEWISHAM_COUNCIL,
  'DEMO-4': METROPOLITAN_FORCE,
  'DEMO-5': HARBOUR,
  'DEMO-6': METROPOLITAN_FORCE,
  'DEMO-7': NORFOLK_COUNCIL,
  'DEMO-8': KENT_COUNCIL,
} as const;
export type CastMember = keyof typeof HOLDERS;

/** The hub's id of every child of the cast. */
export async function findCast(hub: {
  findChild(person: Person, reference: string): Promise<string>;
}): Promise<Record<CastMember, string>> {
  const entries = await Promise.all(
    Object.entries(HOLDERS).map(async ([reference, holder]) => [
      reference,
      await hub.findChild(worker(holder), reference),
    ]),
  );
  return Object.fromEntries(entries) as Record<CastMember, string>;
}

/** Each withheld entry in a line, without the contact: `path owner CATEGORY LEVEL>granted REASON`. */
export function told({ withheld }: HubAnswer): string[] {
  return withheld.map(lineOf).sort();
}

function lineOf({ path, owner, category, level, granted, reason }: WithheldEntry): string {
  return `${path.join('.')} ${owner ?? '-'} ${category} ${level}>${granted} ${reason}`;
}
