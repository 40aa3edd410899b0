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

type References = ReadonlyMap<string, ReadonlyMap<string, ReferenceKind>>;

/**
 * Arguments of the agencies' lists. An agency knows no directory but the hub does: an id that nobody has is a slip of
 * the caller, who would otherwise take the empty list for an answer.
 */
const OF_QUERIES: References = new Map<string, ReadonlyMap<string, ReferenceKind>>([
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
  ['supportRequests', new Map([['requester', 'ORGANISATION']])],
  ['advocacyRequests', new Map([['requester', 'ORGANISATION']])],
]);

/** Arguments of mutations, likewise: what is counted in an area that nobody has would be counted nowhere. */
const OF_MUTATIONS: References = new Map<string, ReadonlyMap<string, ReferenceKind>>([
  ['requestSupport', new Map([['area', 'AREA']])],
]);

const REFERENCES: Readonly<Partial<Record<OperationTypeNode, References>>> = {
  [OperationTypeNode.QUERY]: OF_QUERIES,
  [OperationTypeNode.MUTATION]: OF_MUTATIONS,
};

/** Finds the references in the root fields of an operation of the hub's own API. */
export function findReferences(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Reference[] {
  const references = REFERENCES[operation.operation];
  return references ? referencesIn(operation.selectionSet, { references, fragments }) : [];
}

interface Finding {
  readonly references: References;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function referencesIn(set: SelectionSetNode, finding: Finding): Reference[] {
  return set.selections.flatMap((selection): Reference[] => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return referencesIn(selection.selectionSet, finding);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = finding.fragments.get(selection.name.value);
      return fragment ? referencesIn(fragment.selectionSet, finding) : [];
    }
    const kinds = finding.references.get(selection.name.value);
    return (selection.arguments ?? []).flatMap(({ name, value }): Reference[] => {
      const kind = kinds?.get(name.value);
      if (!kind) return [];
      const at = name.value;
      if (value.kind === Kind.VARIABLE) return [{ at, kind, value: null, variable: value.name.value }];
      return 'value' in value ? [{ at, kind, value: String(value.value), variable: null }] : [];
    });
  });
}
