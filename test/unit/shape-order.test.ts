import { parse } from 'graphql';
import { createOperations } from '../../gateway/operations';
import { generatedSchema } from '../support/generated-schema';

const operations = createOperations(generatedSchema('supergraph'));
const VIEWER = { me: { role: 'SUPERVISOR', name: 'Wren', subject: 's', organisation: { id: 'o', name: 'n' } } };

function written(query: string, variables: Record<string, unknown> = {}): string {
  const { write } = operations.prepare({ document: parse(query), hash: query, operationName: undefined, variables });
  return write({ me: { ...VIEWER.me } });
}

describe('the order of the fields of an answer', () => {
  it('is that of the first mention that is not left out', () => {
    const query =
      'query($x: Boolean!) { me { role @skip(if: $x) name ... @include(if: $x) { subject } role subject } }';
    expect(written(query, { x: true })).toBe('{"me":{"name":"Wren","subject":"s","role":"SUPERVISOR"}}');
    expect(written(query, { x: false })).toBe('{"me":{"role":"SUPERVISOR","name":"Wren","subject":"s"}}');
  });

  it('is not changed by a mention that can never count, nor by one that counts again', () => {
    const query =
      '{ me { role @include(if: false) name ... @skip(if: true) { subject } name role role subject name } }';
    expect(written(query)).toBe('{"me":{"name":"Wren","role":"SUPERVISOR","subject":"s"}}');
  });

  it('merges what hangs on every mention that counts', () => {
    const query = `query($x: Boolean!, $y: Boolean!) { me { organisation @include(if: $x) { id } role
      organisation @include(if: $y) { name } } }`;
    expect(written(query, { x: true, y: true })).toBe(
      '{"me":{"organisation":{"id":"o","name":"n"},"role":"SUPERVISOR"}}',
    );
    expect(written(query, { x: false, y: true })).toBe('{"me":{"role":"SUPERVISOR","organisation":{"name":"n"}}}');
    expect(written(query, { x: false, y: false })).toBe('{"me":{"role":"SUPERVISOR"}}');
  });

  it('is not changed by the keys that are added to records', () => {
    const query = '{ missingEpisodes { nodes { risk } nodes { status __typename id } } }';
    const { write } = operations.prepare({
      document: parse(query),
      hash: query,
      operationName: undefined,
      variables: {},
    });
    const node = { __typename: 'MissingEpisode', id: 'i', risk: 'HIGH', status: 'MISSING' };
    expect(write({ missingEpisodes: { nodes: [node] } })).toBe(
      '{"missingEpisodes":{"nodes":[{"risk":"HIGH","status":"MISSING","__typename":"MissingEpisode","id":"i"}]}}',
    );
  });
});
