/** What of a source's first poll is offered to staff. Pure. */
import type { Article } from '../article.ts';
import { fingerprintOf } from '../identity.ts';
import type { FeedItem } from '../ports.ts';
import { addMs, hour, type Zone } from '../time.ts';

/** What is younger is offered, the rest is recorded as skipped. */
const firstPollAge = 24 * hour;
/**
 * For each source by itself when it is added by itself. Sources that are read for the first time in one round (the
 * first start with 50 portals) share it: a thousand cards at once would bury the staff.
 */
const firstPollMost = 20;

/**
 * Keys of what is offered: the newest dated ones of the last 24 hours come first; undated ones fill what room is left,
 * for staff to look at. Copies of one article count as one.
 */
export function firstPollChoice(items: readonly FeedItem[], now: Date, zone: Zone): ReadonlySet<string> {
  const dated = items.filter((item) => isYoung(item.article, now)).sort((a, b) => timeOf(b) - timeOf(a));
  const undated = items.filter((item) => item.article.publishedAt === null);
  const groups = new Map<string, Set<string>>();
  for (const item of [...dated, ...undated]) {
    const name = fingerprintOf(item.article, now, zone) ?? item.key;
    groups.set(name, (groups.get(name) ?? new Set()).add(item.key));
  }
  return new Set([...groups.values()].slice(0, firstPollMost).flatMap((keys) => [...keys]));
}

function timeOf(item: FeedItem): number {
  return item.article.publishedAt?.getTime() ?? 0;
}

/** An article of which only the day is known is young while any of that day is. */
function isYoung(article: Article, now: Date): boolean {
  const since = addMs(now, -firstPollAge);
  if (article.publishedAt === null) return false;
  return article.publishedAt >= since || (article.precision === 'day' && addMs(article.publishedAt, firstPollAge) > since);
}
