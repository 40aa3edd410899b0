import type { EntityManager } from 'typeorm';
import { HOST_AREAS, type HostArea } from './codes/host-areas';

const POSTCODE = /^([A-Z]{1,2}\d[A-Z\d]?) *(\d[A-Z]{2})$/;

/** A postcode of the United Kingdom as it is written, in capitals with one space; null when the text is none. */
export function parsePostcode(text: string): string | null {
  const match = POSTCODE.exec(text.trim().toUpperCase());
  return match === null ? null : `${match[1]} ${match[2]}`;
}

/** The area in which a postcode lies, by the table of postcodes; null when that is empty or does not know it. */
export async function findAreaOfPostcode(manager: EntityManager, postcode: string): Promise<HostArea | null> {
  const [row] = await manager.query<{ area_code: string }[]>('select area_code from postcodes where postcode = $1', [
    postcode,
  ]);
  return row === undefined ? null : (HOST_AREAS.get(row.area_code) ?? null);
}
