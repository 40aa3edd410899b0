import { Kind, parse, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import { findSubjects, subjectId } from '../../gateway/plan/subjects';

function idsIn(document: string, variables: Record<string, unknown> = {}): (string | null)[] {
  const { definitions } = parse(document);
  const fragments = definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  );
  const subjects = findSubjects(
    definitions[0] as OperationDefinitionNode,
    new Map(fragments.map((each) => [each.name.value, each])),
  );
  return subjects.map((subject) => subjectId(subject, variables));
}

describe('the children that a mutation writes about', () => {
  it.each([
    ['written out', 'mutation { submitReferral(input: { childId: "c-1" }) { id } }', {}, ['c-1']],
    ['by a variable', 'mutation($i: I!) { submitReferral(input: $i) { id } }', { i: { childId: 'c-1' } }, ['c-1']],
    [
      'by a variable within',
      'mutation($c: ID!) { submitReferral(input: { childId: $c }) { id } }',
      { c: 'c-1' },
      ['c-1'],
    ],
    [
      'under aliases and fragments',
      `mutation { a: submitReferral(input: { childId: "c-1" }) { id } ... { b: submitReferral(input: { childId: "c-2" }) {
        id } } ...F } fragment F on Mutation { submitReferral(input: { childId: "c-3" }) { id } }`,
      {},
      ['c-1', 'c-2', 'c-3'],
    ],
    ['not at all', 'mutation($i: I) { submitReferral(input: $i) { id } }', {}, [null]],
    [
      'through a prototype',
      'mutation($i: I) { submitReferral(input: $i) { id } }',
      { i: Object.create({ childId: 'c' }) },
      [null],
    ],
    ['as something else', 'mutation($i: I) { submitReferral(input: $i) { id } }', { i: { childId: 7 } }, [null]],
    ['in a query', '{ submitReferral(input: { childId: "c-1" }) { id } }', {}, []],
    [
      'by every mutation that an organisation may call before it keeps anything of the child',
      `mutation($c: ID!) { reportMissing(input: { childId: $c }) { id } recordCustody(input: { childId: $c }) { id }
        referToNrm(input: { childId: $c }) { id } recordPlacement(input: { childId: $c }) { id } }`,
      { c: 'c-1' },
      ['c-1', 'c-1', 'c-1', 'c-1'],
    ],
    ['by another mutation', 'mutation { decideReferral(input: { childId: "c-1" }) { id } }', {}, []],
  ])('are found %s', (_title, document, variables, expected) => {
    expect(idsIn(document, variables)).toEqual(expected);
  });
});
