import {
  Kind,
  OperationTypeNode,
  valueFromASTUntyped,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** Where an operation names a child whom an agency is to write about. */
export interface Subject {
  readonly argument: ValueNode;
  /** Names of the fields within the argument that lead to the child's id. */
  readonly path: readonly string[];
}

/**
 * Mutations by which an organisation writes into another's records, or about a child of whom it may keep nothing yet, by
 * argument and path of the child. The owner of the record cannot know whether the caller has anything to do with the
 * child; the hub does, and vouches for it.
 */
const SUBJECTS = new Map<string, { readonly argument: string; readonly path: readonly string[] }>([
  ['submitReferral', { argument: 'input', path: ['childId'] }],
  ['openReturnHomeInterview', { argument: 'input', path: ['childId'] }],
  ['requestSupport', { argument: 'childId', path: [] }],
  ['requestAdvocate', { argument: 'childId', path: [] }],
  ['recordWish', { argument: 'childId', path: [] }],
  ['reportMissing', { argument: 'input', path: ['childId'] }],
  ['recordCustody', { argument: 'input', path: ['childId'] }],
  ['referToNrm', { argument: 'input', path: ['childId'] }],
  ['recordPlacement', { argument: 'input', path: ['childId'] }],
]);

/** Finds the children that the root fields of a mutation name. */
export function findSubjects(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Subject[] {
  return operation.operation === OperationTypeNode.MUTATION ? subjectsIn(operation.selectionSet, fragments) : [];
}

function subjectsIn(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): Subject[] {
  return set.selections.flatMap((selection): Subject[] => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return subjectsIn(selection.selectionSet, fragments);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      return fragment ? subjectsIn(fragment.selectionSet, fragments) : [];
    }
    const known = SUBJECTS.get(selection.name.value);
    const argument = selection.arguments?.find(({ name }) => name.value === known?.argument);
    return known && argument ? [{ argument: argument.value, path: known.path }] : [];
  });
}

/** The id of the child that a subject names with these variables; null where there is none. */
export function subjectId({ argument, path }: Subject, variables: Readonly<Record<string, unknown>>): string | null {
  let value: unknown = valueFromASTUntyped(argument, { ...variables });
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' ? value : null;
}
