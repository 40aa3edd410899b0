import type { Pool } from 'pg';
import type { DisclosureLog } from '../hub/ports';
import { disclosureCursor, findDisclosures } from './audit-log';

/** Reads the audit log as the hub's screens page through it. */
export function createDisclosureLog(pool: Pool): DisclosureLog {
  return {
    async findDisclosures({ first, after, ...filter }) {
      const { rows, hasNextPage } = await findDisclosures(pool, filter, { first, after });
      const last = rows.at(-1);
      return {
        rows: rows.map(({ subject, ...row }) => ({ ...row, person: subject })),
        endCursor: last ? disclosureCursor(last.id) : null,
        hasNextPage,
      };
    },
  };
}
