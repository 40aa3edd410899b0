import { getNamedType, getNullableType, isAbstractType, isCompositeType, isListType, Kind } from 'graphql';
import type {
  ArgumentNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLNamedType,
  SelectionSetNode,
} from 'graphql';
import type { Catalogue } from './catalogue';
import type { Gate, Label, RecordKey } from './gate';
import { isObject, own, type JsonObject } from '../json';
import { compileWindow, goesOnBehind, headOf, joinWindows, trimWindow, type Window } from './window';

/** INVARIANT: no record object stays in the data without a decision at EXISTENCE. A sweep knows where they can stand. */
export type Sweep = readonly SweepField[];

interface SweepField {
  readonly name: string;
  readonly spot: readonly string[];
  readonly holdsRecords: boolean;
  /** The category of the records when the field's type tells it. */
  readonly category: number | null;
  readonly needs: readonly Need[];
  readonly inner: readonly SweepField[] | null;
  /** Present on a connection whose page is a wider window than the client asked for. */
  readonly window: Window | null;
}

/** A label that a record must reach; one that comes from an argument does not count while the variable is null. */
interface Need {
  readonly label: Label;
  readonly variable: string | null;
}

interface Scope {
  readonly set: SelectionSetNode;
  readonly at: readonly string[];
  readonly needs: readonly Need[];
}

interface Compiler {
  readonly catalogue: Catalogue;
  readonly clientName: (responseName: string) => string;
}

/** What a sweep needs of the running request. */
export interface SweepRun {
  readonly gate: Gate;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Decisions about nodes of root lists, which are looked at more than once and told of once. */
  readonly admitted: WeakMap<object, boolean>;
  /** Connections that are cut to their page already. */
  readonly trimmed: WeakSet<object>;
}

/** Finds the places of records in a selection; null when there are none. A null type means `_Entity`. */
export function compileSweep(
  compiler: Compiler,
  type: GraphQLCompositeType | null,
  scope: { set: SelectionSetNode; at: readonly string[]; label: Label | null },
): Sweep | null {
  const needs = scope.label ? [{ label: scope.label, variable: null }] : [];
  return compileScope(compiler, type, { set: scope.set, at: scope.at, needs });
}

function compileScope(compiler: Compiler, type: GraphQLCompositeType | null, scope: Scope): Sweep | null {
  const fields = new Map<string, SweepField>();
  const visit = (set: SelectionSetNode, parent: GraphQLCompositeType | null): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, narrowed(compiler, selection.typeCondition?.name.value) ?? parent);
      } else if (selection.kind === Kind.FIELD && parent) {
        const swept = compileField(compiler, parent, { field: selection, scope });
        if (swept) fields.set(swept.name, joinFields(fields.get(swept.name), swept));
      }
    }
  };
  visit(scope.set, type);
  return fields.size === 0 ? null : [...fields.values()];
}

function narrowed(compiler: Compiler, condition: string | undefined): GraphQLCompositeType | null {
  const type = condition === undefined ? undefined : compiler.catalogue.schema.getType(condition);
  return type && isCompositeType(type) ? type : null;
}

function compileField(
  compiler: Compiler,
  parent: GraphQLCompositeType,
  { field, scope }: { field: FieldNode; scope: Scope },
): SweepField | null {
  const definition = fieldOf(parent, field.name.value);
  if (!field.selectionSet || !definition) return null;
  const type = getNamedType(definition.type);
  const holdsRecords = mayBeRecord(compiler.catalogue, type);
  const name = field.alias?.value ?? field.name.value;
  const spot = [...scope.at, compiler.clientName(name)];
  const at = isListType(getNullableType(definition.type)) ? [...spot, '*'] : spot;
  const needs = [...scope.needs, ...argumentNeeds(compiler.catalogue, `${parent.name}.${field.name.value}`, field)];
  const inner = compileInner(compiler, type, { set: field.selectionSet, at, needs: holdsRecords ? [] : needs });
  if (!holdsRecords && !inner) return null;
  const category = categoryOf(compiler.catalogue, type);
  return { name, spot, holdsRecords, category, needs, inner, window: compileWindow(definition, field) };
}

function categoryOf({ records }: Catalogue, type: GraphQLNamedType): number | null {
  return records.get(type.name)?.category ?? null;
}

function compileInner(compiler: Compiler, type: GraphQLNamedType, scope: Scope): Sweep | null {
  return isCompositeType(type) ? compileScope(compiler, type, scope) : null;
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return 'getFields' in parent ? parent.getFields()[name] : undefined;
}

function mayBeRecord({ records, schema }: Catalogue, type: GraphQLNamedType): boolean {
  if (records.has(type.name)) return true;
  return isAbstractType(type) && schema.getPossibleTypes(type).some((each) => records.has(each.name));
}

function argumentNeeds(catalogue: Catalogue, coordinate: string, field: FieldNode): Need[] {
  const labels = catalogue.argumentLabels.get(coordinate);
  if (!labels) return [];
  return (field.arguments ?? []).flatMap((argument: ArgumentNode) => {
    const label = labels.get(argument.name.value);
    if (!label || argument.value.kind === Kind.NULL) return [];
    return [{ label, variable: argument.value.kind === Kind.VARIABLE ? argument.value.name.value : null }];
  });
}

/** One response name that is selected several times: what each of them says holds for it. */
function joinFields(a: SweepField | undefined, b: SweepField): SweepField {
  if (!a) return b;
  const inner = a.inner && b.inner ? joinSweeps(a.inner, b.inner) : (a.inner ?? b.inner);
  const window = a.window && b.window ? joinWindows(a.window, b.window) : (a.window ?? b.window);
  const category = a.category === b.category ? a.category : null;
  return {
    ...a,
    holdsRecords: a.holdsRecords || b.holdsRecords,
    category,
    inner,
    needs: [...a.needs, ...b.needs],
    window,
  };
}

function joinSweeps(a: Sweep, b: Sweep): Sweep {
  const fields = new Map<string, SweepField>();
  for (const field of [...a, ...b]) fields.set(field.name, joinFields(fields.get(field.name), field));
  return [...fields.values()];
}

/** Collects the children of all records that stand in the data, so that what decides about them is read at once. */
export function subjectsIn(sweep: Sweep, value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const element of value) subjectsIn(sweep, element, into);
    return;
  }
  if (!isObject(value)) return;
  for (const field of sweep) {
    const child = own(value, field.name);
    if (field.holdsRecords) addSubjects(child, into);
    if (field.inner) subjectsIn(field.inner, child, into);
  }
}

function addSubjects(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) for (const element of value) addSubjects(element, into);
  else if (isObject(value) && typeof value['subjectId'] === 'string') into.add(value['subjectId']);
}

/** Removes from the data every record that the gate does not admit: from lists without a gap, else by null. */
export function sweepOut(sweep: Sweep, value: unknown, run: SweepRun & Pick<Catalogue, 'records'>): void {
  if (Array.isArray(value)) {
    for (const element of value) sweepOut(sweep, element, run);
    return;
  }
  if (!isObject(value)) return;
  for (const field of sweep) {
    if (field.window) sweepWindow(field, value, run);
    else if (field.holdsRecords) sweepField(field, value, run);
    if (field.inner) sweepOut(field.inner, own(value, field.name), run);
  }
}

/** What has not come stays missing: a null would count as an answer to those who require it. */
function sweepField(field: SweepField, parent: JsonObject, run: Run): void {
  const present = own(parent, field.name);
  if (present !== undefined) parent[field.name] = keepAdmitted(present, field, run);
}

/** A running request, with the record types of its supergraph. */
export type Run = SweepRun & Pick<Catalogue, 'records'>;

function sweepWindow(field: SweepField, parent: JsonObject, run: Run): void {
  const connection = own(parent, field.name);
  const nodes = field.inner?.find((each) => each.holdsRecords);
  if (!field.window || !nodes || !isObject(connection) || run.trimmed.has(connection)) return;
  run.trimmed.add(connection);
  if (nodes.category !== null) run.gate.listed(nodes.category, nodes.spot);
  trimWindow(field.window, connection, trimOf(nodes, run));
}

function trimOf(nodes: SweepField, run: Run) {
  return { variables: run.variables, admits: (node: unknown) => isAdmittedOnce(node, nodes, run) };
}

/** A list at the root: the connection that came, and what its page is decided by. */
export interface RootList {
  /** The children of the nodes that make its page unless many of them are left out. */
  subjectsOfHead(): string[];
  /** The cursor behind which the owner has to be asked on; null when it need not be. */
  behind(prepare: (children: ReadonlySet<string>) => Promise<void>): Promise<string | null>;
  /** Cuts the connection to its page. */
  trim(): void;
}

/** Finds a connection among the fields of an object that an owner sent; null when it is no list of records. */
export function rootListOf(
  sweep: Sweep,
  parent: JsonObject,
  { name, run }: { name: string; run: Run },
): RootList | null {
  const field = sweep.find((each) => each.name === name);
  const nodes = field?.inner?.find((each) => each.holdsRecords);
  const connection = own(parent, name);
  const window = field?.window;
  if (!field || !window || !nodes || !isObject(connection)) return null;
  return {
    subjectsOfHead: () => [...subjectsOf(headOf(window, connection, run.variables))],
    behind: (prepare) =>
      goesOnBehind(window, connection, {
        ...trimOf(nodes, run),
        prepare: (some) => prepare(subjectsOf(some)),
      }),
    trim: () => sweepWindow(field, parent, run),
  };
}

function subjectsOf(nodes: readonly unknown[]): Set<string> {
  const children = new Set<string>();
  addSubjects(nodes, children);
  return children;
}

function isAdmittedOnce(node: unknown, field: SweepField, run: Run): boolean {
  if (!isObject(node)) return false;
  let verdict = run.admitted.get(node);
  if (verdict === undefined) run.admitted.set(node, (verdict = isAdmitted(node, field, run)));
  return verdict;
}

function keepAdmitted(value: unknown, field: SweepField, run: Run): unknown {
  if (Array.isArray(value)) {
    const kept: unknown[] = [];
    for (const element of value) {
      const keep = keepAdmitted(element, field, run);
      if (keep !== null) kept.push(keep);
    }
    return kept;
  }
  return isAdmitted(value, field, run) ? value : null;
}

function isAdmitted(value: unknown, field: SweepField, run: Run): boolean {
  if (!isObject(value)) return false;
  const typename = value['__typename'];
  const record = typeof typename === 'string' ? run.records.get(typename) : undefined;
  // INVARIANT: an object of an unknown type where a record may stand is taken for a record without a key, and goes;
  // and so does anything else where only records can stand.
  if (!record) return field.category === null && typeof typename === 'string' && !('subjectId' in value);
  if (!isKey(value)) return false;
  const needs = [{ category: record.category, level: 1 }];
  for (const need of field.needs) if (counts(need, run)) needs.push(need.label);
  return run.gate.admits(value, needs, field.spot);
}

function counts(need: Need, run: SweepRun): boolean {
  return need.variable === null || (own(run.variables, need.variable) ?? null) !== null;
}

function isKey(value: JsonObject): value is JsonObject & RecordKey {
  return (
    typeof value['id'] === 'string' &&
    typeof value['subjectId'] === 'string' &&
    typeof value['ownerId'] === 'string' &&
    typeof value['handling'] === 'string'
  );
}
