import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { findArgument, hasDirective } from './classified';

/** A subgraph as its owner publishes it: the name of its sector and its SDL. */
export interface SubgraphSource {
  readonly name: string;
  readonly sdl: DocumentNode | string;
}

/** A subgraph's document with its type extensions folded into their definitions. */
export interface SubgraphDocument {
  readonly name: string;
  readonly document: DocumentNode;
  readonly types: ReadonlyMap<string, TypeDefinitionNode>;
}

/** A definition that has output fields. */
export type CompositeDefinition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** The names of the operations' types. Other names are refused by the lint. */
export const ROOT_TYPES: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

const LABEL_DIRECTIVES: ReadonlySet<string> = new Set(['classified', 'record']);

/** Reads a subgraph's SDL. @throws GraphQLError when the text is not GraphQL. */
export function readSubgraph({ name, sdl }: SubgraphSource): SubgraphDocument {
  const document = withWordsAsStrings(typeof sdl === 'string' ? parse(sdl, { noLocation: true }) : sdl);
  const types = new Map<string, TypeDefinitionNode>();
  for (const definition of document.definitions) {
    const part = asTypeDefinition(definition);
    if (part === null) continue;
    const earlier = types.get(part.name.value);
    types.set(part.name.value, earlier === undefined ? part : joinParts(earlier, part));
  }
  return { name, document, types };
}

/** Owners may write a label's words as enum values or as strings; composition reads strings. */
function withWordsAsStrings(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: (directive) => {
      if (!LABEL_DIRECTIVES.has(directive.name.value)) return false;
      const words = (directive.arguments ?? []).map((argument) =>
        argument.value.kind === Kind.ENUM
          ? { ...argument, value: { kind: Kind.STRING as const, value: argument.value.value } }
          : argument,
      );
      return { ...directive, arguments: words };
    },
  });
}

function asTypeDefinition(definition: DefinitionNode): TypeDefinitionNode | null {
  if (isTypeDefinitionNode(definition)) return definition;
  if (!isTypeExtensionNode(definition)) return null;
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_EXTENSION:
      return { ...definition, kind: Kind.OBJECT_TYPE_DEFINITION };
    case Kind.INTERFACE_TYPE_EXTENSION:
      return { ...definition, kind: Kind.INTERFACE_TYPE_DEFINITION };
    case Kind.UNION_TYPE_EXTENSION:
      return { ...definition, kind: Kind.UNION_TYPE_DEFINITION };
    case Kind.ENUM_TYPE_EXTENSION:
      return { ...definition, kind: Kind.ENUM_TYPE_DEFINITION };
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return { ...definition, kind: Kind.INPUT_OBJECT_TYPE_DEFINITION };
    case Kind.SCALAR_TYPE_EXTENSION:
    default:
      return { ...definition, kind: Kind.SCALAR_TYPE_DEFINITION };
  }
}

function joinParts(one: TypeDefinitionNode, other: TypeDefinitionNode): TypeDefinitionNode {
  const directives = both(one.directives, other.directives);
  if (isComposite(one) && isComposite(other)) {
    const interfaces = both(one.interfaces, other.interfaces);
    return { ...one, directives, interfaces, fields: both(one.fields, other.fields) };
  }
  if (one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && other.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    return { ...one, directives, fields: both(one.fields, other.fields) };
  }
  if (one.kind === Kind.ENUM_TYPE_DEFINITION && other.kind === Kind.ENUM_TYPE_DEFINITION) {
    return { ...one, directives, values: both(one.values, other.values) };
  }
  if (one.kind === Kind.UNION_TYPE_DEFINITION && other.kind === Kind.UNION_TYPE_DEFINITION) {
    return { ...one, directives, types: both(one.types, other.types) };
  }
  return { ...one, directives };
}

function both<T>(one: readonly T[] | undefined, other: readonly T[] | undefined): T[] {
  return [...(one ?? []), ...(other ?? [])];
}

/** The name at the bottom of a type reference: `[Referral!]!` is `Referral`. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** A field of a type by name, or null. */
export function findField(type: TypeDefinitionNode | undefined, name: string): FieldDefinitionNode | null {
  return isComposite(type) ? (type.fields?.find((field) => field.name.value === name) ?? null) : null;
}

/** Whether the definition is an object type or an interface. */
export function isComposite(type: TypeDefinitionNode | undefined): type is CompositeDefinition {
  return type?.kind === Kind.OBJECT_TYPE_DEFINITION || type?.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

/** The object types of a subgraph. */
export function objectTypes(subgraph: SubgraphDocument): ObjectTypeDefinitionNode[] {
  return [...subgraph.types.values()].filter((type) => type.kind === Kind.OBJECT_TYPE_DEFINITION);
}

/** The fields of objects that the subgraph resolves itself. The label of an external field is its owner's business. */
export function fieldLabelSources(subgraph: SubgraphDocument): { coordinate: string; field: FieldDefinitionNode }[] {
  return objectTypes(subgraph).flatMap((type) =>
    (type.fields ?? [])
      .filter((field) => !hasDirective(field, 'external'))
      .map((field) => ({ coordinate: `${type.name.value}.${field.name.value}`, field })),
  );
}

/** The object types of a subgraph that declare an interface. */
export function implementersOf(subgraph: SubgraphDocument, interfaceName: string): ObjectTypeDefinitionNode[] {
  return objectTypes(subgraph).filter((type) => type.interfaces?.some((one) => one.name.value === interfaceName));
}

/** The `@key` directives of a type. */
export function keysOf(type: TypeDefinitionNode): ConstDirectiveNode[] {
  return (type.directives ?? []).filter((directive) => directive.name.value === 'key');
}

/** The names of the fields at the top of a type's keys. */
export function keyFieldsOf(type: TypeDefinitionNode): Set<string> {
  return new Set(
    keysOf(type)
      .map(fieldSetOf)
      .flatMap((set) => set.selections)
      .flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : [])),
  );
}

/** The selection that a `@key`, `@requires` or `@provides` names. */
export function fieldSetOf(directive: ConstDirectiveNode): SelectionSetNode {
  const [operation] = parse(`{ ${findArgument(directive, 'fields') ?? '__typename'} }`, {
    noLocation: true,
  }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('expected a selection of fields');
  return operation.selectionSet;
}

/** The directives of that name on a field. */
export function directivesOf(field: FieldDefinitionNode, name: string): ConstDirectiveNode[] {
  return (field.directives ?? []).filter((directive) => directive.name.value === name);
}
