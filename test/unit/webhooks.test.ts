import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { backOffMs } from '../../gateway/events/back-off';
import {
  AddressRefusedError,
  createPublicLookup,
  findUrlFault,
  isPublicAddress,
} from '../../gateway/events/webhooks/webhook-address';
import { LONGEST_MS, PATIENCE_MS } from '../../gateway/events/webhooks/webhook-dispatcher';
import { createWebhookSecrets } from '../../gateway/events/webhooks/webhook-secret';
import { createWebhookSender } from '../../gateway/events/webhooks/webhook-sender';

describe('the addresses to which events are sent', () => {
  it.each(['93.184.215.14', '2606:2800:220:1::1', '::ffff:93.184.215.14'])('have %s among them', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  const inside = '127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 ::ffff:10.0.0.1';
  const reserved = '224.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 240.0.0.1 64:ff9b::a00:1 2002:a00:1::';
  const local = '::1 :: fe80::1 fd00::1 ff02::1 2001:db8::1 ::7f00:1 fec0::1 ::ffff:0:7f00:1 64:ff9b:1::1 4000::1';
  const none = 'localhost 1.2.3 1.2.3.4.5';
  it.each(`${inside} ${reserved} ${local} ${none}`.split(' '))('do not have %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('are https in production, and with whatever way of writing an address inside refused', () => {
    expect(findUrlFault('https://partner.example.org:8443/hook?x=1', true)).toBeNull();
    expect(findUrlFault('http://127.0.0.1:4000/hook', false)).toBeNull();
    const insides = [
      '2130706433',
      '0177.0.0.1',
      '0x7f000001',
      '127.1',
      '[::]',
      '[::ffff:7f00:1]',
      '10.0.0.1',
      '0',
      '127.0.0.1.',
    ];
    for (const host of insides)
      expect(findUrlFault(`https://${host}/`, true)).toBe('an address of the public internet');
    for (const text of ['http://partner.example.org', 'ftp://partner.example.org', 'partner', '']) {
      expect(findUrlFault(text, true)).toBe('an address that begins with https://');
    }
    expect(findUrlFault(`https://partner.example.org/${'a'.repeat(2_000)}`, true)).toBe('at most 2000 characters');
  });
});

/** What a lookup gives: addresses, or why there are none. */
function find(name: string, servers?: readonly string[]): Promise<unknown> {
  return new Promise((resolve) =>
    createPublicLookup(servers)(name, { all: true }, (error, found) => resolve(error ?? found)),
  );
}

/** A name server (RFC 1035) that gives these IPv4 addresses for any name; none at all: it never answers. */
async function startNameServer(addresses: readonly string[] | null): Promise<{ server: Socket; address: string }> {
  const server = createSocket('udp4');
  server.on('message', (asked, { port, address }) => {
    if (addresses === null) return;
    const question = asked.subarray(12, asked.indexOf(0, 12) + 5);
    const isIpv4 = question.readUInt16BE(question.length - 4) === 1;
    const answers = (isIpv4 ? addresses : []).map((each) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...each.split('.').map(Number)]),
    );
    const head = Buffer.from([asked[0]!, asked[1]!, 0x81, 0x80, 0, 1, 0, answers.length, 0, 0, 0, 0]);
    server.send(Buffer.concat([head, question, ...answers]), port, address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  return { server, address: `127.0.0.1:${server.address().port}` };
}

it.each([
  ['a public address', ['93.184.215.14'], [{ address: '93.184.215.14', family: 4 }]],
  ['an address inside beside a public one', ['93.184.215.14', '10.0.0.1'], new AddressRefusedError()],
  ['no address', [], new AddressRefusedError()],
])('finds of a name with %s what may be connected to', async (_name, addresses, expected) => {
  const { server, address } = await startNameServer(addresses);
  expect(await find('hook.partner.example.org', [address])).toEqual(expected);
  server.close();
});

it('gives up a name whose server does not answer, and holds up no other lookup of the process meanwhile', async () => {
  const { server, address } = await startNameServer(null);
  const done: string[] = [];
  const silent = Array.from({ length: 8 }, async () => {
    expect(await find('hook.partner.example.org', [address])).toBeInstanceOf(AddressRefusedError);
    done.push('silent');
  });
  await lookup('localhost').then(() => done.push('other'));
  expect(done).toEqual(['other']);
  await Promise.all(silent);
  server.close();
});

it('connects to no name that means an address inside, whatever else it means', async () => {
  expect(await find('localhost')).toBeInstanceOf(AddressRefusedError);
  const sender = createWebhookSender({ isProduction: true });
  const message = { id: 'event', body: '{}', secrets: [], at: new Date() };
  const never = new AbortController().signal;
  const faults: unknown[] = [];
  for (const url of [
    'https://localhost:1/',
    'https://127.0.0.1:1/',
    'https://[::ffff:127.0.0.1]:1/',
    'http://example.org/',
  ]) {
    faults.push((await sender.send({ ...message, url }, never)).fault);
  }
  expect(new Set(faults)).toEqual(new Set(['ADDRESS_REFUSED']));
  await sender.close();
});

describe('the pause before the next attempt', () => {
  it('doubles from a second to six hours, and is between a half and the whole of that', () => {
    expect([1, 2, 3, 4].map((failures) => backOffMs(failures, 0.999_999_9, LONGEST_MS))).toEqual([
      1_000, 2_000, 4_000, 8_000,
    ]);
    expect([1, 2, 3].map((failures) => backOffMs(failures, 0, LONGEST_MS))).toEqual([500, 1_000, 2_000]);
    expect(backOffMs(1_000, 0, LONGEST_MS)).toBe(3 * 3_600_000);
  });

  it('leaves room for at most 45 attempts in three days', () => {
    let attempts = 0;
    for (let passed = 0; passed < PATIENCE_MS; attempts += 1) passed += backOffMs(attempts + 1, 0, LONGEST_MS);
    expect(attempts).toBeGreaterThan(20);
    expect(attempts).toBeLessThanOrEqual(45);
  });
});

it('derives a secret for each webhook, each generation and each hub, and the same one every time', () => {
  const [here, there] = [createWebhookSecrets('one secret'), createWebhookSecrets('another secret')];
  const secrets = [here('a', 1), here('a', 2), here('b', 1), there('a', 1)];
  expect(new Set(secrets).size).toBe(4);
  expect(here('a', 1)).toBe(secrets[0]);
  expect(secrets[0]).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
});
