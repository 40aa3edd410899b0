import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { isObject, mergeInto, own, quote, readerOf, type JsonObject } from '../json';
import { applyRewrites, satisfies } from './rewrites';

/** Serialises an object as the representation of an entity; null when an input is missing (withheld or never had). */
export type Represent = (object: JsonObject) => string | null;

interface Requirement {
  requires: readonly QueryPlanSelectionNode[];
  inputRewrites: readonly FetchDataRewrite[] | undefined;
}

/** Compiles what a fetch requires of its entities into a serialiser; flat keys of one object type take a short way. */
export function compileRepresentation(schema: GraphQLSchema, { requires, inputRewrites }: Requirement): Represent {
  const flat = inputRewrites ? null : flatKey(schema, requires);
  if (flat) return flat;
  return (object) => {
    const picked = pick(schema, object, requires);
    if (picked === undefined || picked['__typename'] === undefined) return null;
    if (inputRewrites) applyRewrites(schema, inputRewrites, picked);
    return written(picked);
  };
}

function flatKey(schema: GraphQLSchema, requires: readonly QueryPlanSelectionNode[]): Represent | null {
  const [only] = requires;
  if (requires.length !== 1 || only?.kind !== 'InlineFragment') return null;
  const typename = only.typeCondition ?? '';
  const keys = flatFields(only.selections);
  if (!keys || !isObjectType(schema.getType(typename))) return null;
  const start = `{"__typename":${JSON.stringify(typename)}`;
  return (object) => {
    if (object['__typename'] !== typename) return null;
    let text = start;
    for (const { prefix, read } of keys) {
      const value = read(object);
      const part = typeof value === 'string' ? quote(value) : value === undefined ? null : written(value);
      if (part === null) return null;
      text += prefix + part;
    }
    return `${text}}`;
  };
}

/** A scalar that nests too deep to be written is as good as missing. */
function written(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}

interface FlatField {
  readonly prefix: string;
  readonly read: (object: JsonObject) => unknown;
}

function flatFields(selections: readonly QueryPlanSelectionNode[]): FlatField[] | null {
  const fields: FlatField[] = [];
  for (const selection of selections) {
    if (selection.kind !== 'Field' || selection.selections) return null;
    const name = selection.alias ?? selection.name;
    if (name !== '__typename') fields.push({ prefix: `,${JSON.stringify(name)}:`, read: readerOf(name) });
  }
  return fields;
}

/** Copies what is selected; undefined as soon as one input was never fetched, wherever it should stand. */
function pick(
  schema: GraphQLSchema,
  source: JsonObject,
  selections: readonly QueryPlanSelectionNode[],
): JsonObject | undefined {
  const picked: JsonObject = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      const value = pickValue(schema, own(source, name), selection.selections);
      if (value === undefined) return undefined;
      picked[name] = value;
    } else if (!selection.typeCondition || satisfies(schema, source['__typename'], selection.typeCondition)) {
      const part = pick(schema, source, selection.selections);
      if (part === undefined) return undefined;
      mergeInto(picked, part);
    }
  }
  return picked;
}

function pickValue(
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly QueryPlanSelectionNode[] | undefined,
): unknown {
  if (!selections) return value;
  if (Array.isArray(value)) {
    const picked = value.map((element) => pickValue(schema, element, selections));
    // INVARIANT: what depends on a withheld input is not worked out from the rest of its list.
    return picked.includes(undefined) ? undefined : picked;
  }
  return isObject(value) ? pick(schema, value, selections) : value;
}
