import type { OwnerAnswer, OwnerError } from './answer';
import { collectAt, findEntities, groupFetches, writeOperation, writeVariables } from './batch';
import type { Found, Group } from './batch';
import type { Catalogue } from './catalogue';
import type { EntityFetch, RootFetch, Wave } from './compile';
import type { Gate, LabelledFetch, RecordKey, Target } from './gate';
import { isObject, mergeInto, type JsonObject } from '../json';
import { applyRewrites } from './rewrites';
import { subjectsIn, sweepOut, type Sweep } from './sweep';

/** Sends one GraphQL request to a sector and always resolves. */
export type Send = (request: OwnerRequest) => Promise<OwnerAnswer>;

export interface OwnerRequest {
  readonly sector: string;
  readonly query: string;
  /** JSON, written already. */
  readonly variables: string;
}

export interface Execution {
  readonly catalogue: Catalogue;
  readonly waves: readonly Wave[];
  /** As the client sent them; the owners coerce them by the definitions in each operation. */
  readonly rawVariables: Readonly<Record<string, unknown>>;
  /** Coerced, with defaults: what conditions and page sizes are read from. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly gate: Gate;
  readonly send: Send;
}

/** What went wrong on the way, without anybody's words: at most one entry for an owner that did not answer. */
export interface FetchFault extends OwnerError {
  readonly sector: string;
}

export interface Fetched {
  readonly data: JsonObject;
  readonly faults: readonly FetchFault[];
}

interface Progress {
  readonly data: JsonObject;
  readonly faults: FetchFault[];
}

/**
 * Runs a plan wave by wave: find entities, decide, send one request to each owner, merge, sweep out what the caller may
 * not know of. Rejects only when the gate cannot read what its decisions need.
 */
export async function execute(run: Execution): Promise<Fetched> {
  const progress: Progress = { data: Object.create(null) as JsonObject, faults: [] };
  for (const wave of run.waves) await runWave(run, wave, progress);
  return progress;
}

async function runWave(run: Execution, wave: Wave, progress: Progress): Promise<void> {
  const arrivals: Arrival[] = [];
  const roots = wave.roots.filter((fetch) => isWanted(run, fetch));
  const batches = await decideWave(run, wave, progress.data);
  await Promise.all([
    ...roots.map((fetch) => fetchRoot(run, fetch, { progress, arrivals })),
    ...batches.map((batch) => fetchEntities(run, batch, { progress, arrivals })),
  ]);
  await sweepArrivals(run, arrivals);
}

/** Objects that an owner has just sent, and where records can stand in them. */
interface Arrival {
  readonly sweep: Sweep;
  readonly objects: readonly JsonObject[];
}

interface Outcome {
  readonly progress: Progress;
  readonly arrivals: Arrival[];
}

function isWanted(run: Execution, { conditions }: { conditions: EntityFetch['conditions'] }): boolean {
  return conditions.every(({ variable, wanted }) => (run.variables[variable] === true) === wanted);
}

interface Batch {
  readonly sector: string;
  readonly groups: readonly Group[];
}

/** Decides every representation of a wave; nothing that is not admitted gets into a request. */
async function decideWave(run: Execution, wave: Wave, data: JsonObject): Promise<Batch[]> {
  const sites = new Map<string, Found[]>();
  const children = new Set<string>();
  const wanted = wave.entities.filter((fetch) => isWanted(run, fetch));
  for (const fetch of wanted) {
    if (sites.has(siteOf(fetch))) continue;
    const places: JsonObject[] = [];
    collectAt(data, fetch.path, places);
    const found = findEntities(fetch, places, (place) => targetOf(run.catalogue, fetch, place));
    for (const { target } of found) if (target) children.add(childOf(target));
    sites.set(siteOf(fetch), found);
  }
  if (children.size > 0) await run.gate.prepare(children);
  const bySector = new Map<string, { fetch: EntityFetch; entities: Found[] }[]>();
  for (const fetch of wanted) {
    const entities = admittedOf(run.gate, fetch, sites.get(siteOf(fetch)) ?? []);
    if (entities.length === 0) continue;
    const sent = bySector.get(fetch.sector);
    if (sent) sent.push({ fetch, entities });
    else bySector.set(fetch.sector, [{ fetch, entities }]);
  }
  return [...bySector].map(([sector, fetches]) => ({ sector, groups: groupFetches(fetches) }));
}

/** Whose record the target is depends on the sector that is asked, so sites are found for each sector. */
function siteOf(fetch: EntityFetch): string {
  return `${fetch.sector} ${fetch.site}`;
}

function admittedOf(gate: Gate, fetch: EntityFetch, found: Found[]): Found[] {
  const { labelled } = fetch;
  if (!labelled) return found;
  const admitted = found.filter((each) => isAsked(gate, { fetch, labelled }, each));
  return admitted.length === found.length ? found : admitted;
}

function isAsked(
  gate: Gate,
  { fetch, labelled }: { fetch: EntityFetch; labelled: LabelledFetch },
  found: Found,
): boolean {
  // INVARIANT: a labelled field of something that is neither a child nor a record is never asked for.
  const verdict = found.target ? gate.offer(labelled, found.target, found.places.length) : 'WITHHOLD';
  if (verdict === 'EMPTY') {
    for (const place of found.places) for (const { name, isList } of fetch.fields) place[name] = isList ? [] : null;
  }
  return verdict === 'ASK';
}

function targetOf(catalogue: Catalogue, fetch: EntityFetch, place: JsonObject): Target | null {
  const typename = place['__typename'];
  if (typename === 'Child' && typeof place['id'] === 'string') return { kind: 'CHILD', childId: place['id'] };
  const record = typeof typename === 'string' ? catalogue.records.get(typename) : undefined;
  if (!record || typeof place['subjectId'] !== 'string') return null;
  const key = place as unknown as RecordKey;
  return { kind: record.sector === fetch.sector ? 'OWN_RECORD' : 'FOREIGN_RECORD', key };
}

function childOf(target: Target): string {
  return target.kind === 'CHILD' ? target.childId : target.key.subjectId;
}

async function fetchRoot(run: Execution, fetch: RootFetch, { progress, arrivals }: Outcome): Promise<void> {
  const variables: Record<string, unknown> = {};
  for (const name of fetch.node.variableUsages ?? []) {
    if (run.rawVariables[name] !== undefined) variables[name] = run.rawVariables[name];
  }
  const answer = await run.send({
    sector: fetch.sector,
    query: fetch.operation,
    variables: JSON.stringify(variables),
  });
  if (answer.kind === 'UNAVAILABLE') {
    noteUnavailable(progress, fetch.sector);
    return;
  }
  for (const error of answer.errors) progress.faults.push({ ...error, sector: fetch.sector });
  if (!answer.data) return;
  if (fetch.node.outputRewrites) applyRewrites(run.catalogue.schema, fetch.node.outputRewrites, answer.data);
  mergeInto(progress.data, answer.data);
  if (fetch.sweep) arrivals.push({ sweep: fetch.sweep, objects: [progress.data] });
}

async function fetchEntities(run: Execution, { sector, groups }: Batch, outcome: Outcome): Promise<void> {
  const { query, variables } = writeOperation(groups);
  const values = writeVariables(groups, variables, run.rawVariables);
  const answer = await run.send({ sector, query, variables: values });
  if (answer.kind === 'UNAVAILABLE') {
    noteUnavailable(outcome.progress, sector);
    for (const group of groups) noteWithheld(run.gate, group);
    return;
  }
  for (const error of answer.errors) {
    outcome.progress.faults.push({ ...error, path: placeOf(error, groups), sector });
  }
  groups.forEach((group, index) => {
    const entities = answer.data?.[`e${index}`];
    if (Array.isArray(entities)) mergeGroup(run, { group, entities }, outcome.arrivals);
  });
}

function mergeGroup(run: Execution, { group, entities }: { group: Group; entities: unknown[] }, arrivals: Arrival[]) {
  const objects: JsonObject[] = [];
  group.entities.forEach(({ places }, index) => {
    const entity = entities[index];
    if (!isObject(entity)) return;
    for (const { node } of group.fetches) {
      if (node.outputRewrites) applyRewrites(run.catalogue.schema, node.outputRewrites, entity);
    }
    for (const place of places) mergeInto(place, entity);
    objects.push(...places);
  });
  for (const { sweep } of group.fetches) if (sweep) arrivals.push({ sweep, objects });
}

function noteWithheld(gate: Gate, group: Group): void {
  for (const { labelled } of group.fetches) {
    if (!labelled) continue;
    for (const { target, places } of group.entities) if (target) gate.unavailable(labelled, target, places.length);
  }
}

function noteUnavailable({ faults }: Progress, sector: string): void {
  if (faults.some((each) => each.sector === sector && each.code === 'OWNER_UNAVAILABLE')) return;
  faults.push({ sector, code: 'OWNER_UNAVAILABLE', path: [], at: null, expected: null });
}

/** Where an owner's error belongs in the answer: the place of its group, without positions in lists. */
function placeOf(error: OwnerError, groups: readonly Group[]): string[] {
  const [alias] = error.path;
  const group = typeof alias === 'string' ? groups[Number(alias.slice(1))] : undefined;
  return (group?.fetches[0]?.path ?? []).filter((step) => step !== '@');
}

async function sweepArrivals(run: Execution, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return;
  const children = new Set<string>();
  for (const { sweep, objects } of arrivals) subjectsIn(sweep, objects, children);
  if (children.size > 0) await run.gate.prepare(children);
  const { gate, variables } = run;
  for (const { sweep, objects } of arrivals) {
    sweepOut(sweep, objects, { gate, variables, records: run.catalogue.records });
  }
}
