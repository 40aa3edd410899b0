import { file, page, type Site, type Visit } from '../../site';
import { statusOf, type CheckpointLine } from './checkpoints';

export const CHECKPOINTS_QUERY = `query Checkpoints($after: String) { auditCheckpoints(first: 100, after: $after) {
  publicKey nodes { file line writer seq hash at } pageInfo { endCursor hasNextPage } } }`;

interface CheckpointsAnswer {
  readonly auditCheckpoints: {
    readonly publicKey: string;
    readonly nodes: readonly CheckpointLine[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

/** Adds the state of the log's integrity: what the signed checkpoints say, and taking them home. */
export function addIntegrity(site: Site): void {
  site.page('/disclosures/integrity', async (visit) => {
    const { lines, publicKey, isWhole } = await readCheckpoints(visit);
    const files = statusOf(lines, publicKey);
    const isSound = files.every(({ faults }) => faults.length === 0);
    return page('integrity.njk', { files, isSound, isWhole, publicKey, role: visit.session.viewer.role });
  });
  site.page('/disclosures/integrity/checkpoints', async (visit) => {
    const { lines } = await readCheckpoints(visit);
    return file(
      'checkpoints.jsonl',
      'application/x-ndjson; charset=utf-8',
      lines.map(({ line }) => `${line}\n`).join(''),
    );
  });
}

/** A page of 100 each. */
const MOST_PAGES = 50;

interface Checkpoints {
  readonly lines: readonly CheckpointLine[];
  readonly publicKey: string;
  readonly isWhole: boolean;
}

async function readCheckpoints(visit: Visit, after: string | null = null, pages = MOST_PAGES): Promise<Checkpoints> {
  const { data } = await visit.ask<CheckpointsAnswer>({ query: CHECKPOINTS_QUERY, variables: { after } });
  const { nodes, pageInfo, publicKey } = data.auditCheckpoints;
  const isWhole = !pageInfo.hasNextPage;
  if (isWhole || pages === 1) return { lines: nodes, publicKey, isWhole };
  const rest = await readCheckpoints(visit, pageInfo.endCursor, pages - 1);
  return { ...rest, lines: [...nodes, ...rest.lines] };
}
