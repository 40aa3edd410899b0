import { ApolloGateway } from '@apollo/gateway';
import { composeHub, composePlain, supergraphHash } from '../../schema/compose';
import { parseLabels } from '../../schema/labels';
import { SAMPLE_SUBGRAPHS, sampleUrlOf } from '../support/sample-subgraphs';

const { supergraphSdl } = composeHub(SAMPLE_SUBGRAPHS, sampleUrlOf);

describe('parseLabels', () => {
  it('finds, for every label of every sector, a virtual subgraph at the same address', () => {
    const { graphs } = parseLabels(supergraphSdl);
    expect(graphs.get('police')).toEqual({
      sector: 'police',
      url: 'http://127.0.0.1/police',
      category: null,
      level: null,
    });
    expect(graphs.get('charity__CHILD_VOICE_FULL')).toEqual({
      sector: 'charity',
      url: 'http://127.0.0.1/charity',
      category: 'CHILD_VOICE',
      level: 'FULL',
    });
  });

  it('knows the home sector of every record', () => {
    const { records } = parseLabels(supergraphSdl);
    expect(Object.fromEntries(records)).toEqual({
      PoliceProfile: { category: 'IDENTITY', sector: 'police' },
      MissingEpisode: { category: 'MISSING', sector: 'police' },
      CustodyEvent: { category: 'OFFENDING', sector: 'police' },
      CouncilProfile: { category: 'IDENTITY', sector: 'council' },
      ReturnHomeInterview: { category: 'MISSING', sector: 'council' },
      Referral: { category: 'REFERRAL', sector: 'council' },
      ReferralChallenge: { category: 'REFERRAL', sector: 'council' },
      CharityProfile: { category: 'IDENTITY', sector: 'charity' },
      SupportEpisode: { category: 'SUPPORT', sector: 'charity' },
      Wish: { category: 'CHILD_VOICE', sector: 'charity' },
      Consent: { category: 'CONSENT', sector: 'hub' },
    });
  });

  it('keeps the labels of arguments and the connections', () => {
    const labels = parseLabels(supergraphSdl);
    expect(Object.fromEntries(labels.arguments.get('Query.missingEpisodes') ?? [])).toEqual({
      area: { category: 'WHEREABOUTS', level: 'SUMMARY' },
      status: { category: 'MISSING', level: 'SUMMARY' },
    });
    expect(Object.fromEntries(labels.connections)).toEqual({
      MissingEpisodeConnection: 'MissingEpisode',
      ReferralConnection: 'Referral',
    });
    expect(Object.fromEntries(labels.abstractRecords)).toEqual({
      ChildRecord: ['MissingEpisode', 'Referral', 'SupportEpisode'],
    });
  });
});

const BROKEN: readonly (readonly [how: string, edit: readonly [RegExp | string, string], message: RegExp])[] = [
  [
    'goes by another name',
    [/"@classified", "@record"\]/, '{name: "@classified", as: "@label"}, "@record"]'],
    /under their own names/,
  ],
  ['is of another version', ['sharing/v1.0', 'sharing/v2.0'], /under their own names/],
  ['is gone', [/@link\(url: "https:\/\/sightline[^)]*\)/, ''], /expected the supergraph to link/],
  [
    'misses on one field',
    [/(words: String [^@]*@join__field\([^)]*\)) @classified\([^)]*\)/, '$1'],
    /`Wish.words` is not classified/,
  ],
  [
    'differs from that of its subgraph',
    [/(words: String .*level: )"FULL"/, '$1"SUMMARY"'],
    /`Wish.words` is CHILD_VOICE_SUMMARY/,
  ],
  ['has an unknown word', [/(words: String .*level: )"FULL"/, '$1"ALL"'], /got `ALL`/],
  [
    'names no sector',
    [/category: "CHILD_VOICE", sector: "charity"/, 'category: "CHILD_VOICE"'],
    /`Wish`: expected a sector/,
  ],
];

describe('parseLabels, given a supergraph that protects nothing,', () => {
  it.each(BROKEN)('refuses it when a label %s', (_, [from, to], message) => {
    const changed = supergraphSdl.replace(from, to);
    expect(changed).not.toBe(supergraphSdl);
    expect(() => parseLabels(changed)).toThrow(message);
  });

  it('finds nothing to decide in a supergraph of other subgraphs', () => {
    const other = composePlain(
      [{ name: 'weather', sdl: 'type Query { wind: Wind } type Wind { force: Int }' }],
      sampleUrlOf,
    );
    const labels = parseLabels(other.supergraphSdl);
    expect(labels.hasClassifiedFields).toBe(false);
    expect([...labels.graphs.keys()]).toEqual(['weather']);
  });

  it('refuses to read a supergraph that was not split', () => {
    const plain = composePlain(SAMPLE_SUBGRAPHS, sampleUrlOf);
    expect(() => parseLabels(plain.supergraphSdl)).toThrow(/compose with the split/);
  });
});

describe('composeHub', () => {
  it.each([
    ['split', composeHub],
    ['plain', composePlain],
  ])('is loaded by the stock gateway: %s', async (_, compose) => {
    const gateway = new ApolloGateway({ supergraphSdl: compose(SAMPLE_SUBGRAPHS, sampleUrlOf).supergraphSdl });
    const { schema } = await gateway.load();
    expect(schema.getType('MissingEpisode')?.toString()).toBe('MissingEpisode');
    await gateway.stop();
  });

  it('does not depend on the order of the subgraphs', () => {
    const reversed = composeHub(SAMPLE_SUBGRAPHS.toReversed(), sampleUrlOf);
    expect(supergraphHash(reversed.supergraphSdl)).toBe(supergraphHash(supergraphSdl));
  });
});
