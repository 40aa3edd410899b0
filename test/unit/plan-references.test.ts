import { Kind, parse, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import { findReferences, type Reference } from '../../gateway/plan/references';

function referencesOf(query: string): Reference[] {
  const { definitions } = parse(query);
  const fragments = definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  );
  const operation = definitions.find(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  return findReferences(operation!, new Map(fragments.map((each) => [each.name.value, each])));
}

describe('findReferences', () => {
  it('finds ids of organisations and areas, written out and in variables, through fragments', () => {
    const query = `query($council: ID) {
      mine: referrals(council: $council, referrer: "harbour-youth-trust") { nodes { id } }
      ... on Query { missingEpisodes(area: "E10000020") { nodes { id } } }
      ...Rest
    }
    fragment Rest on Query { placementNotifications(recipient: "E23000032", first: 3) { nodes { id } } }`;
    expect(referencesOf(query)).toEqual([
      { at: 'council', kind: 'ORGANISATION', value: null, variable: 'council' },
      { at: 'referrer', kind: 'ORGANISATION', value: 'harbour-youth-trust', variable: null },
      { at: 'area', kind: 'AREA', value: 'E10000020', variable: null },
      { at: 'recipient', kind: 'ORGANISATION', value: 'E23000032', variable: null },
    ]);
  });

  it('finds the area that a mutation counts in', () => {
    const query = 'mutation($area: ID) { requestSupport(childId: "c", serviceId: "s", area: $area) { id } }';
    expect(referencesOf(query)).toEqual([{ at: 'area', kind: 'AREA', value: null, variable: 'area' }]);
  });

  it('finds none in null, in deeper fields and in other mutations', () => {
    expect(referencesOf('{ referrals(council: null) { nodes { id } } }')).toEqual([]);
    expect(referencesOf('{ child(id: "x") { missingEpisodes(area: "x") { id } } }')).toEqual([]);
    expect(referencesOf('mutation { referrals(council: "x") { id } }')).toEqual([]);
  });
});
