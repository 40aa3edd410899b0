import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { getNullableType, isInterfaceType, isListType, isObjectType, Kind, OperationTypeNode } from 'graphql';
import { parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { FieldNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { compileAsked, type Asked } from './asked';
import type { Catalogue } from './catalogue';
import type { LabelledFetch } from './gate';
import { compileRefills, type Refill } from './refill';
import { compileRepresentation, type Represent } from './representation';
import { addRename, renamesIn, type Rename } from './rewrites';
import { inTurn } from './serial';
import { compileSweep, type Sweep } from './sweep';

interface CompiledFetch {
  readonly node: FetchNode;
  readonly sector: string;
  /** Where in the data the fetch belongs; `@` stands for every element of a list. */
  readonly path: readonly string[];
  /** All that may be taken from its answer. */
  readonly asked: Asked;
  /** By response name, the client's name: the only words in which an error of the owner may say where it happened. */
  readonly names: ReadonlyMap<string, string>;
  /** Where record objects stand in what this fetch returns; null when it returns none. */
  readonly sweep: Sweep | null;
}

/** A fetch of root fields. */
export interface RootFetch extends CompiledFetch {
  readonly operation: string;
  /** How its lists go on behind the window that it asks for. */
  readonly refills: readonly Refill[];
}

/** A fetch of fields of entities that are already in the data. */
export interface EntityFetch extends CompiledFetch {
  /** Fetches of one site take the same representations from the same places, for the same sector: whose record one is depends on it. */
  readonly site: string;
  readonly represent: Represent;
  /** The fields inside `_entities`, printed. */
  readonly selection: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly labelled: LabelledFetch | null;
  /** Response names of the fields at the top, and whether each is a list. */
  readonly fields: readonly { readonly name: string; readonly isList: boolean }[];
}

/** All that may run at the same time: no fetch of a wave needs what another one of it brings. */
export interface Wave {
  readonly roots: readonly RootFetch[];
  readonly entities: readonly EntityFetch[];
}

const RECORD_KEY = ['__typename', 'id', 'subjectId', 'ownerId', 'handling'];

interface Place {
  readonly depth: number;
  readonly path: readonly string[];
}

/** Gives the name under which the client asked for a response name that had to be changed for planning. */
export type ClientName = (responseName: string) => string;

/** Turns a query plan's tree into waves. The number of waves is the depth of the plan. */
export function compilePlan(catalogue: Catalogue, plan: QueryPlan, clientName: ClientName): Wave[] {
  const waves: { roots: RootFetch[]; entities: EntityFetch[] }[] = [];
  const add = (node: FetchNode, place: Place): void => {
    const wave = (waves[place.depth] ??= { roots: [], entities: [] });
    if (node.requires) wave.entities.push(compileEntityFetch({ catalogue, node, place, clientName }));
    else wave.roots.push(compileRootFetch({ catalogue, node, place, clientName }));
  };
  if (plan.node) layOut(inTurn(eventPlan(plan.node)), { depth: 0, path: [] }, add);
  return Array.from(waves, (wave) => wave ?? { roots: [], entities: [] });
}

/** A subscription is answered for each event like a query: what the event itself says first, then the rest. */
function eventPlan(node: NonNullable<QueryPlan['node']>): PlanNode {
  if (node.kind !== 'Subscription') return node;
  return { kind: 'Sequence', nodes: [node.primary, ...(node.rest ? [node.rest] : [])] };
}

/** Lays a plan node out from a depth on; returns the depth at which what follows it may start. */
function layOut(node: PlanNode, place: Place, add: (node: FetchNode, place: Place) => void): number {
  switch (node.kind) {
    case 'Fetch':
      add(node, place);
      return place.depth + 1;
    case 'Flatten':
      return layOut(node.node, { ...place, path: [...place.path, ...node.path.map(String)] }, add);
    case 'Parallel':
      return Math.max(place.depth, ...node.nodes.map((each) => layOut(each, place, add)));
    case 'Sequence':
      return node.nodes.reduce((depth, each) => layOut(each, { ...place, depth }, add), place.depth);
    case 'Condition':
      throw new Error('conditions are settled before an operation is planned');
    case 'Defer':
      throw new Error('deferred parts are not planned for');
  }
}

interface FetchInput {
  catalogue: Catalogue;
  node: FetchNode;
  place: Place;
  clientName: ClientName;
}

function graphOf(catalogue: Catalogue, node: FetchNode) {
  const graph = catalogue.graphs.get(node.serviceName);
  if (!graph) throw new Error(`the plan names a subgraph that the supergraph does not: ${node.serviceName}`);
  return graph;
}

function operationOf(node: FetchNode): OperationDefinitionNode {
  const [definition, ...others] = parse(node.operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a fetch holds one operation');
  // INVARIANT: nothing is spread. A record behind a named fragment would escape the sweep.
  if (others.length > 0) throw new Error('a fetch holds no named fragments');
  return definition;
}

function compileFetch({ catalogue, node, place, clientName }: FetchInput, definition: OperationDefinitionNode) {
  const { path } = place;
  const names = new Map([...path, ...namesIn(definition)].map((name) => [name, clientName(name)]));
  return { node, sector: graphOf(catalogue, node).sector, path, names };
}

function compileRootFetch(input: FetchInput): RootFetch {
  const { catalogue, node, place, clientName } = input;
  const definition = operationOf(node);
  const renames = renamesIn(node.outputRewrites);
  const type = catalogue.schema.getRootType(definition.operation);
  const scope = { set: definition.selectionSet, at: spotOf(place, clientName), label: null };
  return {
    ...compileFetch(input, definition),
    asked: compileAsked(catalogue.schema, definition.selectionSet, { renames }),
    operation: stripIgnoredCharacters(print(definition)),
    refills: definition.operation === OperationTypeNode.QUERY ? compileRefills(definition) : [],
    sweep: type ? sweepAfter(renames, compileSweep({ catalogue, clientName }, type, scope)) : null,
  };
}

function compileEntityFetch(input: FetchInput): EntityFetch {
  const { catalogue, node, place, clientName } = input;
  const definition = operationOf(node);
  const entities = definition.selectionSet.selections[0];
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) throw new Error('an entity fetch selects _entities');
  const { sector, label } = graphOf(catalogue, node);
  const requires = node.requires ?? [];
  const renames = renamesIn(node.outputRewrites);
  const inner = entities.selectionSet;
  const at = spotOf(place, clientName);
  const untouched = isOnRecords(catalogue, inner) ? RECORD_KEY : [];
  const names = topFields(inner).map((field) => field.alias?.value ?? field.name.value);
  return {
    ...compileFetch(input, definition),
    asked: compileAsked(catalogue.schema, inner, { without: untouched, renames }),
    site: JSON.stringify([sector, place.path, requires, node.inputRewrites ?? null]),
    represent: compileRepresentation(catalogue.schema, { requires, inputRewrites: node.inputRewrites }),
    selection: inner.selections.map((each) => stripIgnoredCharacters(print(each))).join(' '),
    variables: variablesOf(definition),
    labelled: label ? { sector, label, spots: spotsOf(names, at, clientName) } : null,
    fields: fieldsOf(catalogue, inner),
    sweep: sweepAfter(renames, compileSweep({ catalogue, clientName }, null, { set: inner, at, label })),
  };
}

/** INVARIANT: a record is swept under the name that it has once an answer's rewrites are applied. */
function sweepAfter(renames: readonly Rename[], sweep: Sweep | null): Sweep | null {
  return sweep && renames.reduce(addRename, sweep);
}

function spotOf({ path }: Place, clientName: ClientName): string[] {
  return path.map((step) => (step === '@' ? '*' : clientName(step)));
}

/** INVARIANT: the key that a record came with stands; no other owner's answer changes what is decided about it. */
function isOnRecords({ records }: Catalogue, set: SelectionSetNode): boolean {
  return set.selections.some(
    (each) => each.kind === Kind.INLINE_FRAGMENT && records.has(each.typeCondition?.name.value ?? ''),
  );
}

function namesIn(definition: OperationDefinitionNode): string[] {
  const names: string[] = [];
  visit(definition, { Field: (field) => void names.push(field.alias?.value ?? field.name.value) });
  return names;
}

function variablesOf(definition: OperationDefinitionNode): Map<string, string> {
  const variables = new Map<string, string>();
  for (const each of definition.variableDefinitions ?? []) {
    if (each.variable.name.value !== 'representations') {
      variables.set(each.variable.name.value, stripIgnoredCharacters(print(each)));
    }
  }
  return variables;
}

function spotsOf(names: readonly string[], at: readonly string[], clientName: ClientName): string[][] {
  return [...new Set(names)].filter((name) => name !== '__typename').map((name) => [...at, clientName(name)]);
}

function topFields(set: SelectionSetNode): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? topFields(selection.selectionSet) : [];
  });
}

/** The top fields with whether they are lists; looked up on whatever object types the fragments name. */
function fieldsOf(
  catalogue: Catalogue,
  set: SelectionSetNode,
  condition?: string,
): { name: string; isList: boolean }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return fieldsOf(catalogue, selection.selectionSet, selection.typeCondition?.name.value ?? condition);
    }
    if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') return [];
    const isList = isListField(catalogue, condition, selection.name.value);
    return [{ name: selection.alias?.value ?? selection.name.value, isList }];
  });
}

function isListField({ schema }: Catalogue, typeName: string | undefined, fieldName: string): boolean {
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const field = type.getFields()[fieldName];
  return field !== undefined && isListType(getNullableType(field.type));
}
