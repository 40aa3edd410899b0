import DataLoader from 'dataloader';
import { type Judgement } from './concern';
import { type HubContext } from './context';
import { isHubId } from './hub-id';
import { type HubStore, type InvolvementRow, type MarkedConsentRow } from './ports';

/** Gathers what one request asks for into one statement per kind. */
export interface Loaders {
  readonly involvementsOfChild: DataLoader<string, InvolvementRow[]>;
  readonly involvement: DataLoader<string, InvolvementRow | null>;
  readonly consentsOfChild: DataLoader<string, MarkedConsentRow[]>;
  readonly consent: DataLoader<string, MarkedConsentRow | null>;
  readonly judgements: DataLoader<string, Judgement[]>;
}

const LOADERS = new WeakMap<HubContext, Loaders>();

/** The loaders of this request. INVARIANT: no loader outlives its request or serves another one. */
export function loadersOf(context: HubContext): Loaders {
  const known = LOADERS.get(context);
  if (known !== undefined) return known;
  const created = createLoaders(context.hub.store);
  LOADERS.set(context, created);
  return created;
}

/** Batches only: what a mutation wrote must be seen by the selections under it, so nothing is kept between batches. */
const BATCH_ONLY = { cache: false } as const;

function createLoaders(store: HubStore): Loaders {
  return {
    involvementsOfChild: new DataLoader(
      async (ids) => groupBy(ids, await store.findInvolvementsOfChildren(distinct(ids))),
      BATCH_ONLY,
    ),
    involvement: new DataLoader(async (ids) => pick(ids, await store.findInvolvements(distinct(ids))), BATCH_ONLY),
    consentsOfChild: new DataLoader(
      async (ids) => groupBy(ids, await store.findConsentsOfChildren(distinct(ids))),
      BATCH_ONLY,
    ),
    consent: new DataLoader(async (ids) => pick(ids, await store.findConsents(distinct(ids))), BATCH_ONLY),
    judgements: new DataLoader(
      async (ids) => groupBy<Judgement & { childId: string }>(ids, await store.findJudgements(distinct(ids))),
      BATCH_ONLY,
    ),
  };
}

/** What is no id of the hub belongs to nothing, and must not make the statement for all the others fail. */
function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter(isHubId);
}

function groupBy<T extends { readonly childId: string }>(ids: readonly string[], rows: readonly T[]): T[][] {
  const groups = new Map<string, T[]>(ids.map((id) => [id, []]));
  for (const row of rows) groups.get(row.childId)?.push(row);
  return ids.map((id) => groups.get(id) ?? []);
}

function pick<T extends { readonly id: string }>(ids: readonly string[], rows: readonly T[]): (T | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
