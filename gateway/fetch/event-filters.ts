import { getNamedType, parse, TypeInfo, visit, visitWithTypeInfo, type FieldNode, type GraphQLSchema } from 'graphql';
import type { Wave } from './compile';

/** Types of which the hub tells everybody the same: of an event as it is on the log, and of the directory. */
const TOLD_ALIKE: ReadonlySet<string> = new Set(['Subscription', 'ChildEvent', 'Organisation', 'Area', 'Contact']);
/** What leads from anything else to those who know more of it. */
const KEYS: ReadonlySet<string> = new Set(['__typename', 'id', 'subjectId', 'ownerId', 'handling']);

/**
 * Of a subscription's plan, the variables that say nothing but which events come. Null when more than the event is asked
 * of the hub, whose answers depend on who asks: what it tells of a child, be it asked with the event or after it.
 * INVARIANT: what is not known to be told to everybody alike is not.
 */
export function filtersOf(waves: readonly Wave[], schema: GraphQLSchema): ReadonlySet<string> | null {
  const [primary, ...others] = waves.flatMap((wave) => wave.roots);
  const entities = waves.flatMap((wave) => wave.entities);
  if (!primary?.operation.startsWith('subscription') || others.length > 0) return null;
  if (entities.some(({ sector }) => sector === 'hub') || !isToldAlike(primary.operation, schema)) return null;
  const needed = new Set(entities.flatMap(({ variables }) => [...variables.keys()]));
  return new Set((primary.node.variableUsages ?? []).filter((name) => !needed.has(name)));
}

function isToldAlike(operation: string, schema: GraphQLSchema): boolean {
  const types = new TypeInfo(schema);
  let isAlike = true;
  const lookAt = (field: FieldNode): void => {
    const parent = getNamedType(types.getParentType());
    const isKnown = KEYS.has(field.name.value) || (parent != null && TOLD_ALIKE.has(parent.name));
    const isBare = parent === schema.getSubscriptionType() || (field.arguments ?? []).length === 0;
    isAlike &&= isKnown && isBare;
  };
  visit(parse(operation), visitWithTypeInfo(types, { Field: lookAt }));
  return isAlike;
}
