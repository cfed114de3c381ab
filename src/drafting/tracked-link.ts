/** The article's address with the parameters for the portal's statistics. Pure. */
import type { Utm } from '../newsroom.ts';

const ours = /^utm_(?:source|medium|campaign)=/i;

/**
 * The same address however often it is done: what stood there of these parameters is replaced. The rest of the address is left as it is,
 * byte for byte: some portals know only that spelling.
 */
export function trackedLink(link: string, utm: Utm | null): string {
  if (utm === null) return link;
  const hash = link.indexOf('#');
  const [address, fragment] = hash === -1 ? [link, ''] : [link.slice(0, hash), link.slice(hash)];
  const mark = address.indexOf('?');
  const [before, query] = mark === -1 ? [address, ''] : [address.slice(0, mark), address.slice(mark + 1)];
  const kept = query.split('&').filter((pair) => pair !== '' && !ours.test(pair));
  const added = [`utm_source=${utm.source}`, `utm_medium=${utm.medium}`, ...(utm.campaign === null ? [] : [`utm_campaign=${utm.campaign}`])];
  return `${before}?${[...kept, ...added].join('&')}${fragment}`;
}
