import {
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isObject, quote, readerOf, type JsonObject } from '../json';
import { collectFields, type Selected, type Selection, type WrittenType } from './selection';

/** Writes a value as JSON; undefined stands for null, which a non-null position hands on to its parent. */
type Write = (value: unknown) => string | undefined;

/** Writes the `data` of an answer. */
export type WriteData = (data: JsonObject) => string;

/**
 * Compiles an operation into one pass over the fetched data that writes the answer's JSON: only what was selected,
 * only in the type that the schema declares, null where nothing came (GraphQL specification, 6.4.4).
 */
export function compileWriter(schema: GraphQLSchema, operation: Selection): WriteData {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation} type`);
  const write = writeObject({ schema, operation }, root, [operation.root]);
  return (data) => write(data) ?? 'null';
}

interface Compiler {
  readonly schema: GraphQLSchema;
  readonly operation: Selection;
}

type Sets = readonly SelectionSetNode[];

function writeValue(compiler: Compiler, type: GraphQLOutputType, sets: Sets): Write {
  if (isNonNullType(type)) return writeValue(compiler, type.ofType, sets);
  if (isListType(type)) return writeList(compiler, type.ofType, sets);
  if (isLeafType(type))
    return isEnumType(type) ? writeEnum(type.getValues().map((each) => each.name)) : leaf(type.name);
  return isObjectType(type) ? writeObject(compiler, type, sets) : writeAbstract(compiler, type, sets);
}

function writeList(compiler: Compiler, inner: GraphQLOutputType, sets: Sets): Write {
  const write = writeValue(compiler, inner, sets);
  const refusesNull = isNonNullType(inner);
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    let text = '[';
    for (let i = 0; i < value.length; i++) {
      const element = write(value[i]);
      if (element === undefined && refusesNull) return undefined;
      text += i === 0 ? (element ?? 'null') : `,${element ?? 'null'}`;
    }
    return `${text}]`;
  };
}

/** An owner that knows an interface as `@interfaceObject` gives its objects the interface's own name, or none at all. */
function writeAbstract(compiler: Compiler, abstract: GraphQLAbstractType, sets: Sets): Write {
  const possible: WrittenType[] = [...compiler.schema.getPossibleTypes(abstract)];
  if (isInterfaceType(abstract)) possible.push(abstract);
  const byName = new Map<unknown, Write>(possible.map((type) => [type.name, writeObject(compiler, type, sets)]));
  return (value) => (isObject(value) ? byName.get(value['__typename'] ?? abstract.name)?.(value) : undefined);
}

interface FieldWriter {
  /** The field's name as the first of an object, and as a later one. */
  readonly first: string;
  readonly next: string;
  /** The whole field when it is null. */
  readonly nullFirst: string;
  readonly nullNext: string;
  readonly read: (object: JsonObject) => unknown;
  readonly write: Write;
  readonly refusesNull: boolean;
}

function writeObject(compiler: Compiler, type: WrittenType, sets: Sets): Write {
  // Compiled at first use: an abstract type has many possible types of which few occur.
  let fields: FieldWriter[] | null = null;
  return (value) => {
    if (!isObject(value)) return undefined;
    fields ??= collectFields(compiler, type, sets).map((field) => fieldWriter(compiler, type, field));
    return writeFields(fields, value);
  };
}

function writeFields(fields: readonly FieldWriter[], object: JsonObject): string | undefined {
  let text = '';
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at]!;
    const written = field.write(field.read(object));
    if (written !== undefined) text += (at === 0 ? field.first : field.next) + written;
    else if (field.refusesNull) return undefined;
    else text += at === 0 ? field.nullFirst : field.nullNext;
  }
  return text === '' ? '{}' : `${text}}`;
}

function fieldWriter(compiler: Compiler, type: WrittenType, field: Selected): FieldWriter {
  const name = `${JSON.stringify(field.outputName)}:`;
  const [first, next] = [`{${name}`, `,${name}`];
  const texts = { first, next, nullFirst: `${first}null`, nullNext: `${next}null` };
  const common = { ...texts, read: readerOf(field.dataName) };
  if (field.name === '__typename') {
    // INVARIANT: an interface is not the type of anything; who asks for the type of an object gets a type or nothing.
    const text = isInterfaceType(type) ? undefined : JSON.stringify(type.name);
    return { ...common, write: () => text, refusesNull: true };
  }
  if (field.name === '__schema' || field.name === '__type') return { ...common, write: writeAny, refusesNull: false };
  const definition = type.getFields()[field.name];
  if (!definition) throw new Error(`${type.name} has no field ${field.name}`);
  return {
    ...common,
    write: writeValue(compiler, definition.type, field.sets),
    refusesNull: isNonNullType(definition.type),
  };
}

function writeEnum(names: readonly string[]): Write {
  const texts = new Map(names.map((name) => [name, JSON.stringify(name)]));
  return (value) => (typeof value === 'string' ? texts.get(value) : undefined);
}

function leaf(typeName: string): Write {
  return LEAVES[typeName] ?? writeAny;
}

function writeString(value: unknown): string | undefined {
  return typeof value === 'string' ? quote(value) : undefined;
}

function writeAny(value: unknown): string | undefined {
  if (value === null) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    // It nests too deep to be written.
    return undefined;
  }
}

/** How each built-in scalar may look; anything else in its place is not written (GraphQL specification, 3.5). */
const LEAVES: Readonly<Record<string, Write>> = {
  String: writeString,
  ID: (value) => (Number.isInteger(value) ? `"${String(value)}"` : writeString(value)),
  Int: (value) => (Number.isInteger(value) ? String(value) : undefined),
  Float: (value) => (Number.isFinite(value) ? String(value) : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? String(value) : undefined),
};
