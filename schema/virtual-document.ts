import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';
import {
  FEDERATION_IMPORTS,
  FEDERATION_SPEC,
  hasDirective,
  labelName,
  SHARING_DEFINITIONS,
  SHARING_SPEC,
} from './classified';
import {
  implementersOf,
  isComposite,
  keyFieldsOf,
  keysOf,
  ROOT_TYPES,
  type SubgraphDocument,
} from './subgraph-document';
import { SplitError, type VirtualSubgraph } from './virtual-subgraph';

/** Directives of a field that says where it comes from, which an external mention of it must not repeat. */
const ORIGIN_DIRECTIVES: ReadonlySet<string> = new Set(['classified', 'requires', 'provides', 'override', 'shareable']);

/**
 * The definitions that composition reads. `@public` is only for the lint; the others reach the supergraph, so that a
 * gateway needs nothing else.
 */
export const COMPOSITION_HEADER: DocumentNode = parse(
  `extend schema
    @link(url: "${FEDERATION_SPEC}", import: [${FEDERATION_IMPORTS.map((name) => `"${name}"`).join(', ')}])
    @link(url: "${SHARING_SPEC}", import: ["@classified", "@record"])
    @composeDirective(name: "@classified")
    @composeDirective(name: "@record")
  ${SHARING_DEFINITIONS.classified}
  ${SHARING_DEFINITIONS.record}`,
  { noLocation: true },
);

/** Writes a subgraph's document as it is, for composition without labels of its own. */
export function writeWhole(source: SubgraphDocument): DocumentNode {
  const definitions = [...source.types.values()].map((type): TypeDefinitionNode => {
    const directives = (type.directives ?? []).map((directive) =>
      directive.name.value === 'record' ? withSector(directive, source.name) : directive,
    );
    if (!isComposite(type)) return { ...type, directives };
    const dropped = new Set(type.kind === Kind.INTERFACE_TYPE_DEFINITION ? ['classified', 'public'] : ['public']);
    const fields = (type.fields ?? []).map((field) => ({
      ...field,
      directives: without(field.directives, dropped),
      arguments: unmarked(field),
    }));
    return { ...type, directives, fields };
  });
  return { kind: Kind.DOCUMENT, definitions: [...COMPOSITION_HEADER.definitions, ...definitions] };
}

/** Writes a virtual subgraph's document; `siblings` are all virtual subgraphs of the same sector. */
export function writeVirtual(virtual: VirtualSubgraph, siblings: readonly VirtualSubgraph[]): DocumentNode {
  const definitions = [...virtual.source.types.values()]
    .filter((type) => virtual.reached.has(type.name.value))
    .map((type) => writeType(virtual, type, siblings));
  return { kind: Kind.DOCUMENT, definitions: [...COMPOSITION_HEADER.definitions, ...definitions] };
}

function writeType(
  virtual: VirtualSubgraph,
  type: TypeDefinitionNode,
  siblings: readonly VirtualSubgraph[],
): TypeDefinitionNode {
  if (type.kind === Kind.INTERFACE_TYPE_DEFINITION) return writeInterface(virtual, type);
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return type;
  const isShared = siblings.filter((sibling) => sibling.reached.has(type.name.value)).length > 1;
  return {
    ...type,
    interfaces: (type.interfaces ?? []).filter((one) => virtual.reached.has(one.name.value)),
    directives: writeTypeDirectives(virtual, type, isShared),
    fields: (type.fields ?? []).flatMap((field) => writeField(virtual, type.name.value, field)),
  };
}

/** An interface has, in each virtual subgraph, the fields that all of its implementers have there. */
function writeInterface(virtual: VirtualSubgraph, type: InterfaceTypeDefinitionNode): InterfaceTypeDefinitionNode {
  const implementers = implementersOf(virtual.source, type.name.value);
  const fields = (type.fields ?? [])
    .filter((field) => implementers.every(({ name }) => virtual.own.get(name.value)?.has(field.name.value)))
    .map((field) => ({ ...field, directives: without(field.directives, new Set(['classified', 'public'])) }));
  if (fields.length === 0) {
    throw new SplitError(
      `interface \`${type.name.value}\` has no field in \`${virtual.name}\`: give it the key field \`id: ID!\``,
    );
  }
  const interfaces = (type.interfaces ?? []).filter((one) => virtual.reached.has(one.name.value));
  return { ...type, interfaces, fields };
}

function writeTypeDirectives(
  virtual: VirtualSubgraph,
  type: ObjectTypeDefinitionNode,
  isShared: boolean,
): ConstDirectiveNode[] {
  const directives = (type.directives ?? []).flatMap((directive) => {
    if (directive.name.value === 'record')
      return virtual.label === null ? [withSector(directive, virtual.source.name)] : [];
    return directive.name.value === 'key' && isStub(virtual, type) ? [unresolvable(directive)] : [directive];
  });
  const isValue = keysOf(type).length === 0 && !ROOT_TYPES.has(type.name.value);
  return isValue && isShared && !hasDirective(type, 'shareable') ? [...directives, SHAREABLE] : directives;
}

/**
 * Whether there is nothing to fetch of the type here beyond the one key that led to it. Saying so spares the query
 * planner most of its edges. A type with two keys may still be fetched to turn the one into the other.
 */
function isStub(virtual: VirtualSubgraph, type: ObjectTypeDefinitionNode): boolean {
  const keys = keyFieldsOf(type);
  return keysOf(type).length === 1 && [...(virtual.own.get(type.name.value) ?? [])].every((field) => keys.has(field));
}

function writeField(virtual: VirtualSubgraph, type: string, field: FieldDefinitionNode): FieldDefinitionNode[] {
  const name = field.name.value;
  if (virtual.own.get(type)?.has(name)) {
    const directives = without(field.directives, new Set(['public'])).map((one) => withVirtualOrigin(one, virtual));
    return [{ ...field, directives, arguments: unmarked(field) }];
  }
  if (!virtual.external.get(type)?.has(name)) return [];
  const directives = without(field.directives, new Set([...ORIGIN_DIRECTIVES, 'public', 'external']));
  return [{ ...field, directives: [...directives, EXTERNAL] }];
}

/** A field's arguments without what only the lint reads. */
function unmarked(field: FieldDefinitionNode): InputValueDefinitionNode[] {
  return (field.arguments ?? []).map((argument) => ({
    ...argument,
    directives: without(argument.directives, new Set(['public'])),
  }));
}

/** `@override(from: "police")` on a labelled field takes it from the police's virtual subgraph of that label. */
function withVirtualOrigin(directive: ConstDirectiveNode, { label }: VirtualSubgraph): ConstDirectiveNode {
  if (directive.name.value !== 'override' || label === null) return directive;
  return {
    ...directive,
    arguments: (directive.arguments ?? []).map((argument) =>
      argument.name.value === 'from' && argument.value.kind === Kind.STRING
        ? { ...argument, value: { kind: Kind.STRING, value: `${argument.value.value}__${labelName(label)}` } }
        : argument,
    ),
  };
}

function withSector(directive: ConstDirectiveNode, sector: string): ConstDirectiveNode {
  return directiveWith(directive, 'sector', { kind: Kind.STRING, value: sector });
}

function unresolvable(directive: ConstDirectiveNode): ConstDirectiveNode {
  return directiveWith(directive, 'resolvable', { kind: Kind.BOOLEAN, value: false });
}

function directiveWith(
  directive: ConstDirectiveNode,
  name: string,
  value: { kind: Kind.STRING; value: string } | { kind: Kind.BOOLEAN; value: boolean },
): ConstDirectiveNode {
  const others = (directive.arguments ?? []).filter((argument) => argument.name.value !== name);
  const added = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value } as const;
  return { ...directive, arguments: [...others, added] };
}

function without(
  directives: readonly ConstDirectiveNode[] | undefined,
  names: ReadonlySet<string>,
): ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => !names.has(directive.name.value));
}

const SHAREABLE = plainDirective('shareable');
const EXTERNAL = plainDirective('external');

function plainDirective(name: string): ConstDirectiveNode {
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name } };
}
