import {
  Kind,
  type DocumentNode,
  type FieldDefinitionNode,
  type SelectionSetNode,
  type TypeDefinitionNode,
} from 'graphql';
import { findLabel, hasDirective, labelName, type Label } from './classified';
import {
  directivesOf,
  fieldSetOf,
  findField,
  implementersOf,
  isComposite,
  keyFieldsOf,
  keysOf,
  namedType,
  objectTypes,
  readSubgraph,
  ROOT_TYPES,
  type SubgraphDocument,
} from './subgraph-document';
import { writeVirtual } from './virtual-document';
import { SplitError, type VirtualSubgraph } from './virtual-subgraph';

/**
 * Splits a subgraph by label: `police` keeps root fields, keys and public fields; `police__MISSING_SUMMARY` holds only
 * entities, by key, with the fields of that label. All of them are served by the one real subgraph.
 * A classified field can then be reached through an entity fetch on its own virtual subgraph, and in no other way.
 * @throws SplitError when a classified field is not on an entity.
 */
export function split(sector: string, sdl: DocumentNode | string): Map<string, DocumentNode> {
  const source = readSubgraph({ name: sector, sdl });
  const virtuals = [gatherBase(source), ...labelsOf(source).map((label) => gatherLabelled(source, label))];
  return new Map(virtuals.map((virtual) => [virtual.name, writeVirtual(virtual, virtuals)]));
}

function labelsOf(source: SubgraphDocument): Label[] {
  const labels = new Map<string, Label>();
  for (const type of objectTypes(source)) {
    for (const field of type.fields ?? []) {
      const label = ownLabel(field);
      if (label === null) continue;
      if (keysOf(type).length === 0) throw new SplitError(remedyForNoEntity(type.name.value, field.name.value));
      labels.set(labelName(label), label);
    }
  }
  return [...labels.keys()].sort().map((name) => labels.get(name)!);
}

function remedyForNoEntity(type: string, field: string): string {
  return (
    `\`${type}.${field}\` is classified, but \`${type}\` has no key, so no entity fetch could be refused: ` +
    'move the field to a record, or classify the field that returns it'
  );
}

/** An external field's label is its owner's business. */
function ownLabel(field: FieldDefinitionNode): Label | null {
  return hasDirective(field, 'external') ? null : findLabel(field);
}

function isOfLabel(field: FieldDefinitionNode, label: Label | null): boolean {
  if (hasDirective(field, 'external')) return false;
  const own = findLabel(field);
  return own === null || label === null ? own === label : labelName(own) === labelName(label);
}

function createVirtual(source: SubgraphDocument, label: Label | null): VirtualSubgraph {
  const name = label === null ? source.name : `${source.name}__${labelName(label)}`;
  return { name, label, source, reached: new Set(), own: new Map(), external: new Map() };
}

function gatherBase(source: SubgraphDocument): VirtualSubgraph {
  const virtual = createVirtual(source, null);
  for (const type of objectTypes(source)) {
    if (ROOT_TYPES.has(type.name.value) || keysOf(type).length > 0) takeFieldsOfLabel(virtual, type);
  }
  return virtual;
}

function gatherLabelled(source: SubgraphDocument, label: Label): VirtualSubgraph {
  const virtual = createVirtual(source, label);
  for (const type of objectTypes(source)) {
    if ((type.fields ?? []).some((field) => isOfLabel(field, label))) takeFieldsOfLabel(virtual, type);
  }
  return virtual;
}

function takeFieldsOfLabel(virtual: VirtualSubgraph, type: TypeDefinitionNode): void {
  reach(virtual, type.name.value);
  if (!isComposite(type)) return;
  const taken = (type.fields ?? []).filter((field) => isOfLabel(field, virtual.label));
  for (const field of taken) takeField(virtual, type.name.value, field);
  for (const name of type.interfaces ?? []) {
    const declared = virtual.source.types.get(name.name.value);
    // The interface has to show the field where its implementers have it, or the API would lose it.
    if (taken.some((field) => findField(declared, field.name.value) !== null)) reach(virtual, name.name.value);
  }
}

function takeField(virtual: VirtualSubgraph, type: string, field: FieldDefinitionNode): void {
  add(virtual.own, type, field.name.value);
  reach(virtual, namedType(field.type));
  for (const argument of field.arguments ?? []) reach(virtual, namedType(argument.type));
  for (const requires of directivesOf(field, 'requires')) takeExternals(virtual, type, fieldSetOf(requires));
  for (const provides of directivesOf(field, 'provides')) {
    takeExternals(virtual, namedType(field.type), fieldSetOf(provides));
  }
}

/**
 * Gathers what a field needs from elsewhere. A field of the same owner under another label is elsewhere, too:
 * it is in another virtual subgraph.
 */
function takeExternals(virtual: VirtualSubgraph, typeName: string, set: SelectionSetNode): void {
  const type = virtual.source.types.get(typeName);
  for (const selection of set.selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      takeExternals(virtual, selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
    }
    if (selection.kind !== Kind.FIELD || type === undefined) continue;
    const field = findField(type, selection.name.value);
    if (field === null) continue;
    takeExternal(virtual, type, field);
    if (selection.selectionSet !== undefined) takeExternals(virtual, namedType(field.type), selection.selectionSet);
  }
}

function takeExternal(virtual: VirtualSubgraph, type: TypeDefinitionNode, field: FieldDefinitionNode): void {
  reach(virtual, type.name.value);
  reach(virtual, namedType(field.type));
  const isValue = keysOf(type).length === 0;
  if (isValue || keyFieldsOf(type).has(field.name.value)) return;
  if (isOfLabel(field, virtual.label)) takeField(virtual, type.name.value, field);
  else add(virtual.external, type.name.value, field.name.value);
}

/** Brings a type in: an entity by its keys, anything else whole, with all that it mentions. */
function reach(virtual: VirtualSubgraph, typeName: string): void {
  const type = virtual.source.types.get(typeName);
  if (type === undefined || virtual.reached.has(typeName)) return;
  virtual.reached.add(typeName);
  for (const mentioned of mentionedBy(virtual, type)) reach(virtual, mentioned);
}

function mentionedBy(virtual: VirtualSubgraph, type: TypeDefinitionNode): string[] {
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      return takeObject(virtual, type);
    case Kind.INTERFACE_TYPE_DEFINITION:
      return implementersOf(virtual.source, type.name.value).map((implementer) => implementer.name.value);
    case Kind.UNION_TYPE_DEFINITION:
      return (type.types ?? []).map((member) => member.name.value);
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (type.fields ?? []).map((field) => namedType(field.type));
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
    default:
      return [];
  }
}

function takeObject(virtual: VirtualSubgraph, type: TypeDefinitionNode): string[] {
  if (!isComposite(type) || ROOT_TYPES.has(type.name.value)) return [];
  if (keysOf(type).length > 0) {
    for (const key of keysOf(type)) takeKey(virtual, type.name.value, fieldSetOf(key));
    return [];
  }
  for (const field of type.fields ?? []) takeField(virtual, type.name.value, field);
  return (type.interfaces ?? []).map((one) => one.name.value);
}

function takeKey(virtual: VirtualSubgraph, typeName: string, set: SelectionSetNode): void {
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const field = findField(virtual.source.types.get(typeName), selection.name.value);
    if (field === null) continue;
    takeField(virtual, typeName, field);
    if (selection.selectionSet !== undefined) takeKey(virtual, namedType(field.type), selection.selectionSet);
  }
}

function add(map: Map<string, Set<string>>, type: string, field: string): void {
  map.set(type, (map.get(type) ?? new Set()).add(field));
}
