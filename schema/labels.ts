import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';
import {
  findArgument,
  findLabel,
  labelName,
  LabelError,
  parseCategory,
  parseLabel,
  readLinks,
  SHARING_SPEC,
  type Label,
} from './classified';
import {
  findField,
  isComposite,
  namedType,
  objectTypes,
  readSubgraph,
  type SubgraphDocument,
} from './subgraph-document';
import { SECTORS, type DataCategory, type DisclosureLevel, type Sector } from './vocabulary';

/** The directives that composition carries into a supergraph. */
const SUPERGRAPH_IMPORTS = ['@classified', '@record'];

/** A subgraph of the supergraph: the real one that serves it, and the label of its fields (null: a base). */
export interface GraphLabel {
  readonly sector: string;
  readonly url: string;
  readonly category: DataCategory | null;
  readonly level: DisclosureLevel | null;
}

/** A record type: the category of its existence, and the sector whose organisations own its records. */
export interface RecordLabel {
  readonly category: DataCategory;
  readonly sector: Sector;
}

/** All that a gateway has to know of a supergraph in order to decide. */
export interface SupergraphLabels {
  /** By the name that the query planner's fetches carry as `serviceName`. */
  readonly graphs: ReadonlyMap<string, GraphLabel>;
  /** By type name. */
  readonly records: ReadonlyMap<string, RecordLabel>;
  /** By abstract type (union or interface): the record types that it may turn out to be. */
  readonly abstractRecords: ReadonlyMap<string, readonly string[]>;
  /** By field (`Query.missingEpisodes`), then by argument. */
  readonly arguments: ReadonlyMap<string, ReadonlyMap<string, Label>>;
  /** By connection type (it has `nodes` of records, and `pageInfo`): the type of its nodes. */
  readonly connections: ReadonlyMap<string, string>;
  /** By field (`MissingEpisode.risk`): for the final check of a response. */
  readonly fields: ReadonlyMap<string, Label>;
  /** Whether there is anything to decide at all. */
  readonly hasClassifiedFields: boolean;
}

/**
 * Reads the labels out of a supergraph's SDL, and nothing else.
 * @throws LabelError when labels and subgraphs do not agree: a classified field that a subgraph of no or another label
 * answers (the supergraph was not split, and would disclose without a decision), a field of a labelled subgraph that
 * lost its label, or directives that go by another name.
 */
export function parseLabels(supergraphSdl: string): SupergraphLabels {
  const supergraph = readSubgraph({ name: 'supergraph', sdl: parse(supergraphSdl, { noLocation: true }) });
  const { graphs, nameOfValue } = readGraphs(supergraph);
  const records = readRecords(supergraph);
  const fields = readFields(supergraph);
  assertLinked(supergraph, graphs);
  for (const [coordinate] of allFields(supergraph)) {
    assertSplit(supergraph, { coordinate, label: fields.get(coordinate) ?? null, graphs, nameOfValue });
  }
  const abstractRecords = readAbstractRecords(supergraph, records);
  return {
    graphs,
    records,
    abstractRecords,
    arguments: readArguments(supergraph),
    connections: readConnections(supergraph, new Set([...records.keys(), ...abstractRecords.keys()])),
    fields,
    hasClassifiedFields: fields.size > 0,
  };
}

interface Graphs {
  readonly graphs: Map<string, GraphLabel>;
  /** The `join__Graph` value, as `@join__field(graph:)` names it, to the subgraph's name. */
  readonly nameOfValue: Map<string, string>;
}

function readGraphs(supergraph: SubgraphDocument): Graphs {
  const graphs = new Map<string, GraphLabel>();
  const nameOfValue = new Map<string, string>();
  const type = supergraph.types.get('join__Graph');
  for (const value of type?.kind === Kind.ENUM_TYPE_DEFINITION ? (type.values ?? []) : []) {
    const graph = value.directives?.find((directive) => directive.name.value === 'join__graph');
    const name = graph === undefined ? null : findArgument(graph, 'name');
    if (graph === undefined || name === null) continue;
    nameOfValue.set(value.name.value, name);
    graphs.set(name, parseGraphName(name, findArgument(graph, 'url') ?? ''));
  }
  return { graphs, nameOfValue };
}

/** Parses `police__SOCIAL_CARE_FULL`: the level is the last word, the category all between it and the sector. */
function parseGraphName(name: string, url: string): GraphLabel {
  const [sector = name, ...rest] = name.split('__');
  if (rest.length === 0) return { sector, url, category: null, level: null };
  const label = rest.join('__');
  const cut = label.lastIndexOf('_');
  return { sector, url, ...parseLabel(label.slice(0, cut), label.slice(cut + 1)) };
}

function readRecords(supergraph: SubgraphDocument): Map<string, RecordLabel> {
  const records = new Map<string, RecordLabel>();
  for (const type of objectTypes(supergraph)) {
    const record = type.directives?.find((directive) => directive.name.value === 'record');
    if (record !== undefined) records.set(type.name.value, parseRecord(type, record));
  }
  return records;
}

function parseRecord(type: ObjectTypeDefinitionNode, record: ConstDirectiveNode): RecordLabel {
  const named = findArgument(record, 'sector');
  const sector = SECTORS.find((known) => known === named);
  if (sector === undefined) {
    throw new LabelError(
      `record \`${type.name.value}\`: expected a sector of ${SECTORS.join(', ')}, got \`${named ?? 'nothing'}\``,
    );
  }
  return { category: parseCategory(findArgument(record, 'category')), sector };
}

function readFields(supergraph: SubgraphDocument): Map<string, Label> {
  const fields = new Map<string, Label>();
  for (const [coordinate, field] of allFields(supergraph)) {
    const label = findLabel(field);
    if (label !== null) fields.set(coordinate, label);
  }
  return fields;
}

function readArguments(supergraph: SubgraphDocument): Map<string, ReadonlyMap<string, Label>> {
  const labelled = new Map<string, ReadonlyMap<string, Label>>();
  for (const [coordinate, field] of allFields(supergraph)) {
    const labels = (field.arguments ?? []).flatMap((argument): [string, Label][] => {
      const label = findLabel(argument);
      return label === null ? [] : [[argument.name.value, label]];
    });
    if (labels.length > 0) labelled.set(coordinate, new Map(labels));
  }
  return labelled;
}

function allFields(supergraph: SubgraphDocument): [string, FieldDefinitionNode][] {
  return objectTypes(supergraph).flatMap((type) =>
    (type.fields ?? []).map((field): [string, FieldDefinitionNode] => [
      `${type.name.value}.${field.name.value}`,
      field,
    ]),
  );
}

/** INVARIANT: the directives that are read here by name are this specification's, under their own names. */
function assertLinked(supergraph: SubgraphDocument, graphs: ReadonlyMap<string, GraphLabel>): void {
  const links = readLinks(supergraph.document).filter(({ url }) => url.startsWith(SHARING_SPEC.replace(/\/v.*/, '/')));
  const isLabelled = [...graphs.values()].some(({ category }) => category !== null);
  const isRenamed = links.some(
    ({ url, renamedTo, imports }) =>
      url !== SHARING_SPEC ||
      renamedTo !== null ||
      !SUPERGRAPH_IMPORTS.every((name) => imports.some((one) => one.name === name && one.renamedTo === null)),
  );
  if (isRenamed || (isLabelled && links.length === 0)) {
    throw new LabelError(
      `expected the supergraph to link ${SHARING_SPEC} with ${SUPERGRAPH_IMPORTS.join(' and ')} under their own names: compose it again`,
    );
  }
}

interface SplitCheck extends Graphs {
  readonly coordinate: string;
  readonly label: Label | null;
}

/** INVARIANT: a classified field is resolved by virtual subgraphs of its own label only, and they resolve no other. */
function assertSplit(supergraph: SubgraphDocument, { coordinate, label, graphs, nameOfValue }: SplitCheck): void {
  const type = supergraph.types.get(coordinate.split('.')[0] ?? '');
  const resolving = resolvingGraphs(supergraph, coordinate).map((value) => nameOfValue.get(value) ?? value);
  const strangers = resolving.filter((name) => {
    const graph = graphs.get(name);
    return graph?.category !== (label?.category ?? null) || graph.level !== (label?.level ?? null);
  });
  // Keys and value types are everywhere; any other field of an entity without a label has to be in a base.
  const isUnlabelledEverywhere = label === null && isEntity(type) && strangers.length === resolving.length;
  if (strangers.length === 0 || (label === null && !isUnlabelledEverywhere)) return;
  throw new LabelError(
    `\`${coordinate}\` is ${label === null ? 'not classified' : labelName(label)}, but subgraph \`${strangers[0] ?? ''}\` answers it: ` +
      'compose with the split',
  );
}

function isEntity(type: TypeDefinitionNode | undefined): boolean {
  return (type?.directives ?? []).some((one) => one.name.value === 'join__type' && findArgument(one, 'key') !== null);
}

function resolvingGraphs(supergraph: SubgraphDocument, coordinate: string): string[] {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = supergraph.types.get(typeName);
  const joins = (findField(type, fieldName)?.directives ?? []).filter((one) => one.name.value === 'join__field');
  const graphsOf = (directives: readonly ConstDirectiveNode[]): string[] =>
    directives.flatMap((directive) => findArgument(directive, 'graph') ?? []);
  // Without @join__field, every subgraph that has the type has the field.
  if (joins.length === 0) {
    return graphsOf((type?.directives ?? []).filter((one) => one.name.value === 'join__type'));
  }
  return graphsOf(joins.filter((join) => !isExternal(join)));
}

function isExternal(join: ConstDirectiveNode): boolean {
  const argument = join.arguments?.find(({ name }) => name.value === 'external');
  return argument?.value.kind === Kind.BOOLEAN && argument.value.value;
}

function readAbstractRecords(
  supergraph: SubgraphDocument,
  records: ReadonlyMap<string, RecordLabel>,
): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const type of supergraph.types.values()) {
    const possible =
      type.kind === Kind.UNION_TYPE_DEFINITION
        ? (type.types ?? []).map((member) => member.name.value)
        : type.kind === Kind.INTERFACE_TYPE_DEFINITION
          ? objectTypes(supergraph)
              .filter((object) => object.interfaces?.some((one) => one.name.value === type.name.value))
              .map((object) => object.name.value)
          : [];
    const recordTypes = possible.filter((name) => records.has(name));
    if (recordTypes.length > 0) found.set(type.name.value, recordTypes);
  }
  return found;
}

function readConnections(supergraph: SubgraphDocument, nodeTypes: ReadonlySet<string>): Map<string, string> {
  const connections = new Map<string, string>();
  for (const type of objectTypes(supergraph)) {
    const nodes = findField(type, 'nodes');
    const isConnection = isComposite(type) && findField(type, 'pageInfo') !== null;
    if (nodes === null || !isConnection || !nodeTypes.has(namedType(nodes.type))) continue;
    connections.set(type.name.value, namedType(nodes.type));
  }
  return connections;
}
