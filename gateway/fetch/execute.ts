import type { OwnerAnswer } from './answer';
import { mergeAsked } from './asked';
import { collectAt, findEntities, groupFetches, writeOperation } from './batch';
import type { Found, Group, Representations } from './batch';
import type { Catalogue } from './catalogue';
import type { EntityFetch, RootFetch, Wave } from './compile';
import { createFaults, type Faults, type FetchFault } from './faults';
import type { Gate, LabelledFetch, RecordKey, Target } from './gate';
import { isObject, own, type JsonObject } from '../json';
import { fillWindows, type Filling } from './refill';
import { applyRewrites } from './rewrites';
import { rootListOf, subjectsIn, sweepOut, type Run, type Sweep } from './sweep';

/** Sends one GraphQL request to a sector and always resolves. */
export type Send = (request: OwnerRequest) => Promise<OwnerAnswer>;

export interface OwnerRequest {
  readonly sector: string;
  readonly query: string;
  /** JSON, written already. */
  readonly variables: string;
  /** Of a request for entities: the same variables in parts. */
  readonly entities?: Representations;
}

export interface Execution {
  readonly catalogue: Catalogue;
  readonly waves: readonly Wave[];
  /** As the client sent them; the owners coerce them by the definitions in each operation. */
  readonly rawVariables: Readonly<Record<string, unknown>>;
  /** Coerced, with defaults: what page sizes and the labels of arguments are read from. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly gate: Gate;
  readonly send: Send;
}

export interface Fetched {
  readonly data: JsonObject;
  readonly faults: readonly FetchFault[];
}

/** Windows of root lists that one request may read besides the first ones: some ten thousand records. */
const MAX_WINDOWS = 25;

interface Progress {
  readonly data: JsonObject;
  readonly faults: Faults;
  readonly admitted: WeakMap<object, boolean>;
  readonly trimmed: WeakSet<object>;
  /** How many more windows of root lists may be read for this request. */
  windowsLeft: number;
}

/**
 * Runs a plan wave by wave: find entities, decide, send one request to each owner, merge, sweep out what the caller may
 * not know of. Rejects only when the gate cannot read what its decisions need.
 */
export async function execute(run: Execution): Promise<Fetched> {
  const progress: Progress = {
    data: Object.create(null) as JsonObject,
    faults: createFaults(),
    admitted: new WeakMap(),
    trimmed: new WeakSet(),
    windowsLeft: MAX_WINDOWS,
  };
  for (const wave of run.waves) await runWave(run, wave, progress);
  return { data: progress.data, faults: progress.faults.all() };
}

async function runWave(run: Execution, wave: Wave, progress: Progress): Promise<void> {
  const arrivals: Arrival[] = [];
  const batches = await decideWave(run, wave, progress.data);
  await Promise.all([
    ...wave.roots.map((fetch) => fetchRoot(run, fetch, { progress, arrivals })),
    ...batches.map((batch) => fetchEntities(run, batch, { progress, arrivals })),
  ]);
  await sweepArrivals(run, arrivals, progress);
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

interface Batch {
  readonly sector: string;
  readonly groups: readonly Group[];
}

/** Decides every representation of a wave; nothing that is not admitted gets into a request. */
async function decideWave(run: Execution, wave: Wave, data: JsonObject): Promise<Batch[]> {
  const sites = new Map<string, Found[]>();
  const children = new Set<string>();
  for (const fetch of wave.entities) {
    if (sites.has(fetch.site)) continue;
    const found = findEntities(fetch, collectAt(data, fetch.path), (place) => targetOf(run.catalogue, fetch, place));
    for (const { target } of found) if (target) children.add(childOf(target));
    sites.set(fetch.site, found);
  }
  if (children.size > 0) await run.gate.prepare(children);
  const bySector = new Map<string, { fetch: EntityFetch; entities: Found[] }[]>();
  for (const fetch of wave.entities) {
    const entities = admittedOf(run.gate, fetch, sites.get(fetch.site) ?? []);
    if (entities.length === 0) continue;
    const sent = bySector.get(fetch.sector);
    if (sent) sent.push({ fetch, entities });
    else bySector.set(fetch.sector, [{ fetch, entities }]);
  }
  return [...bySector].map(([sector, fetches]) => ({ sector, groups: groupFetches(fetches) }));
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
  if (found.target) found.subject ??= gate.about(found.target);
  const verdict = found.subject ? found.subject.offer(labelled, found.places.length) : 'WITHHOLD';
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

async function fetchRoot(run: Execution, fetch: RootFetch, outcome: Outcome): Promise<void> {
  const { faults, data } = outcome.progress;
  // The root of the plan, or objects in the data that lead back to it (a payload's `query: Query`).
  const places = collectAt(data, fetch.path);
  if (places.length === 0) return;
  const query = fetch.operation;
  const answer = await ask(run, faults, { sector: fetch.sector, query, variables: rootVariables(run, fetch) });
  if (answer.kind === 'UNAVAILABLE') {
    faults.unavailable(fetch.sector);
    return;
  }
  faults.told(fetch.sector, answer.errors, () => fetch);
  const source = answer.data;
  if (!source) return;
  // An answer that leaves out what was asked for, and does not say why, is none.
  const isWhole = fetch.asked.every(({ name }) => own(source, name) !== undefined);
  if (!isWhole && answer.errors.length === 0) faults.unavailable(fetch.sector);
  guarded(fetch.sector, faults, () => {
    if (fetch.node.outputRewrites) applyRewrites(run.catalogue.schema, fetch.node.outputRewrites, source);
    for (const place of places) mergeAsked(place, source, fetch.asked);
  });
  if (!fetch.sweep) return;
  await fillWindows(fetch.refills, places, fillingOf(run, { fetch, sweep: fetch.sweep }, outcome.progress));
  outcome.arrivals.push({ sweep: fetch.sweep, objects: places });
}

function fillingOf(run: Execution, { fetch, sweep }: { fetch: RootFetch; sweep: Sweep }, progress: Progress): Filling {
  return {
    listAt: (name, place) => rootListOf(sweep, place, { name, run: sweepRun(run, progress) }),
    prepare: (children) => (children.size > 0 ? run.gate.prepare(children) : Promise.resolve()),
    mayGoOn: () => progress.windowsLeft-- > 0,
    async next(refill, after) {
      const { sector, asked } = fetch;
      const variables = variablesOf({ ...run.rawVariables, [refill.after]: after }, refill.variables);
      const answer = await ask(run, progress.faults, { sector, query: refill.operation, variables });
      const copy: JsonObject = {};
      if (answer.kind === 'ANSWERED' && answer.data) mergeAsked(copy, answer.data, asked);
      const connection = own(copy, refill.name);
      if (isObject(connection)) return connection;
      progress.faults.unavailable(sector);
      return null;
    },
  };
}

function rootVariables(run: Execution, fetch: RootFetch): string {
  return variablesOf(run.rawVariables, fetch.node.variableUsages ?? []);
}

function variablesOf(values: Execution['rawVariables'], names: readonly string[]): string {
  const variables = names.flatMap((name) => {
    const value = JSON.stringify(own(values, name));
    return value === undefined ? [] : [`${JSON.stringify(name)}:${value}`];
  });
  return `{${variables.join(',')}}`;
}

/** An owner that did not answer in this request is not asked again in it: each one can hold it up once. */
function ask(run: Execution, faults: Faults, request: OwnerRequest): Promise<OwnerAnswer> {
  return faults.isUnavailable(request.sector) ? Promise.resolve({ kind: 'UNAVAILABLE' }) : run.send(request);
}

async function fetchEntities(run: Execution, { sector, groups }: Batch, outcome: Outcome): Promise<void> {
  const { faults } = outcome.progress;
  const answer = await ask(run, faults, { sector, ...writeOperation(groups, run.rawVariables) });
  const data = answer.kind === 'ANSWERED' ? answer.data : null;
  if (answer.kind === 'ANSWERED') faults.told(sector, answer.errors, (error) => groupOf(error.path, groups));
  const isExplained = answer.kind === 'ANSWERED' && answer.errors.length > 0;
  groups.forEach((group, index) => {
    const entities = data?.[`e${index}`];
    // INVARIANT: a list that does not match the representations says nothing about any of them.
    const isWhole = Array.isArray(entities) && entities.length === group.entities.length;
    if (isWhole) {
      guarded(sector, faults, () => mergeGroup(run, { group, entities }, outcome.arrivals));
      return;
    }
    noteWithheld(run.gate, group);
    if (!isExplained) faults.unavailable(sector);
  });
}

/** What is too deep or too long to be merged is no answer. What came before the fault is swept like anything else. */
function guarded(sector: string, faults: Faults, merge: () => void): void {
  try {
    merge();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    faults.unavailable(sector);
  }
}

function mergeGroup(run: Execution, { group, entities }: { group: Group; entities: unknown[] }, arrivals: Arrival[]) {
  const objects: JsonObject[] = [];
  for (const { sweep } of group.fetches) if (sweep) arrivals.push({ sweep, objects });
  group.entities.forEach(({ places }, index) => {
    const source = entities[index];
    if (!isObject(source)) return;
    for (const { node } of group.fetches) {
      if (node.outputRewrites) applyRewrites(run.catalogue.schema, node.outputRewrites, source);
    }
    for (const place of places) {
      objects.push(place);
      for (const { asked } of group.fetches) mergeAsked(place, source, asked);
    }
  });
}

function noteWithheld(gate: Gate, group: Group): void {
  for (const { labelled } of group.fetches) {
    if (!labelled) continue;
    for (const { target, places } of group.entities) if (target) gate.unavailable(labelled, target, places.length);
  }
}

/** The fetch that an error belongs to, by the alias of its group. */
function groupOf([alias]: readonly (string | number)[], groups: readonly Group[]): EntityFetch | undefined {
  return typeof alias === 'string' ? groups[Number(alias.slice(1))]?.fetches[0] : undefined;
}

async function sweepArrivals(run: Execution, arrivals: readonly Arrival[], progress: Progress): Promise<void> {
  const children = new Set<string>();
  for (const { sweep, objects } of arrivals) subjectsIn(sweep, objects, children);
  if (children.size > 0) await run.gate.prepare(children);
  for (const { sweep, objects } of arrivals) sweepOut(sweep, objects, sweepRun(run, progress));
}

function sweepRun({ gate, variables, catalogue }: Execution, { admitted, trimmed }: Progress): Run {
  return { gate, variables, admitted, trimmed, records: catalogue.records };
}
