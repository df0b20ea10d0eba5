import { once } from 'node:events';
import { type LookupAddress } from 'node:dns';
import { type AddressInfo, createServer, isIP, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRange, type Range } from '../../src/core/address.ts';
import { createWebhook } from '../../src/senders/webhook.ts';
import { aStored } from '../fakes/fake-notifications.ts';

/** Whoever connects is counted. Of both versions where the machine has both, so that each way to this machine is watched. */
let trap: Server;
let port = 0;
let connections = 0;
beforeAll(async () => {
  trap = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  trap.listen(0);
  await once(trap, 'listening');
  ({ port } = trap.address() as AddressInfo);
});
afterAll(() => trap.close());

const ranges = (...texts: readonly string[]): readonly Range[] => texts.map((text) => parseRange(text)!);
const at = (...addresses: readonly string[]): readonly LookupAddress[] =>
  addresses.map((address) => ({ address, family: isIP(address) }));

/** What the sender says of a URL, whose `PORT` is the trap's, and which names it asked for. */
const send = async (url: string, answers: readonly LookupAddress[] = [], allowed: readonly Range[] = []) => {
  const asked: string[] = [];
  const sender = createWebhook({
    endpoints: [
      {
        name: 'chat',
        url: url.replaceAll('PORT', String(port)),
        format: 'github',
        allow: [],
        secrets: ['a-secret-of-github'],
      },
    ],
    allowedSubnets: allowed,
    now: Date.now,
    resolve: (name) => {
      asked.push(name);
      return Promise.resolve(answers);
    },
  });
  const target = { kind: 'endpoint', endpoint: 'chat', event: 'push', isBare: false } as const;
  const { answer } = await sender.send(
    aStored('n-1', { target }),
    {},
    { isTokenFresh: false, signal: new AbortController().signal },
  );
  expect(answer).toMatchObject({ kind: 'no-answer', mayHaveArrived: false });
  return { reason: (answer as { readonly reason: string }).reason, asked };
};

const LOOPBACK = '127.0.0.1 is a loopback address';
const LOOPBACK_6 = '::1 is a loopback address';
const ANY = '0.0.0.0 is the unspecified address';
const TO_IPV4 = 'is an address that leads to one of IPv4';
const METADATA = 'is a metadata address of a cloud';

describe('the sender of webhooks goes to no special address', () => {
  it.each([
    ['https://127.0.0.1:PORT/', LOOPBACK],
    ['HTTPS://127.0.0.1:PORT/', LOOPBACK],
    ['https://127.255.255.254:PORT/', '127.255.255.254 is a loopback address'],
    ['https://127.1:PORT/', LOOPBACK],
    ['https://127.0.1:PORT/', LOOPBACK],
    ['https://2130706433:PORT/', LOOPBACK],
    ['https://017700000001:PORT/', LOOPBACK],
    ['https://0x7f000001:PORT/', LOOPBACK],
    ['https://0177.0.0.1:PORT/', LOOPBACK],
    ['https://00000000177.0.0.1:PORT/', LOOPBACK],
    ['https://0x7f.0.0.1:PORT/', LOOPBACK],
    ['https://0x7F.0x0.0x0.0x1:PORT/', LOOPBACK],
    ['https://127.0.0.0x1:PORT/', LOOPBACK],
    ['https://127.0.0.1.:PORT/', LOOPBACK],
    ['https://0:PORT/', ANY],
    ['https://0x:PORT/', ANY],
    ['https://0.0.0.0:PORT/', ANY],
    ['https://0x.0x.0x.0x:PORT/', ANY],
    ['https://１２７.０.０.１:PORT/', LOOPBACK],
    ['https://①②⑦.⓪.⓪.①:PORT/', LOOPBACK],
    ['https://¹²⁷.0.0.1:PORT/', LOOPBACK],
    ['https://127。0。0。1:PORT/', LOOPBACK],
    ['https://１２７．１:PORT/', LOOPBACK],
    ['https://%31%32%37.0.0.1:PORT/', LOOPBACK],
    ['https://127%2e0%2e0%2e1:PORT/', LOOPBACK],
    ['https:\\\\127.0.0.1:PORT\\hook', LOOPBACK],
    ['https://127.0.0.1:PORT\\@public.test/', LOOPBACK],
    ['https:127.0.0.1:PORT/', LOOPBACK],
    ['https:///127.0.0.1:PORT/', LOOPBACK],
    ['ht\ntps://127.0.0.1:PORT/', LOOPBACK],
    ['https://127.0\t.0.1:PORT/', LOOPBACK],
    ['https://127.0.0.1\r\n:PORT/', LOOPBACK],
    ['  https://127.0.0.1:PORT/  ', LOOPBACK],
    ['https://127.0.0.1:PORT/%0d%0aHost:%20public.test', LOOPBACK],
    ['https://127.0.0.1:PORT/#@public.test', LOOPBACK],
    ['https://127.0.0.1:0/', LOOPBACK],
    ['https://127.0.0.1:65535/', LOOPBACK],
    ['https://[::1]:PORT/', LOOPBACK_6],
    ['https://[0:0:0:0:0:0:0:1]:PORT/', LOOPBACK_6],
    ['https://[0000::0001]:PORT/', LOOPBACK_6],
    ['https://[::]:PORT/', ':: is the unspecified address'],
    ['https://[::ffff:127.0.0.1]:PORT/', LOOPBACK],
    ['https://[::ffff:7f00:1]:PORT/', LOOPBACK],
    ['https://[0:0:0:0:0:FFFF:7f00:0001]:PORT/', LOOPBACK],
    ['https://[::ffff:0.0.0.0]:PORT/', ANY],
    ['https://[::127.0.0.1]:PORT/', `::7f00:1 ${TO_IPV4}`],
    ['https://[::ffff:0:127.0.0.1]:PORT/', `::ffff:0:7f00:1 ${TO_IPV4}`],
    ['https://[64:ff9b::127.0.0.1]/', `64:ff9b::7f00:1 ${TO_IPV4}`],
    ['https://[64:ff9b::a9fe:a9fe]/', `64:ff9b::a9fe:a9fe ${TO_IPV4}`],
    ['https://[64:ff9b:1::10.0.0.1]/', `64:ff9b:1::a00:1 ${TO_IPV4}`],
    ['https://[2002:7f00:1::]/', `2002:7f00:1:: ${TO_IPV4}`],
    ['https://[2002:a9fe:a9fe::1]/', `2002:a9fe:a9fe::1 ${TO_IPV4}`],
    ['https://[2001::f5ff:fffe]/', `2001::f5ff:fffe ${TO_IPV4}`],
    ['https://169.254.169.254/latest/meta-data/', `169.254.169.254 ${METADATA}`],
    ['https://2852039166/', `169.254.169.254 ${METADATA}`],
    ['https://[::ffff:a9fe:a9fe]/', `169.254.169.254 ${METADATA}`],
    ['https://169.254.170.2/', `169.254.170.2 ${METADATA}`],
    ['https://[fd00:ec2::254]/', `fd00:ec2::254 ${METADATA}`],
    ['https://[fd20:ce::254]/', `fd20:ce::254 ${METADATA}`],
    ['https://100.100.100.200/', `100.100.100.200 ${METADATA}`],
    ['https://168.63.129.16/', `168.63.129.16 ${METADATA}`],
    ['https://192.0.0.192/', `192.0.0.192 ${METADATA}`],
    ['https://10.0.0.1/', '10.0.0.1 is a private address'],
    ['https://012.0.0.1/', '10.0.0.1 is a private address'],
    ['https://172.31.255.255/', '172.31.255.255 is a private address'],
    ['https://192.168.1/', '192.168.0.1 is a private address'],
    ['https://[fc00::1]/', 'fc00::1 is a private address'],
    ['https://[fdff::1]/', 'fdff::1 is a private address'],
    ['https://100.64.0.1/', '100.64.0.1 is an address shared behind a provider’s NAT'],
    ['https://169.254.1.1/', '169.254.1.1 is a link-local address'],
    ['https://[fe80::1]/', 'fe80::1 is a link-local address'],
    ['https://[febf::1]/', 'febf::1 is a link-local address'],
    ['https://[fec0::1]/', 'fec0::1 is a site-local address'],
    ['https://224.0.0.1/', '224.0.0.1 is a multicast address'],
    ['https://[ff02::1]/', 'ff02::1 is a multicast address'],
    ['https://255.255.255.255/', '255.255.255.255 is a broadcast address'],
    ['https://4294967295/', '255.255.255.255 is a broadcast address'],
    ['https://240.0.0.1/', '240.0.0.1 is a reserved address'],
    ['https://192.0.2.1/', '192.0.2.1 is an address for documentation'],
    ['https://[2001:db8::1]/', '2001:db8::1 is an address for documentation'],
    ['https://198.18.0.1/', '198.18.0.1 is an address for benchmarks'],
    ['https://[100::1]/', '100::1 is an address that throws everything away'],
    ['https://[4000::1]/', '4000::1 is a reserved address'],
  ])('written as %j: %s', async (url, why) => {
    const before = connections;
    expect(await send(url)).toEqual({
      reason: `${why}; the operator can allow it in ENDPOINT_ALLOWED_SUBNETS`,
      asked: [],
    });
    expect(connections).toBe(before);
  });

  it.each([
    ['https://localhost:PORT/', 'localhost', ['127.0.0.1'], LOOPBACK],
    ['https://localhost.:PORT/', 'localhost.', ['127.0.0.1'], LOOPBACK],
    ['https://ＬＯＣＡＬＨＯＳＴ:PORT/', 'localhost', ['::1', '127.0.0.1'], LOOPBACK_6],
    ['https://ⓛocalhost:PORT/', 'localhost', ['127.0.0.1'], LOOPBACK],
    ['https://loc\u00adalhost:PORT/', 'localhost', ['127.0.0.1'], LOOPBACK],
    ['https://localhost。:PORT/', 'localhost.', ['127.0.0.1'], LOOPBACK],
    ['https://127.0.0.1.nip.test:PORT/', '127.0.0.1.nip.test', ['127.0.0.1'], LOOPBACK],
    ['https://127.0.0.1..:PORT/', '127.0.0.1..', ['127.0.0.1'], LOOPBACK],
    ['https://127.0.0.1&x.test:PORT/', '127.0.0.1&x.test', ['127.0.0.1'], LOOPBACK],
    ['https://1e3:PORT/', '1e3', ['127.0.0.1'], LOOPBACK],
    ['https://münchen.test:PORT/', 'xn--mnchen-3ya.test', ['10.0.0.1'], '10.0.0.1 is a private address'],
    ['https://xn--:PORT/', 'xn--', ['::ffff:127.0.0.1'], LOOPBACK],
    ['https://mapped.test:PORT/', 'mapped.test', ['::ffff:7f00:1'], LOOPBACK],
    ['https://zone.test/', 'zone.test', ['fe80::1%eth0'], 'fe80::1%eth0 is a link-local address'],
    [
      'https://metadata.google.internal/',
      'metadata.google.internal',
      ['169.254.169.254'],
      `169.254.169.254 ${METADATA}`,
    ],
    ['https://public.test\\@127.0.0.1:PORT/', 'public.test', ['10.0.0.1'], '10.0.0.1 is a private address'],
    ['https://all.test:PORT/', 'all.test', ['127.0.0.1', '::1', '0.0.0.0'], LOOPBACK],
  ])('that a name leads to: %j is %s at %j', async (url, name, addresses, why) => {
    const before = connections;
    expect(await send(url, at(...addresses))).toEqual({
      reason: `${name} is at an address that is refused: ${why}; the operator can allow it in ENDPOINT_ALLOWED_SUBNETS`,
      asked: [name],
    });
    expect(connections).toBe(before);
  });

  it('not even by a name that nothing can be said of', async () => {
    const before = connections;
    const odd = ['127.1', '0x7f.0.0.1', '2130706433', 'localhost', '', '::127.0.0.1'];
    for (const address of odd) {
      const { reason } = await send('https://odd.test:PORT/', [{ address, family: 4 }]);
      expect(reason).toContain(`${address} is no address that can be judged`);
    }
    expect((await send('https://none.test/')).reason).toBe('none.test has no address');
    const long = `${'a'.repeat(300)}.test`;
    expect(await send(`https://${long}/`)).toEqual({
      reason: `${long} has no address`.slice(0, 300).replace(/.$/, '…'),
      asked: [long],
    });
    expect(connections).toBe(before);
  });
});

describe('the sender of webhooks does not begin with', () => {
  const PROTOCOLS = ['http', 'ftp', 'ws', 'wss', 'gopher', 'blob:https', 'view-source:https'];
  it.each([
    ...PROTOCOLS.map((protocol) => `${protocol}://127.0.0.1:PORT/`),
    'file:///etc/passwd',
    'data:text/plain,https://127.0.0.1',
    'javascript:fetch("https://127.0.0.1")',
    'localhost:PORT',
  ])('another protocol: %j', async (url) => {
    const before = connections;
    const { reason, asked } = await send(url, at('127.0.0.1'), ranges('127.0.0.0/8'));
    expect(reason).toMatch(/^the URL of the endpoint begins with [a-z-]+:; only https: is allowed$/);
    expect([asked, connections]).toEqual([[], before]);
  });

  it.each([
    'https://me@127.0.0.1:PORT/',
    'https://1.1.1.1:443@127.0.0.1:PORT/',
    'https://:x@localhost:PORT/',
    'https://127.0.0.1%2f@localhost:PORT/',
  ])('a user or a password: %j', async (url) => {
    const before = connections;
    expect(await send(url, at('127.0.0.1'), ranges('127.0.0.0/8'))).toEqual({
      reason: 'the URL of the endpoint holds a user or a password; neither is sent',
      asked: [],
    });
    expect(connections).toBe(before);
  });

  it.each([
    '',
    '127.0.0.1',
    '//127.0.0.1:PORT/',
    'https://',
    'https://?x',
    'https://:PORT/',
    'https://4294967296/',
    'https://0x100000000/',
    'https://256.0.0.1/',
    'https://08.0.0.1/',
    'https://1.2.3.4.5/',
    'https://127.0.0.1:65536/',
    'https://127.0.0.1:-1/',
    'https://127.0.0.1:PORT:80/',
    'https://127.0.0.1%2f.public.test/',
    'https://localhost%00.public.test/',
    'https://127.0.0.1 .public.test/',
    'https://::1/',
    'https://[::1/',
    'https://[::1]x/',
    'https://[::1%25lo]:PORT/',
    'https://[fe80::1%eth0]/',
    'https://[::ffff:0x7f.0.0.1]/',
    'https://[1::2::3]/',
    'https://١٢٧.0.0.1/',
  ])('what is no URL: %j', async (url) => {
    const before = connections;
    expect(await send(url, at('127.0.0.1'), ranges('127.0.0.0/8'))).toEqual({
      reason: 'the URL of the endpoint cannot be read',
      asked: [],
    });
    expect(connections).toBe(before);
  });
});
