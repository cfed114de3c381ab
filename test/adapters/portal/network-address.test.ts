import { describe, expect, test } from 'vitest';
import { isClosedAddress, isClosedHost } from '../../../adapters/portal/network-address.ts';
import { hostRefusal, hostRule } from '../../../adapters/portal/source-hosts.ts';

describe('addresses that are not on the open network', () => {
  test.each([
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.9.9.9',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '[::1]',
      'fe80::1',
      'fe80::1%eth0',
      'fc00::1',
      'fd12:3456::1',
      'ff02::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '64:ff9b::a00:1',
      '2002:7f00:1::',
      '2001:db8::1',
    ],
  ])('%s', (address) => {
    expect(isClosedAddress(address)).toBe(true);
  });
});

test.each(['8.8.8.8', '172.32.0.1', '203.162.0.1', '2405:4800::1', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1', 'lamson.gov.vn'])(
  '%s is open',
  (address) => {
    expect(isClosedAddress(address)).toBe(false);
  },
);

test('names of the local network are closed, an exception opens exactly its host', () => {
  for (const host of ['localhost', 'LOCALHOST.', 'a.localhost', 'printer.local', 'db.internal', 'intranet', '']) expect(isClosedHost(host, [])).toBe(true);
  expect(isClosedHost('lamson.gov.vn', [])).toBe(false);
  expect(isClosedHost('127.0.0.1', ['127.0.0.1'])).toBe(false);
  expect(isClosedHost('[::1]', ['::1'])).toBe(false);
  expect(isClosedHost('127.0.0.2', ['127.0.0.1'])).toBe(true);
});

describe("a source's own hosts", () => {
  const own = hostRule('https://www.lamson.gov.vn/rss', null, [], []);
  test('are its host, the hosts under its domain and those of other public bodies', () => {
    for (const url of ['https://lamson.gov.vn/a', 'https://soyte.lamson.gov.vn/a', 'https://chinhphu.gov.vn/a']) expect(hostRefusal(url, own)).toBeNull();
    for (const url of [
      'https://lamson.gov.vn.evil.com/a',
      'https://evil.com/a',
      'https://lamson-gov.vn/a',
      'https://xn--lmson-4ve.gov.vn/a',
      'http://10.0.0.1/a',
      'nonsense',
    ]) {
      expect(hostRefusal(url, own)).not.toBeNull();
    }
  });

  test('are those of most items, when the feed is kept elsewhere', () => {
    const rule = hostRule('https://feeds.example.net/lamson', null, ['https://bao.vn/1', 'https://bao.vn/2', 'https://la.com/3'], []);
    expect(hostRefusal('https://www.bao.vn/9', rule)).toBeNull();
    expect(hostRefusal('https://la.com/3', rule)).toContain('la.com');
    expect(hostRefusal('https://chinhphu.gov.vn/a', rule)).not.toBeNull();
  });

  test('are not known for a file whose address nobody told: any open host will do', () => {
    const rule = hostRule('https://portal.invalid/tin.html', null, [], []);
    expect(hostRefusal('https://lamson.gov.vn/tin/1', rule)).toBeNull();
    expect(hostRefusal('http://10.0.0.1/tin/1', rule)).not.toBeNull();
  });

  test('may be private when the source itself was allowed to be', () => {
    const rule = hostRule('http://127.0.0.1:4310/rss', null, [], []);
    expect(hostRefusal('http://127.0.0.1:4310/bai/1', rule)).toBeNull();
    expect(hostRefusal('http://127.0.0.2:4310/bai/1', rule)).toContain('private');
  });
});
