import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { settleConditions, type Settling } from './conditions';

/** The fields that every decision about a record is made from; inaccessible to clients but for `id`. */
const RECORD_KEY = ['__typename', 'id', 'subjectId', 'ownerId', 'handling'] as const;

/** An operation made ready for planning. */
export interface Injected {
  readonly document: DocumentNode;
  /** The client's name of a field; null for one that was added here. */
  readonly outputName: (field: FieldNode) => string | null;
  /** The client's name for a response name that had to give way to a key. */
  readonly clientName: (responseName: string) => string;
}

interface RecordTypes {
  has(typeName: string): boolean;
  readonly size: number;
}

interface Names {
  readonly document: DocumentNode;
  readonly clientName: (responseName: string) => string;
}

/** Makes operations ready for planning. */
export type InjectKeys = (document: DocumentNode, isTrue: Settling['isTrue']) => Injected;

/**
 * Adds the record keys wherever a record can stand, so that no record comes back without what decides about it, and
 * asks root connections for a wider window. A client's alias that would hide a key is renamed for planning only.
 */
export function createKeyInjection(schema: GraphQLSchema, records: RecordTypes): InjectKeys {
  const reserved = reservedNames(schema);
  return (document, isTrue) => {
    const added = new WeakSet<FieldNode>();
    const add = (node: FieldNode): FieldNode => {
      added.add(node);
      return node;
    };
    const settled = settleConditions(document, { isTrue, placeholder: () => add(aField('__typename')) });
    const names = renameClashes(settled, reserved);
    return {
      document: records.size > 0 ? withAllKeys({ schema, records, add }, names.document) : names.document,
      clientName: names.clientName,
      outputName: (field) => (added.has(field) ? null : names.clientName(field.alias?.value ?? field.name.value)),
    };
  };
}

function withAllKeys(injection: Injection, document: DocumentNode): DocumentNode {
  const info = new TypeInfo(injection.schema);
  return visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet: {
        leave(set) {
          const type = info.getParentType();
          return type ? withKeys(injection, type, set) : undefined;
        },
      },
      Field: {
        leave(field) {
          const definition = info.getFieldDef();
          return definition?.args.some((each) => each.name === 'lookahead') ? withLookahead(field) : undefined;
        },
      },
    }),
  );
}

interface Injection {
  readonly schema: GraphQLSchema;
  readonly records: RecordTypes;
  readonly add: (node: FieldNode) => FieldNode;
}

function withKeys(
  injection: Injection,
  type: GraphQLCompositeType,
  set: SelectionSetNode,
): SelectionSetNode | undefined {
  const extra = isAbstractType(type) ? abstractKeys(injection, type.name) : objectKeys(injection, type);
  return extra.length === 0 ? undefined : { ...set, selections: [...set.selections, ...extra] };
}

function objectKeys({ records, add }: Injection, type: GraphQLCompositeType): SelectionNode[] {
  if (records.has(type.name)) return RECORD_KEY.map((name) => add(aField(name)));
  if (!isObjectType(type) || !('cursors' in type.getFields())) return [];
  const nodes = type.getFields()['nodes'];
  if (!nodes || !records.has(getNamedType(nodes.type).name)) return [];
  const keys = RECORD_KEY.map((name) => add(aField(name)));
  const page = ['endCursor', 'hasNextPage'].map((name) => add(aField(name)));
  return [add(aField('nodes', keys)), add(aField('cursors')), add(aField('pageInfo', page))];
}

function abstractKeys({ schema, records, add }: Injection, typeName: string): SelectionNode[] {
  const type = schema.getType(typeName);
  const members =
    type && isAbstractType(type) ? schema.getPossibleTypes(type).filter((each) => records.has(each.name)) : [];
  if (members.length === 0) return [];
  const fragments = members.map((member): SelectionNode => {
    const selections = RECORD_KEY.map((name) => add(aField(name)));
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: member.name } },
      selectionSet: { kind: Kind.SELECTION_SET, selections },
    };
  });
  return [add(aField('__typename')), ...fragments];
}

function aField(name: string, selections?: FieldNode[]): FieldNode {
  const field: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
  return selections ? { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } } : field;
}

function withLookahead(field: FieldNode): FieldNode {
  const given = (field.arguments ?? []).filter((each) => each.name.value !== 'lookahead');
  const name = { kind: Kind.NAME, value: 'lookahead' } as const;
  return { ...field, arguments: [...given, { kind: Kind.ARGUMENT, name, value: { kind: Kind.BOOLEAN, value: true } }] };
}

/**
 * The names under which data may come that a client did not ask for: keys, and whatever an owner requires of another.
 * `__proto__` is no name that a property can safely have.
 */
function reservedNames(schema: GraphQLSchema): Set<string> {
  const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [],
  );
  return new Set(['__typename', '__proto__', ...fields]);
}

/** Renames aliases under which a client hides another field behind the name of a field (`id: missingSince`). */
function renameClashes(document: DocumentNode, reserved: ReadonlySet<string>): Names {
  const taken = new Set<string>(reserved);
  const clashing = new Set<string>();
  visit(document, {
    Field(field) {
      const name = field.alias?.value ?? field.name.value;
      taken.add(name);
      if (reserved.has(name) && field.name.value !== name) clashing.add(name);
    },
  });
  if (clashing.size === 0) return { document, clientName: (name) => name };
  const renamed = new Map([...clashing].map((name) => [name, freeName(name, taken)]));
  const clientNames = new Map([...renamed].map(([from, to]) => [to, from]));
  return { document: applyNames(document, renamed), clientName: (name) => clientNames.get(name) ?? name };
}

function freeName(name: string, taken: Set<string>): string {
  let candidate = `asked_${name.replace(/^_+/, '')}`;
  while (taken.has(candidate)) candidate += '_';
  taken.add(candidate);
  return candidate;
}

function applyNames(document: DocumentNode, renamed: ReadonlyMap<string, string>): DocumentNode {
  return visit(document as ASTNode, {
    Field(field) {
      const alias = field.alias?.value;
      const to = alias !== undefined && alias !== field.name.value ? renamed.get(alias) : undefined;
      return to === undefined ? undefined : { ...field, alias: { kind: Kind.NAME, value: to } };
    },
  }) as DocumentNode;
}
