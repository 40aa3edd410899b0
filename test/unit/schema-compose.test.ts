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
