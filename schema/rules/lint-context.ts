import { Kind, type FieldDefinitionNode, type ObjectTypeDefinitionNode, type TypeNode } from 'graphql';
import { findLabel, hasDirective, LabelError, strictest, type Label } from '../classified';
import { fieldLabelSources, keyFieldsOf, objectTypes, type SubgraphDocument } from '../subgraph-document';

/** Something in a subgraph's schema that would let data leave undecided, and what to do about it. */
export interface Finding {
  readonly subgraph: string;
  /** null: the schema as a whole. */
  readonly type: string | null;
  readonly field: string | null;
  readonly rule: Rule;
  /** What is wrong and the remedy, in one sentence. */
  readonly message: string;
}

/** Every rule that a subgraph is held to. */
export type Rule =
  | 'link-missing'
  | 'link-unknown'
  | 'directive-renamed'
  | 'directive-unknown'
  | 'interface-object'
  | 'interface-key'
  | 'interface-labels'
  | 'root-renamed'
  | 'label-unknown'
  | 'label-missing'
  | 'label-conflict'
  | 'classified-place'
  | 'classified-nullable'
  | 'classified-key'
  | 'classified-provides'
  | 'record-missing'
  | 'record-home'
  | 'record-key'
  | 'record-category'
  | 'foreign-field'
  | 'connection-shape'
  | 'filter-unclassified'
  | 'argument-place';

/** The type that every record is about. It belongs to the hub; agencies may only list their own records on it. */
export const CHILD = 'Child';

/** The key of every record: what a decision is made from. */
export const RECORD_KEY: readonly string[] = ['id', 'subjectId', 'ownerId', 'handling'];

/** What the rules need to know of all subgraphs together. */
export interface LintContext {
  readonly subgraphs: readonly SubgraphDocument[];
  /** Record types, and `Child`, to the subgraph that they are at home in. */
  readonly homes: ReadonlyMap<string, string>;
  /** The strictest label of each field (`MissingEpisode.risk`) over all subgraphs. */
  readonly labels: ReadonlyMap<string, Label>;
}

/** An object's field where it is declared. */
export interface FieldPlace {
  readonly subgraph: SubgraphDocument;
  readonly type: ObjectTypeDefinitionNode;
  readonly field: FieldDefinitionNode;
}

/** A function that reports every breach of some rules. */
export type Check = (context: LintContext) => Finding[];

/** Gathers what the rules need. */
export function createLintContext(subgraphs: readonly SubgraphDocument[]): LintContext {
  const homes = new Map([[CHILD, 'hub']]);
  for (const subgraph of subgraphs) {
    for (const type of objectTypes(subgraph)) {
      if (hasDirective(type, 'record') && !homes.has(type.name.value)) homes.set(type.name.value, subgraph.name);
    }
  }
  const labels = new Map<string, Label>();
  for (const { coordinate, field } of subgraphs.flatMap(fieldLabelSources)) {
    const label = readLabel(field);
    if (label === null) continue;
    const known = labels.get(coordinate);
    labels.set(coordinate, known === undefined ? label : strictest(known, label));
  }
  return { subgraphs, homes, labels };
}

/** Every field of every object type of every subgraph. */
export function fieldPlaces({ subgraphs }: LintContext): FieldPlace[] {
  return subgraphs.flatMap((subgraph) =>
    objectTypes(subgraph).flatMap((type) => (type.fields ?? []).map((field) => ({ subgraph, type, field }))),
  );
}

/** The fields whose data is about a child: those of records and of `Child` that their subgraph resolves itself. */
export function recordFieldPlaces(context: LintContext): FieldPlace[] {
  return fieldPlaces(context).filter(
    ({ type, field }) => context.homes.has(type.name.value) && !hasDirective(field, 'external'),
  );
}

/** Whether the field is part of a key that the subgraph only repeats, because the type is at home elsewhere. */
export function isRepeatedKey(context: LintContext, { subgraph, type, field }: FieldPlace): boolean {
  return context.homes.get(type.name.value) !== subgraph.name && keyFieldsOf(type).has(field.name.value);
}

/** A label, or null when there is none or it cannot be read; another rule reports the latter. */
export function readLabel(node: Parameters<typeof findLabel>[0]): Label | null {
  try {
    return findLabel(node);
  } catch (error) {
    if (error instanceof LabelError) return null;
    throw error;
  }
}

/** The object types that an output type may turn out to be, by name. */
export function possibleTypes(subgraph: SubgraphDocument, name: string): string[] {
  const type = subgraph.types.get(name);
  if (type?.kind === Kind.OBJECT_TYPE_DEFINITION) return [name];
  if (type?.kind === Kind.UNION_TYPE_DEFINITION) return (type.types ?? []).map((member) => member.name.value);
  if (type?.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
  return objectTypes(subgraph)
    .filter((object) => object.interfaces?.some((one) => one.name.value === name))
    .map((object) => object.name.value);
}

/** Whether a list is anywhere in the type. */
export function isList(type: TypeNode): boolean {
  if (type.kind === Kind.NAMED_TYPE) return false;
  return type.kind === Kind.LIST_TYPE || isList(type.type);
}

/** A finding about a field. */
export function findingAt({ subgraph, type, field }: FieldPlace, rule: Rule, message: string): Finding {
  const [typeName, fieldName] = [type.name.value, field.name.value];
  const text = `\`${typeName}.${fieldName}\` in \`${subgraph.name}\`: ${message}`;
  return { subgraph: subgraph.name, type: typeName, field: fieldName, rule, message: text };
}

/** A finding about a type, or about the schema when the type is null. */
export function findingOn(
  subgraph: SubgraphDocument,
  rule: Rule,
  what: { type: string | null; message: string },
): Finding {
  const place = what.type === null ? `schema of \`${subgraph.name}\`` : `\`${what.type}\` in \`${subgraph.name}\``;
  return { subgraph: subgraph.name, type: what.type, field: null, rule, message: `${place}: ${what.message}` };
}
