import {
  executeSync,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Planned } from './planner';
import { isObject, type JsonObject } from '../json';

/** Answers the parts of an operation that ask about the schema itself, under the response names of the plan. */
export type Introspect = (variables: Readonly<Record<string, unknown>>) => JsonObject;

/** Takes `__schema` and `__type` out of an operation, wherever fragments put them; owners are never asked for them. */
export function compileIntrospection(schema: GraphQLSchema, planned: Planned): Introspect {
  const { operation, clientName } = planned;
  const selections = aboutSchema(planned, operation.selectionSet);
  if (selections.length === 0) return () => ({});
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  const definitions = [{ ...operation, selectionSet }, ...planned.fragments.values()];
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  return (variables) => {
    const { data } = executeSync({ schema, document, variableValues: variables });
    for (const name in data) data[name] = withClientNames(data[name], clientName);
    return data ?? {};
  };
}

function aboutSchema(planned: Planned, { selections }: SelectionSetNode): SelectionNode[] {
  return selections.flatMap((each): SelectionNode[] => {
    if (each.kind === Kind.FIELD) return asksSchema(each) ? [each] : [];
    const fragment = each.kind === Kind.FRAGMENT_SPREAD ? planned.fragments.get(each.name.value) : each;
    const inner = fragment ? aboutSchema(planned, fragment.selectionSet) : [];
    if (inner.length === 0) return [];
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: inner };
    return [{ kind: Kind.INLINE_FRAGMENT, directives: each.directives ?? [], selectionSet }];
  });
}

function asksSchema({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

/** What stands below a root field is written as it is, so aliases that were changed for planning are put back here. */
function withClientNames(value: unknown, clientName: Planned['clientName']): unknown {
  if (Array.isArray(value)) return value.map((element) => withClientNames(element, clientName));
  if (!isObject(value)) return value;
  const named = Object.create(null) as JsonObject;
  for (const name in value) named[clientName(name)] = withClientNames(value[name], clientName);
  return named;
}
