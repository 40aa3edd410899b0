import path from 'node:path';
import { hubEnvironments } from '../../gateway/launch/environments';
import { addressOf, readSettings } from '../../gateway/launch/settings';

describe('the settings of a start', () => {
  it('have the defaults of the running contract', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({ host: '127.0.0.1', children: 400, given: {}, isProduction: false });
    expect(settings.dataFolder).toBe(path.resolve('.data'));
    expect(Object.values(settings.ports).map(({ port }) => port)).toEqual([4000, 4001, 4002, 4003]);
  });

  it('place the subgraphs after the gateway, each movable by its own variable', () => {
    const { ports } = readSettings({ PORT: '5000', COUNCIL_PORT: '7000' });
    expect([ports.gateway.port, ports.police.port, ports.council.port, ports.charity.port]).toEqual([
      5000, 5001, 7000, 5003,
    ]);
    expect([ports.gateway.variable, ports.police.variable, ports.council.variable]).toEqual([
      'PORT',
      'POLICE_PORT (or PORT)',
      'COUNCIL_PORT',
    ]);
  });

  it.each([
    [{ PORT: 'http' }, 'PORT: expected a whole number from 1 to 65535, got `http`'],
    [{ PORT: '0' }, 'PORT: expected a whole number from 1 to 65535, got `0`'],
    [{ PORT: '65535' }, 'PORT: expected at most 65534, got 65535'],
    [{ CHARITY_PORT: '99999' }, 'CHARITY_PORT: expected a whole number from 1 to 65535, got `99999`'],
    [{ SIGHTLINE_CHILDREN: '-1' }, 'SIGHTLINE_CHILDREN: expected a whole number from 0 to 99999, got `-1`'],
    [{ HUB_DATABASE_URL: 'secret' }, 'HUB_DATABASE_URL: expected a postgres:// address, got another text'],
  ])('refuse %j', (env, message) => {
    expect(() => readSettings(env)).toThrow(message);
  });
});

describe('the environments of the processes', () => {
  const url = (sector: string) => `postgres://${sector}@127.0.0.1/${sector}`;
  const environments = hubEnvironments({
    settings: readSettings({ SIGHTLINE_DATA: '/data', PORT: '5000' }),
    keys: { gatewaySigningKey: '/data/private', gatewayJwks: '/data/public' },
    databases: { police: url('police'), council: url('council'), charity: url('charity'), hub: url('hub') },
    inherited: {
      PATH: '/bin',
      HUB_DATABASE_URL: 'postgres://given',
      HUB_INDEX_KEY: 'index',
      GATEWAY_SIGNING_KEY: '',
      POLICE_URL: 'http://recorder/graphql',
    },
  });

  it('give an owner its own database and nobody else’s', () => {
    for (const [sector, environment] of Object.entries(environments)) {
      const databases = Object.keys(environment).filter((name) => name.endsWith('_DATABASE_URL'));
      expect(databases).toEqual([`${sector.toUpperCase()}_DATABASE_URL`]);
      expect(environment).toMatchObject({
        [databases[0]!]: url(sector),
        PATH: '/bin',
        PORT: '5000',
        POLICE_PORT: '5001',
      });
    }
  });

  it('tell the gateway where the subgraphs are, unless somebody else said so', () => {
    expect(environments.hub).toMatchObject({ POLICE_URL: 'http://recorder/graphql' });
    expect(environments.hub).toMatchObject({ COUNCIL_URL: 'http://127.0.0.1:5002/graphql' });
    expect(addressOf({ host: '::1', port: 7 })).toBe('http://[::1]:7');
    expect(addressOf({ host: '0.0.0.0', port: 7 })).toBe('http://127.0.0.1:7');
  });

  it('keep the gateway’s private key and the index key from the subgraphs', () => {
    expect(environments.hub).toMatchObject({ GATEWAY_SIGNING_KEY: '/data/private', HUB_INDEX_KEY: 'index' });
    for (const sector of ['police', 'council', 'charity'] as const) {
      expect(environments[sector]).not.toHaveProperty('GATEWAY_SIGNING_KEY');
      expect(environments[sector]).not.toHaveProperty('HUB_INDEX_KEY');
      expect(environments[sector]).toMatchObject({ GATEWAY_JWKS: '/data/public' });
    }
  });
});
