import { composeHub } from '../../schema/compose';
import { lint } from '../../schema/lint';
import { edited, places } from '../support/lint-cases';
import { SAMPLE_SUBGRAPHS, sampleUrlOf } from '../support/sample-subgraphs';

describe('lint', () => {
  it('finds nothing in a schema that keeps the conventions', () => {
    expect(lint(SAMPLE_SUBGRAPHS)).toEqual([]);
  });

  it('reads labels written as enum values', () => {
    const asEnums = SAMPLE_SUBGRAPHS.map(({ name, sdl }) => ({
      name,
      sdl: sdl.replace(/(category|level): "([A-Z_]+)"/g, '$1: $2'),
    }));
    expect(lint(asEnums)).toEqual([]);
    expect(composeHub(asEnums, sampleUrlOf)).toEqual(composeHub(SAMPLE_SUBGRAPHS, sampleUrlOf));
  });

  it('reads the types of a subgraph that extends them', () => {
    const extended = edited(
      ['charity', 'type Child @key', 'extend type Child @key'],
      ['charity', 'type Query {', 'extend type Query {'],
    );
    expect(composeHub(extended, sampleUrlOf)).toEqual(composeHub(SAMPLE_SUBGRAPHS, sampleUrlOf));
    const dropped = edited([
      'charity',
      'type SupportService {',
      'extend type Wish { mood: String } type SupportService {',
    ]);
    expect(places(lint(dropped))).toEqual(['charity Wish.mood label-missing']);
  });
});
