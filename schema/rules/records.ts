import { Kind, print, type ObjectTypeDefinitionNode } from 'graphql';
import { findArgument, hasDirective } from '../classified';
import {
  findField,
  isComposite,
  keyFieldsOf,
  keysOf,
  namedType,
  objectTypes,
  ROOT_TYPES,
  type SubgraphDocument,
} from '../subgraph-document';
import {
  CHILD,
  fieldPlaces,
  findingAt,
  findingOn,
  isList,
  isRepeatedKey,
  possibleTypes,
  readLabel,
  RECORD_KEY,
  recordFieldPlaces,
  type FieldPlace,
  type Finding,
  type LintContext,
} from './lint-context';

const KEYS_OF_A_CHILD = ['subjectId', 'childId', 'child'];

/** Every object type that is keyed by a child, or listed on one, is a record; so is an agency's type that names its child. */
export function checkRecordsAreDeclared(context: LintContext): Finding[] {
  const keyed = context.subgraphs.flatMap((subgraph) =>
    objectTypes(subgraph)
      .filter((type) => !context.homes.has(type.name.value))
      .filter((type) => KEYS_OF_A_CHILD.some((name) => keyFieldsOf(type).has(name)))
      .map((type) =>
        findingOn(subgraph, 'record-missing', {
          type: type.name.value,
          message: 'the type is keyed by a child: declare it with @record(category: ...)',
        }),
      ),
  );
  const about = fieldPlaces(context)
    .filter(
      ({ subgraph, type, field }) =>
        subgraph.name !== 'hub' && namedType(field.type) === CHILD && !ROOT_TYPES.has(type.name.value),
    )
    .filter(({ type }) => !context.homes.has(type.name.value))
    .map((place) =>
      findingAt(place, 'record-missing', 'the type is about a child: declare it with @record(category: ...)'),
    );
  const listed = recordFieldPlaces(context)
    .filter((place) => place.type.name.value === CHILD && isList(place.field.type) && !isHubsOwnAnswer(place))
    .flatMap((place) =>
      possibleTypes(place.subgraph, namedType(place.field.type))
        .filter((name) => !context.homes.has(name))
        .map((name) =>
          findingAt(
            place,
            'record-missing',
            `\`${name}\` is listed on a child: declare it with @record(category: ...)`,
          ),
        ),
    );
  return [...keyed, ...about, ...listed];
}

/** What the hub itself says about sharing (`Child.sharing`) is about the rules, not about the child. */
function isHubsOwnAnswer({ subgraph, field }: FieldPlace): boolean {
  return subgraph.name === 'hub' && hasDirective(field, 'public');
}

/** A record has one home, and carries in its key what a decision is made from. */
export function checkRecordKeys(context: LintContext): Finding[] {
  return context.subgraphs.flatMap((subgraph) =>
    objectTypes(subgraph)
      .filter((type) => type.name.value !== CHILD && context.homes.has(type.name.value))
      .flatMap((type) => [...checkHome(context, subgraph, type), ...checkKey(subgraph, type)]),
  );
}

function checkHome(context: LintContext, subgraph: SubgraphDocument, type: ObjectTypeDefinitionNode): Finding[] {
  const home = context.homes.get(type.name.value);
  if (!hasDirective(type, 'record') || home === subgraph.name) return [];
  const message = `the record is at home in \`${home ?? ''}\`, too: leave @record in one subgraph`;
  return [findingOn(subgraph, 'record-home', { type: type.name.value, message })];
}

const KEY_TYPES: Readonly<Record<string, string>> = {
  id: 'ID!',
  subjectId: 'ID!',
  ownerId: 'ID!',
  handling: 'Handling!',
};

function checkKey(subgraph: SubgraphDocument, type: ObjectTypeDefinitionNode): Finding[] {
  const keys = keysOf(type).map((key) => findArgument(key, 'fields')?.trim().split(/\s+/).sort().join(' '));
  const expected = RECORD_KEY.toSorted().join(' ');
  const isKeyed = keys.length === 1 && keys[0] === expected;
  const wrong = RECORD_KEY.filter((name) => {
    const field = findField(type, name);
    const isHidden = name === 'id' || (field !== null && hasDirective(field, 'inaccessible'));
    return field === null || print(field.type) !== KEY_TYPES[name] || !isHidden;
  });
  if (isKeyed && wrong.length === 0) return [];
  const message =
    'a record needs @key(fields: "id subjectId ownerId handling") and no other, with `id: ID!` and, @inaccessible, ' +
    `\`subjectId: ID!\`, \`ownerId: ID!\`, \`handling: Handling!\`${wrong.length > 0 ? `: see ${wrong.join(', ')}` : ''}`;
  return [findingOn(subgraph, 'record-key', { type: type.name.value, message })];
}

/**
 * A sector may add to another's record, and to the hub's `Child`, only classified fields that return its own records:
 * nothing else would be decided by its own owner.
 */
export function checkForeignFields(context: LintContext): Finding[] {
  return recordFieldPlaces(context)
    .filter((place) => context.homes.get(place.type.name.value) !== place.subgraph.name)
    .filter((place) => !isRepeatedKey(context, place))
    .filter((place) => !returnsOwnRecords(context, place) || hasDirective(place.field, 'public'))
    .map((place) => {
      const home = context.homes.get(place.type.name.value) ?? '';
      const message = `the type is at home in \`${home}\`: add only classified fields that return records of \`${place.subgraph.name}\``;
      return findingAt(place, 'foreign-field', message);
    });
}

function returnsOwnRecords(context: LintContext, { subgraph, field }: FieldPlace): boolean {
  const types = possibleTypes(subgraph, namedType(field.type));
  return types.length > 0 && types.every((name) => name !== CHILD && context.homes.get(name) === subgraph.name);
}

/** A list on a child carries the category of the records in it. */
export function checkRecordCategories(context: LintContext): Finding[] {
  return recordFieldPlaces(context)
    .filter(({ type }) => type.name.value === CHILD)
    .flatMap((place) => {
      const label = readLabel(place.field);
      const record = place.subgraph.types.get(namedType(place.field.type));
      const directive = record?.directives?.find((one) => one.name.value === 'record');
      const category = directive === undefined ? null : findArgument(directive, 'category');
      if (label === null || category === null || label.category === category) return [];
      const message = `the field is ${label.category}, its records are ${category}: give both one category`;
      return [findingAt(place, 'record-category', message)];
    });
}

const CONNECTION_FIELDS = ['nodes', 'pageInfo', 'cursors'];
const CONNECTION_REMEDY =
  'a connection of records has `nodes: [X!]!`, `pageInfo: PageInfo!`, `cursors: [ID!]! @inaccessible` and nothing else, ' +
  'no totals above all, and the field that returns it has `lookahead: Boolean = false @inaccessible`';

/** The gateway recomputes a page after taking out what the caller may not know of; a total would count it still. */
export function checkConnections(context: LintContext): Finding[] {
  return context.subgraphs.flatMap((subgraph) =>
    objectTypes(subgraph)
      .filter((type) => isConnectionOfRecords(context, subgraph, type))
      .flatMap((type) => {
        const cursors = findField(type, 'cursors');
        const isWhole =
          CONNECTION_FIELDS.every((name) => findField(type, name) !== null) &&
          cursors !== null &&
          hasDirective(cursors, 'inaccessible') &&
          type.fields?.length === CONNECTION_FIELDS.length;
        return isWhole && isLookedAhead(subgraph, type.name.value)
          ? []
          : [findingOn(subgraph, 'connection-shape', { type: type.name.value, message: CONNECTION_REMEDY })];
      }),
  );
}

function isConnectionOfRecords(
  context: LintContext,
  subgraph: SubgraphDocument,
  type: ObjectTypeDefinitionNode,
): boolean {
  const nodes = findField(type, 'nodes') ?? findField(type, 'edges');
  if (nodes === null || findField(type, 'pageInfo') === null) return false;
  const name = namedType(nodes.type);
  const node = findField(subgraph.types.get(name), 'node');
  return possibleTypes(subgraph, node === null ? name : namedType(node.type)).some((one) => context.homes.has(one));
}

function isLookedAhead(subgraph: SubgraphDocument, connection: string): boolean {
  return [...subgraph.types.values()]
    .flatMap((type) => (isComposite(type) ? (type.fields ?? []) : []))
    .filter((field) => namedType(field.type) === connection)
    .every((field) =>
      field.arguments?.some(
        (argument) =>
          argument.name.value === 'lookahead' &&
          argument.type.kind === Kind.NAMED_TYPE &&
          hasDirective(argument, 'inaccessible'),
      ),
    );
}
