/** Whose addresses a source may hand on: a look-alike or stray host among its items is dropped. */
import { bareHost, isClosedHost } from './network-address.ts';

const publicSecondLevel = /^(?:gov|com|edu|org|net|ac|info|name|pro|health|int|biz|io|ai|id)\.vn$|^(?:co|com|gov|org|net|ac|edu)\.[a-z]{2}$/;

/** The part of a host that one owner holds: `soyte.bacninh.gov.vn` → `bacninh.gov.vn`. IP addresses stand for themselves. */
function ownerOf(host: string): string {
  if (/^[\d.]+$/.test(host) || host.includes(':')) return host;
  const labels = host.split('.');
  const tail = labels.slice(-2).join('.');
  return publicSecondLevel.test(tail) ? labels.slice(-3).join('.') : tail;
}

export type HostRule = { readonly source: string | null; readonly own: ReadonlySet<string>; readonly privateHosts: readonly string[] };

/** Most addresses are canonical already: their host stands there as it is. Whatever has a port, a name before an `@` or numbers in place of a name is parsed. */
const plainHost = /^https?:\/\/((?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,63})(?=\/|$)/;

function hostOf(address: string): string | null {
  const plain = plainHost.exec(address)?.[1];
  if (plain !== undefined) return plain;
  try {
    return bareHost(new URL(address).hostname);
  } catch {
    return null;
  }
}

/**
 * The source's own hosts: where it was read from, where it says it belongs, and where most of its items are. Hosts
 * under gov.vn are given to public bodies only and may be linked by one another. `further`: hosts that the newsroom names.
 */
export function hostRule(
  source: string,
  site: string | null,
  items: readonly string[],
  privateHosts: readonly string[],
  further: readonly string[] = [],
): HostRule {
  const hosts = new Map<string, number>();
  for (const item of items) {
    const host = hostOf(item);
    if (host !== null) hosts.set(host, (hosts.get(host) ?? 0) + 1);
  }
  const counts = new Map<string, number>();
  for (const [host, count] of hosts) counts.set(ownerOf(host), (counts.get(ownerOf(host)) ?? 0) + count);
  const most = [...counts].filter(([, count]) => count * 2 > items.length).map(([owner]) => owner);
  const told = [source, site ?? ''].map(hostOf).flatMap((host) => (host === null || host.endsWith('.invalid') ? [] : [ownerOf(host)]));
  const named = further.map((host) => ownerOf(bareHost(host)));
  return { source: hostOf(source), own: new Set([...told, ...named, ...most]), privateHosts };
}

/** Whether an address lies on a private network that is neither the source's own host nor an exception. */
export function isPrivateFor(address: string, rule: HostRule): boolean {
  const host = hostOf(address);
  return host === null || (host !== rule.source && isClosedHost(host, rule.privateHosts));
}

/** Why an address of this source is refused; null when it is fine. */
export function hostRefusal(address: string, rule: HostRule): string | null {
  const host = hostOf(address);
  if (host === null) return 'no address';
  if (host === rule.source) return null;
  if (isPrivateFor(address, rule)) return 'an address on a private network';
  const owner = ownerOf(host);
  // A file whose address nobody told (`.invalid`) has no hosts of its own to hold others against.
  if (rule.own.size === 0 || rule.own.has(owner)) return null;
  const sourceIsOfficial = [...rule.own].some((name) => name.endsWith('.gov.vn'));
  // Foreign letters (xn--) only imitate.
  if (sourceIsOfficial && owner.endsWith('.gov.vn') && !host.includes('xn--')) return null;
  return `a host that is not the source's own: ${host.slice(0, 100)}`;
}
