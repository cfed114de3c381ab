/** Unconfirmed → published, sent once more, or put before staff: settled by reading the Page over a window. */
import { restsUntil } from '../allowance.ts';
import type { Words } from '../locale/words.ts';
import type { FanPage, Ports } from '../ports.ts';
import type { Post, Unconfirmed } from '../post.ts';
import { addMs, hour } from '../time.ts';
import { findOnPage } from './on-page.ts';
import { fillPermalink, tellDoubles } from './publish.ts';
import { afterFailedLook, afterLook, afterVideoState, type SettleRule, stillProcessing, waitFor } from './settle.ts';

type Needs = Pick<Ports, 'posts' | 'notices' | 'fanPages' | 'clock' | 'log'> & { readonly words: Words };
export type SettleCounts = { found: number; absent: number; unread: number; resend: number; failed: number };

/** So far back from the send the Page is read: this machine's clock may be wrong by hours, and an older post is a double to tell of. */
const lookBack = 24 * hour;

/** Looks at the Page for every post whose outcome is unknown and whose next look is due. */
export async function settleUnknown(needs: Needs, rule: SettleRule): Promise<SettleCounts> {
  const counts: SettleCounts = { found: 0, absent: 0, unread: 0, resend: 0, failed: 0 };
  for (const post of await needs.posts.withStatus('unconfirmed', 500)) {
    const page = needs.fanPages.find((one) => one.id === post.page);
    if (page === undefined || post.nextLookAt > needs.clock() || restsUntil(page.usage(), needs.clock()) !== null) continue;
    await lookOnce(needs, rule, page, post, counts);
  }
  return counts;
}

async function lookOnce(needs: Needs, rule: SettleRule, page: FanPage, post: Unconfirmed, counts: SettleCounts): Promise<void> {
  const told = await askVideo(needs, rule, page, post);
  if (told !== null) return store(needs, page, post, told, counts);
  const reading = await page.postsSince(addMs(post.sendingAt, -lookBack));
  const now = needs.clock();
  const found = reading.outcome === 'read' ? findOnPage(reading.value, post.content) : null;
  if (found !== null) await tellDoubles(needs, post, found, now);
  const seen = found === null ? null : (found.at(-1) ?? 'absent');
  const patience = reading.outcome === 'refused' && reading.refusal.class === 'rate' ? waitFor(reading.refusal, now) : null;
  const next = seen === null ? afterFailedLook(post, patience, rule, now) : afterLook(post, seen, rule, now);
  const outlook = seen === null ? 'unread' : seen === 'absent' ? 'absent' : 'found';
  return store(needs, page, post, { next, outlook }, counts);
}

type Told = { readonly next: Post; readonly outlook: 'unread' | 'absent' | 'found' };

/** A video has a handle that tells more than the Page's list; null: the list must be asked. */
async function askVideo(needs: Needs, rule: SettleRule, page: FanPage, post: Unconfirmed): Promise<Told | null> {
  const video = post.uploads?.video ?? null;
  if (video === null) return null;
  const reading = await page.videoState(video.id);
  const now = needs.clock();
  if (reading.outcome === 'no-answer') return { next: afterFailedLook(post, null, rule, now), outlook: 'unread' };
  // A refusal may mean that there is no such video any more: the list tells.
  if (reading.outcome === 'refused') return null;
  const known = afterVideoState(post, reading.value, 'found', now);
  if (known !== null) return { next: known, outlook: 'found' };
  return stillProcessing(post, reading.value, now) ? { next: afterFailedLook(post, null, rule, now), outlook: 'unread' } : null;
}

async function store(needs: Needs, page: FanPage, post: Unconfirmed, told: Told, counts: SettleCounts): Promise<void> {
  const { next, outlook } = told;
  const written = await needs.posts.replace(post, next);
  if (written.outcome !== 'written') return;
  needs.log.info({ postId: post.id, seen: outlook, next: next.status }, 'looked for a post without an answer');
  switch (next.status) {
    case 'published':
      counts.found += 1;
      return fillPermalink(needs, page, post.id);
    case 'scheduled':
      counts.resend += 1;
      return;
    case 'failed':
      counts.failed += 1;
      return;
    default:
      if (outlook === 'unread') counts.unread += 1;
      else counts.absent += 1;
  }
}
