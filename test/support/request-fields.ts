import {
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Key } from './canary-oracle';

/** One field of one entity that a subgraph was asked for. */
export interface RequestedField {
  readonly type: string;
  readonly key: Key;
  readonly field: string;
  /** Fields asked for inside it, as `Type.field`. */
  readonly inner: readonly string[];
}

/** Reads out of a recorded request which fields of which entities it asks for. */
export function requestedFields(schema: GraphQLSchema, body: string): RequestedField[] {
  const { query, variables } = JSON.parse(body) as {
    query: string;
    variables: Record<string, (Key & { __typename: string })[]>;
  };
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a request holds one operation');
  return operation.selectionSet.selections.flatMap((root) => {
    if (root.kind !== Kind.FIELD || root.name.value !== '_entities') return [];
    const given = root.arguments?.[0]?.value;
    const keys = given?.kind === Kind.VARIABLE ? (variables[given.name.value] ?? []) : [];
    return keys.flatMap(({ __typename: type, ...key }) =>
      fieldsOn(schema, root.selectionSet!, type).map((each) => ({ type, key, ...each })),
    );
  });
}

type Field = Omit<RequestedField, 'key' | 'type'>;

function fieldsOn(schema: GraphQLSchema, set: SelectionSetNode, typename: string): Field[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      const inner = selection.selectionSet ? within(schema, typename, selection) : [];
      return [{ field: selection.name.value, inner }];
    }
    if (selection.kind !== Kind.INLINE_FRAGMENT) throw new Error('a request holds no named fragment');
    const condition = selection.typeCondition?.name.value;
    return condition === undefined || condition === typename ? fieldsOn(schema, selection.selectionSet, typename) : [];
  });
}

function within(schema: GraphQLSchema, typename: string, { name, selectionSet }: FieldNode): string[] {
  const type = schema.getType(typename);
  const definition = isObjectType(type) ? type.getFields()[name.value] : undefined;
  if (!definition || !selectionSet) return [];
  const inside = getNamedType(definition.type).name;
  return fieldsOn(schema, selectionSet, inside).flatMap(({ field, inner }) => [`${inside}.${field}`, ...inner]);
}
