import { Kind, type SelectionSetNode } from 'graphql';
import { hasDirective, labelName } from '../classified';
import {
  directivesOf,
  fieldSetOf,
  findField,
  implementersOf,
  keyFieldsOf,
  keysOf,
  namedType,
  ROOT_TYPES,
  type SubgraphDocument,
} from '../subgraph-document';
import {
  fieldPlaces,
  findingAt,
  findingOn,
  isRepeatedKey,
  readLabel,
  RECORD_KEY,
  recordFieldPlaces,
  type FieldPlace,
  type Finding,
  type LintContext,
} from './lint-context';

/** What is not tagged does not leave: every output field of `Child` and of a record is `@classified` or `@public`. */
export function checkEveryFieldIsLabelled(context: LintContext): Finding[] {
  return recordFieldPlaces(context)
    .filter((place) => !isRepeatedKey(context, place) && !isHiddenKey(place))
    .filter(({ field }) => !hasDirective(field, 'public') && !hasDirective(field, 'classified'))
    .map((place) => findingAt(place, 'label-missing', 'the field has no label: add @classified, or @public'));
}

function isHiddenKey({ field }: FieldPlace): boolean {
  return hasDirective(field, 'inaccessible') && RECORD_KEY.includes(field.name.value);
}

/** A field is either public or classified under one category, in all subgraphs alike; of levels the strictest holds. */
export function checkLabelsAgree(context: LintContext): Finding[] {
  return fieldPlaces(context).flatMap((place) => {
    const agreed = context.labels.get(`${place.type.name.value}.${place.field.name.value}`);
    if (agreed === undefined || hasDirective(place.field, 'external')) return [];
    if (hasDirective(place.field, 'public')) {
      return [findingAt(place, 'label-conflict', `the field is also ${labelName(agreed)}: remove @public`)];
    }
    const categories = directivesOf(place.field, 'classified').map((one) => readLabel({ directives: [one] })?.category);
    const other = categories.find((category) => category !== undefined && category !== agreed.category);
    if (other === undefined) return [];
    return [
      findingAt(place, 'label-conflict', `the field is both ${agreed.category} and ${other}: choose one category`),
    ];
  });
}

/** Only records and `Child` are decided about, so that a label anywhere else would protect nothing. */
export function checkPlaceOfLabels(context: LintContext): Finding[] {
  return fieldPlaces(context)
    .filter(({ type, field }) => hasDirective(field, 'classified') && !context.homes.has(type.name.value))
    .map((place) =>
      findingAt(
        place,
        'classified-place',
        ROOT_TYPES.has(place.type.name.value)
          ? 'a root field cannot be classified: return a record, and classify its fields'
          : 'only fields of `Child` and of records can be classified: make the type a @record, or classify what returns it',
      ),
    );
}

/** A withheld field is null. */
export function checkClassifiedIsNullable(context: LintContext): Finding[] {
  return fieldPlaces(context)
    .filter(({ field }) => hasDirective(field, 'classified') && field.type.kind === Kind.NON_NULL_TYPE)
    .map((place) => findingAt(place, 'classified-nullable', 'a classified field may be withheld: make it nullable'));
}

/** A key travels before any decision; what `@provides` promises comes along with another label's fetch. */
export function checkKeysAndProvisions(context: LintContext): Finding[] {
  return fieldPlaces(context).flatMap((place) => {
    const { subgraph, type, field } = place;
    const classified = context.labels.has(`${type.name.value}.${field.name.value}`);
    const inKey = classified && keyFieldsOf(type).has(field.name.value);
    const provided = directivesOf(field, 'provides')
      .flatMap((provides) => coordinatesIn(subgraph, namedType(field.type), fieldSetOf(provides)))
      .filter((coordinate) => context.labels.has(coordinate));
    return [
      ...(inKey ? [findingAt(place, 'classified-key', 'a classified field is in a @key: use an opaque id')] : []),
      ...provided.map((coordinate) =>
        findingAt(place, 'classified-provides', `@provides names the classified field \`${coordinate}\`: leave it out`),
      ),
    ];
  });
}

function coordinatesIn(subgraph: SubgraphDocument, typeName: string, set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return coordinatesIn(subgraph, selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
    }
    if (selection.kind !== Kind.FIELD) return [];
    const own = `${typeName}.${selection.name.value}`;
    const field = findField(subgraph.types.get(typeName), selection.name.value);
    if (field === null || selection.selectionSet === undefined) return [own];
    return [own, ...coordinatesIn(subgraph, namedType(field.type), selection.selectionSet)];
  });
}

/** A field read through an interface has to be the same field for all types behind it. */
export function checkInterfaces({ subgraphs }: LintContext): Finding[] {
  return subgraphs.flatMap((subgraph) =>
    [...subgraph.types.values()].flatMap((type) => {
      if (type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
      const name = type.name.value;
      const keyed = findingOn(subgraph, 'interface-key', {
        type: name,
        message: 'an interface with a @key could be fetched without saying of which record: put the key on its types',
      });
      return [...(keysOf(type).length > 0 ? [keyed] : []), ...checkInterfaceLabels(subgraph, name)];
    }),
  );
}

function checkInterfaceLabels(subgraph: SubgraphDocument, interfaceName: string): Finding[] {
  const type = subgraph.types.get(interfaceName);
  if (type?.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
  return (type.fields ?? []).flatMap((field) => {
    const ofTypes = implementersOf(subgraph, interfaceName).map((one) => labelText(findField(one, field.name.value)));
    const own = readLabel(field);
    const labels = new Set([...ofTypes, ...(own === null ? [] : [labelName(own)])]);
    if (labels.size <= 1) return [];
    const message = `field \`${field.name.value}\` has different labels behind it (${[...labels].join(', ')}): give it one`;
    return [{ ...findingOn(subgraph, 'interface-labels', { type: interfaceName, message }), field: field.name.value }];
  });
}

function labelText(field: ReturnType<typeof findField>): string {
  const label = field === null ? null : readLabel(field);
  return label === null ? 'no label' : labelName(label);
}
