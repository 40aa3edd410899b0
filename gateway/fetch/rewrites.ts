import type { FetchDataRewrite } from '@apollo/query-planner';
import { isAbstractType, type GraphQLSchema } from 'graphql';
import { isObject, own, type JsonObject } from '../json';

const FRAGMENT = '... on ';

/** Whether an object of this runtime type name satisfies a type condition; undefined when it has no type name. */
export function satisfies(schema: GraphQLSchema, typename: unknown, condition: string): boolean | undefined {
  if (typeof typename !== 'string') return undefined;
  if (typename === condition) return true;
  const wanted = schema.getType(condition);
  const actual = schema.getType(typename);
  if (!wanted || !actual || !isAbstractType(wanted)) return false;
  return 'getInterfaces' in actual && schema.isSubType(wanted, actual as never);
}

/** Applies the query planner's data rewrites (renamed keys, set type names) to representations or results, in place. */
export function applyRewrites(schema: GraphQLSchema, rewrites: readonly FetchDataRewrite[], value: unknown): void {
  for (const rewrite of rewrites) applyAt(schema, rewrite, { value, depth: 0 });
}

/** A response name that the planner chose, and the name under which its value ends up. */
export interface Rename {
  /** Response names from the top of the fetch, the chosen one last. */
  readonly path: readonly string[];
  readonly to: string;
}

/** What rewrites of an answer rename. */
export function renamesIn(rewrites: readonly FetchDataRewrite[] | undefined): Rename[] {
  return (rewrites ?? []).flatMap((rewrite) =>
    rewrite.kind === 'KeyRenamer'
      ? [{ path: rewrite.path.filter((step) => !step.startsWith(FRAGMENT)), to: rewrite.renameKeyTo }]
      : [],
  );
}

/** Something by response name, with what stands below it. */
interface Named<T> {
  readonly name: string;
  readonly inner: T | null;
}

/** Adds the new name of what is renamed to a tree of names; the chosen one stays. */
export function addRename<T extends Named<readonly T[]>>(fields: readonly T[], { path, to }: Rename): T[] {
  const [name, ...below] = path;
  return fields.flatMap((field): T[] => {
    if (field.name !== name) return [field];
    if (below.length === 0) return [field, { ...field, name: to }];
    return [{ ...field, inner: field.inner && addRename(field.inner, { path: below, to }) }];
  });
}

function applyAt(schema: GraphQLSchema, rewrite: FetchDataRewrite, at: { value: unknown; depth: number }): void {
  if (Array.isArray(at.value)) {
    for (const element of at.value) applyAt(schema, rewrite, { value: element, depth: at.depth });
    return;
  }
  if (!isObject(at.value)) return;
  const step = rewrite.path[at.depth];
  if (step === undefined) return;
  if (step.startsWith(FRAGMENT)) {
    const matches = satisfies(schema, at.value['__typename'], step.slice(FRAGMENT.length)) ?? true;
    if (matches) applyAt(schema, rewrite, { value: at.value, depth: at.depth + 1 });
  } else if (at.depth === rewrite.path.length - 1) {
    rewriteField(rewrite, at.value, step);
  } else {
    applyAt(schema, rewrite, { value: own(at.value, step), depth: at.depth + 1 });
  }
}

function rewriteField(rewrite: FetchDataRewrite, object: JsonObject, field: string): void {
  if (rewrite.kind === 'ValueSetter') {
    object[field] = rewrite.setValueTo;
    return;
  }
  const value = own(object, field);
  if (value === undefined || value === null) return;
  object[rewrite.renameKeyTo] = value;
  object[field] = undefined;
}
