/** Unconfirmed → published, sent once more, or put before staff: settled by reading the Page over a window. */
import type { Words } from '../locale/words.ts';
import type { FanPage, Ports } from '../ports.ts';
import type { Unconfirmed } from '../post.ts';
import { addMs, hour } from '../time.ts';
import { findOnPage } from './on-page.ts';
import { fillPermalink, tellDoubles } from './publish.ts';
import { afterFailedLook, afterLook, type SettleRule, waitFor } from './settle.ts';

type Needs = Pick<Ports, 'posts' | 'notices' | 'fanPages' | 'clock' | 'log'> & { readonly words: Words };
export type SettleCounts = { found: number; absent: number; unread: number; resend: number; failed: number };

/** So far back from the send the Page is read: this machine's clock may be wrong by hours, and an older post is a double to tell of. */
const lookBack = 24 * hour;

/** Looks at the Page for every post whose outcome is unknown and whose next look is due. */
export async function settleUnknown(needs: Needs, rule: SettleRule): Promise<SettleCounts> {
  const counts: SettleCounts = { found: 0, absent: 0, unread: 0, resend: 0, failed: 0 };
  for (const post of await needs.posts.withStatus('unconfirmed', 500)) {
    const page = needs.fanPages.find((one) => one.id === post.page);
    if (page === undefined || post.nextLookAt > needs.clock()) continue;
    await lookOnce(needs, rule, page, post, counts);
  }
  return counts;
}

async function lookOnce(needs: Needs, rule: SettleRule, page: FanPage, post: Unconfirmed, counts: SettleCounts): Promise<void> {
  const reading = await page.postsSince(addMs(post.sendingAt, -lookBack));
  const now = needs.clock();
  const found = reading.outcome === 'read' ? findOnPage(reading.value, post.content) : null;
  if (found !== null) await tellDoubles(needs, post, found, now);
  const seen = found === null ? null : (found.at(-1) ?? 'absent');
  const patience = reading.outcome === 'refused' && reading.refusal.class === 'rate' ? waitFor(reading.refusal, now) : null;
  const next = seen === null ? afterFailedLook(post, patience, rule, now) : afterLook(post, seen, rule, now);
  const written = await needs.posts.replace(post, next);
  if (written.outcome !== 'written') return;
  needs.log.info(
    { postId: post.id, seen: seen === null ? 'unread' : seen === 'absent' ? 'absent' : 'found', next: next.status },
    'looked for a post without an answer',
  );
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
    case 'unconfirmed':
      if (found === null) counts.unread += 1;
      else counts.absent += 1;
  }
}
