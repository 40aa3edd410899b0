import { Kind, type InputValueDefinitionNode } from 'graphql';
import { hasDirective, labelName, type Label } from '../classified';
import { keysOf, namedType, type SubgraphDocument } from '../subgraph-document';
import { LEVELS } from '../vocabulary';
import {
  fieldPlaces,
  findingAt,
  possibleTypes,
  readLabel,
  type FieldPlace,
  type Finding,
  type LintContext,
} from './lint-context';

const PAGING = new Set(['first', 'after', 'last', 'before', 'lookahead']);
const READING_ROOTS = new Set(['Query', 'Subscription']);
const SUFFIX = /(?<=.)(Ids?|At|On|By|Since|From|To|Until|Before|After|Codes?|In|Not|Contains|Is|Min|Max)$/;
const PREFIX = /^(is|has|min|max)(?=[A-Z])/;

/** What an argument, or a field of its input object, could be compared with. */
interface Criterion {
  readonly name: string;
  readonly type: string;
}

/**
 * A caller who may not read a field must not find it out by filtering or sorting. The argument carries the field's label
 * then, and the gateway decides it before it asks. What an argument compares cannot be read from a schema, so that
 * it is taken to be every classified field that it shares its name or its enum with, unless its subgraph marks it
 * @public: it compares something that everybody may know.
 */
export function checkFilters(context: LintContext): Finding[] {
  return fieldPlaces(context).flatMap((place) =>
    (place.field.arguments ?? [])
      .filter((argument) => !PAGING.has(argument.name.value))
      .flatMap((argument) => checkArgument(context, place, argument)),
  );
}

function checkArgument(context: LintContext, place: FieldPlace, argument: InputValueDefinitionNode): Finding[] {
  const name = argument.name.value;
  const label = readLabel(argument);
  if (place.type.name.value === 'Mutation' && label === null) return [];
  if (hasDirective(argument, 'public')) return [];
  const isRoot = READING_ROOTS.has(place.type.name.value);
  if (label !== null && !isRoot) {
    const message = `argument \`${name}\` is classified, but is decided on fields of Query and Subscription only: move it there`;
    return [findingAt(place, 'argument-place', message)];
  }
  const revealed = revealedBy(context, place, argument);
  const uncovered = revealed.find((one) => label === null || !covers(label, one.label));
  if (uncovered === undefined) return [];
  const remedy = isRoot
    ? `add @classified(category: ${uncovered.label.category}, level: ${uncovered.label.level}) to it, one argument for each category`
    : 'filter on a field of Query instead';
  const message = `argument \`${name}\` reveals \`${uncovered.coordinate}\`, which is ${labelName(uncovered.label)}: ${remedy}`;
  return [findingAt(place, 'filter-unclassified', message)];
}

function covers(label: Label, other: Label): boolean {
  return label.category === other.category && LEVELS.indexOf(label.level) >= LEVELS.indexOf(other.level);
}

interface Revealed {
  readonly coordinate: string;
  readonly label: Label;
}

function revealedBy(context: LintContext, place: FieldPlace, argument: InputValueDefinitionNode): Revealed[] {
  const { subgraph, field } = place;
  const criteria = criteriaOf(subgraph, argument, new Set());
  const reached = new Set<string>();
  reachRecords(context, { subgraph, name: namedType(field.type), reached });
  return fieldPlaces(context)
    .filter(({ type }) => reached.has(type.name.value))
    .flatMap((candidate) => {
      const coordinate = `${candidate.type.name.value}.${candidate.field.name.value}`;
      const label = context.labels.get(coordinate);
      if (label === undefined || hasDirective(candidate.field, 'external')) return [];
      const isRevealed = criteria.some((criterion) => compares(criterion, candidate));
      return isRevealed ? [{ coordinate, label }] : [];
    });
}

/** The argument itself, the fields of an input object, and the columns that a sort order names. */
function criteriaOf(subgraph: SubgraphDocument, argument: InputValueDefinitionNode, seen: Set<string>): Criterion[] {
  const typeName = namedType(argument.type);
  const type = subgraph.types.get(typeName);
  const own = { name: argument.name.value, type: typeName };
  if (type?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && !seen.has(typeName)) {
    seen.add(typeName);
    return (type.fields ?? []).flatMap((field) => criteriaOf(subgraph, field, seen));
  }
  if (type?.kind !== Kind.ENUM_TYPE_DEFINITION || !/sort|order/i.test(argument.name.value + typeName)) return [own];
  return (type.values ?? []).map((value) => ({ name: columnOf(value.name.value), type: typeName }));
}

/** The field that a value of a sort order names: `MISSING_SINCE_DESC` is `missingSince`. */
function columnOf(value: string): string {
  const words = value
    .toLowerCase()
    .split('_')
    .filter((word) => !/^(asc|desc|ascending|descending)$/.test(word));
  return words.map((word, index) => (index === 0 ? word : `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`)).join('');
}

/** Finds the records, and `Child`, that a value holds without passing through another entity. */
function reachRecords(
  context: LintContext,
  at: { subgraph: SubgraphDocument; name: string; reached: Set<string> },
): void {
  for (const name of possibleTypes(at.subgraph, at.name)) {
    const type = at.subgraph.types.get(name);
    if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION || at.reached.has(name)) continue;
    at.reached.add(name);
    if (context.homes.has(name) || keysOf(type).length > 0) continue;
    for (const field of type.fields ?? []) reachRecords(context, { ...at, name: namedType(field.type) });
  }
}

function compares(criterion: Criterion, { subgraph, field }: FieldPlace): boolean {
  const typeName = namedType(field.type);
  const type = subgraph.types.get(typeName);
  if (stem(criterion.name) === stem(field.name.value)) return true;
  if (type?.kind === Kind.ENUM_TYPE_DEFINITION) return criterion.type === typeName;
  if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION || keysOf(type).length > 0) return false;
  return (type.fields ?? []).some((inner) => stem(criterion.name) === stem(inner.name.value));
}

/** The part of a name that says what is compared: `acknowledgedAt`, `acknowledgedBy` and `acknowledged` are one. */
function stem(name: string): string {
  return name.replace(PREFIX, '').replace(SUFFIX, '').toLowerCase();
}
