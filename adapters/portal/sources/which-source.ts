/** Which of the newsroom's sources an address belongs to. */
import { plainSource, type Source } from '../../../src/source.ts';
import type { Zone } from '../../../src/time.ts';
import { foldedHost } from '../article-key.ts';

/** Whose settings hold for an address: those of the source that is named, else of one with the same host, else none. */
export function createSourceFinder(sources: readonly Source[], zone: Zone): (url: string, named: string | undefined) => Source {
  const byUrl = new Map(sources.map((source) => [source.url, source]));
  const hostOf = (address: string) => (URL.canParse(address) ? foldedHost(new URL(address).hostname) : '');
  const byHost = new Map(sources.flatMap((source) => [hostOf(source.url), ...source.hosts.map(foldedHost)].map((host) => [host, source] as const)).reverse());
  return (url, named) => byUrl.get(named ?? url) ?? (named === url ? undefined : byHost.get(hostOf(url))) ?? plainSource(url, zone);
}
