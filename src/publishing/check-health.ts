/** Is the Page's token good, and for how long? Do readers see what was posted? A Page that was stopped goes on when it is mended. */
import { leavesRoomToMeasure, usageOf } from '../allowance.ts';
import { change } from '../change.ts';
import type { Words } from '../locale/words.ts';
import { closeNotice, openNotice } from '../notice.ts';
import type { FanPage, PageHealth, Ports } from '../ports.ts';
import type { Failure, Published } from '../post.ts';
import { addMs, dayForPeople, dayOf, hour, minute, type Zone } from '../time.ts';
import { failureOf } from './settle.ts';

type Needs = Pick<Ports, 'posts' | 'pages' | 'notices' | 'fanPages' | 'log'> & {
  readonly words: Words;
  readonly zone: Zone;
  /** What staff call the Page; null: it has no name of theirs. */
  readonly givenName: (page: string) => string | null;
};
export type HealthCounts = { healthy: number; stopped: number; unread: number; seen: number; unseen: number };

/** What a Page must grant, so that posts can be made and read back. */
export const neededScopes = ['pages_manage_posts', 'pages_read_engagement'] as const;
const warnDaysAhead = [7, 3, 1];
/** So long after it went out a post is read back until readers see it; a moment is Facebook's to show it. */
const readBackFor = 24 * hour;
const readBackAfter = minute;
const mostReadBack = 10;

export async function checkHealth(needs: Needs, now: Date): Promise<HealthCounts> {
  const counts: HealthCounts = { healthy: 0, stopped: 0, unread: 0, seen: 0, unseen: 0 };
  for (const page of needs.fanPages) await checkPage(needs, page, now, counts);
  return counts;
}

async function checkPage(needs: Needs, page: FanPage, now: Date, counts: HealthCounts): Promise<void> {
  const reading = await page.health();
  if (reading.outcome === 'no-answer') {
    counts.unread += 1;
    needs.log.warn({ page: page.id, detail: reading.detail }, 'the health of the Page could not be read');
    return;
  }
  const failure = reading.outcome === 'refused' ? failureOf(reading.refusal) : failureIn(reading.value);
  if (failure === null) {
    counts.healthy += 1;
    await resume(needs, page.id, now);
    if (reading.outcome === 'read') await warnOfExpiry(needs, page.id, reading.value, now);
    return readBackNew(needs, page, now, counts);
  }
  if (failure.reason === 'rate' || failure.reason === 'content') {
    counts.unread += 1;
    needs.log.warn({ page: page.id, reason: failure.reason, code: failure.code }, 'the Page refused to tell its health');
    return;
  }
  counts.stopped += 1;
  const known = (await needs.pages.get(page.id))?.stopped ?? null;
  // Another cause is mended by other steps.
  if (known !== null && known.reason !== failure.reason) await closeNotice(needs, `page:${page.id}`, null, now);
  await openNotice(needs, `page:${page.id}`, needs.words.pageStopped(needs.givenName(page.id) ?? page.id, failure), now);
  await needs.pages.add({ id: page.id, rev: 0, nextSendAt: now, stopped: null, usage: null });
  await change(needs.pages, page.id, (state) => (state.stopped?.reason === failure.reason ? null : { ...state, stopped: { ...failure, since: now } }));
}

/** What went out lately is read back until readers see it; staff hear once of a post that they do not see. */
async function readBackNew(needs: Needs, page: FanPage, now: Date, counts: HealthCounts): Promise<void> {
  if (!leavesRoomToMeasure(await usageOf(needs, page), now)) return;
  const recent = await needs.posts.publishedBetween(page.id, addMs(now, -readBackFor), addMs(now, 1 - readBackAfter));
  for (const post of recent.filter((one) => one.seenAt === undefined).slice(-mostReadBack)) {
    const reading = await page.readBack(post.remoteId);
    // No answer says nothing about the post.
    if (reading.outcome !== 'read') return;
    const { visible, permalink } = reading.value;
    if (visible) {
      counts.seen += 1;
      await noteSeen(needs, post.id, permalink, now);
      await closeNotice(needs, `unseen:${post.id}`, needs.words.postSeen(post.title), now);
    } else {
      counts.unseen += 1;
      await openNotice(needs, `unseen:${post.id}`, needs.words.postUnseen(post.title, post.permalink), now);
    }
  }
}

async function noteSeen(needs: Pick<Needs, 'posts'>, id: string, permalink: string | null, now: Date): Promise<void> {
  await change(needs.posts, id, (post): Published | null => {
    if (post.status !== 'published' || post.seenAt !== undefined) return null;
    const learnt = post.permalink === null && permalink !== null;
    return { ...post, seenAt: now, permalink: post.permalink ?? permalink, redraw: post.redraw || learnt };
  });
}

function failureIn(health: PageHealth): Failure | null {
  if (!health.valid) return { reason: 'token', code: 190, subcode: null, detail: 'the token is not valid' };
  const missing = neededScopes.filter((scope) => !health.scopes.includes(scope));
  return missing.length === 0 ? null : { reason: 'permission', code: null, subcode: null, detail: `missing ${missing.join(', ')}` };
}

/**
 * A Page that stood still goes on; its gap and its rate limit stand. Staff hear that it is mended where health shows it.
 * A policy block, or a permission that only a post is refused for, does not show: the next post tries, stops again when
 * it still stands, and tells the end when it got out.
 */
async function resume(needs: Needs, page: string, now: Date): Promise<void> {
  const state = await needs.pages.get(page);
  if (state === null || state.stopped === null) return;
  const shows = state.stopped.reason === 'token' || state.stopped.code === null;
  await change(needs.pages, page, (current) => (current.stopped === null ? null : { ...current, stopped: null }));
  needs.log.info({ page, reason: state.stopped.reason }, 'the Page goes on');
  if (shows) await closeNotice(needs, `page:${page}`, needs.words.pageResumed(page), now);
}

/** Warned once 7, 3 and 1 days ahead of the nearest date at which the token dies. */
async function warnOfExpiry(needs: Needs, page: string, health: PageHealth, now: Date): Promise<void> {
  const dates = [health.expiresAt, health.dataAccessExpiresAt].filter((date) => date !== null);
  const nearest = dates.length === 0 ? null : new Date(Math.min(...dates.map((date) => date.getTime())));
  const daysLeft = nearest === null ? Number.POSITIVE_INFINITY : Math.ceil((nearest.getTime() - now.getTime()) / (24 * hour));
  const due = Math.min(...warnDaysAhead.filter((days) => daysLeft <= days));
  let told = false;
  for (const days of warnDaysAhead) {
    const id = `expiry:${page}:${days}`;
    if (days === due && nearest !== null)
      await openNotice(needs, id, needs.words.tokenExpires(page, dayForPeople(dayOf(nearest, needs.zone), true), Math.max(0, daysLeft)), now);
    // A renewed token ends every warning; the news of it is told once.
    else if (daysLeft > days) told = (await closeNotice(needs, id, told ? null : needs.words.tokenRenewed(page), now)) || told;
  }
}
