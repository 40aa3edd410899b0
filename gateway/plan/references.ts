import {
  Kind,
  OperationTypeNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What an argument's value is the id of, in the hub's directory. */
export type ReferenceKind = 'ORGANISATION' | 'AREA';

/** An argument of the operation that names an organisation or an area; `value` when it is written into the document. */
export interface Reference {
  readonly at: string;
  readonly kind: ReferenceKind;
  readonly value: string | null;
  readonly variable: string | null;
}

/**
 * Arguments of the agencies' lists. An agency knows no directory but the hub does: an id that nobody has is a slip of
 * the caller, who would otherwise take the empty list for an answer.
 */
const REFERENCES = new Map<string, ReadonlyMap<string, ReferenceKind>>([
  ['missingEpisodes', new Map([['area', 'AREA']])],
  [
    'referrals',
    new Map([
      ['council', 'ORGANISATION'],
      ['referrer', 'ORGANISATION'],
    ]),
  ],
  ['placementNotifications', new Map([['recipient', 'ORGANISATION']])],
  ['supportServices', new Map([['area', 'AREA']])],
]);

/** Finds the references in the root fields of a query of the hub's own API. */
export function findReferences(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Reference[] {
  return operation.operation === OperationTypeNode.QUERY ? referencesIn(operation.selectionSet, fragments) : [];
}

function referencesIn(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): Reference[] {
  return set.selections.flatMap((selection): Reference[] => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return referencesIn(selection.selectionSet, fragments);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      return fragment ? referencesIn(fragment.selectionSet, fragments) : [];
    }
    const kinds = REFERENCES.get(selection.name.value);
    return (selection.arguments ?? []).flatMap(({ name, value }): Reference[] => {
      const kind = kinds?.get(name.value);
      if (!kind) return [];
      const at = name.value;
      if (value.kind === Kind.VARIABLE) return [{ at, kind, value: null, variable: value.name.value }];
      return 'value' in value ? [{ at, kind, value: String(value.value), variable: null }] : [];
    });
  });
}
