/** Which hosts may be asked at all: the open network only, unless a host is named as an exception. */
import { BlockList, isIP } from 'node:net';

const closed = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  closed.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 96], // unspecified, loopback and IPv4-compatible
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23], // Teredo and other tunnels that carry an IPv4 address
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  closed.addSubnet(network, bits, 'ipv6');
}

/** The eight groups of an IPv6 address; null when it is none. */
function groupsOf(address: string): number[] | null {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const plain =
    dotted === null
      ? address
      : `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`;
  const [head = '', tail] = plain.split('::');
  const parse = (part: string) =>
    part
      .split(':')
      .filter((group) => group !== '')
      .map((group) => Number.parseInt(group, 16));
  const first = parse(head);
  const last = tail === undefined ? [] : parse(tail);
  const groups = tail === undefined ? first : [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => 0), ...last];
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
}

/** The IPv4 address that an IPv6 one stands for (`::ffff:…`, `64:ff9b::…`, `2002:…`); null when none. */
function embeddedIpv4(address: string): string | null {
  const groups = groupsOf(address);
  if (groups === null) return null;
  const dotted = (high: number | undefined, low: number | undefined) => [(high ?? 0) >> 8, (high ?? 0) & 255, (low ?? 0) >> 8, (low ?? 0) & 255].join('.');
  const start = groups.slice(0, 6).join(':');
  if (start === '0:0:0:0:0:65535' || start === '0:0:0:0:65535:0' || start === '100:65435:0:0:0:0') return dotted(groups[6], groups[7]);
  return groups[0] === 0x2002 ? dotted(groups[1], groups[2]) : null;
}

/** Whether an IP address is private, loopback, link-local, multicast or otherwise not on the open network. */
export function isClosedAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return closed.check(bare, 'ipv4');
  if (family !== 6) return false;
  const inside = embeddedIpv4(bare);
  return inside !== null ? closed.check(inside, 'ipv4') : closed.check(bare, 'ipv6');
}

const closedName = /^localhost\.?$|\.(localhost|local|internal|intranet|lan|home\.arpa|localdomain)\.?$/i;

/** As a URL has it: lower case, IPv6 without brackets, no dot at the end. */
export function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/** Whether the host alone, before any look-up, shows that it is not on the open network. */
export function isClosedHost(hostname: string, privateHosts: readonly string[]): boolean {
  const host = bareHost(hostname);
  if (privateHosts.some((name) => bareHost(name) === host)) return false;
  if (isIP(host) !== 0) return isClosedAddress(host);
  return host === '' || closedName.test(host) || !host.includes('.');
}
