/** An article that its portal took down: what waits of it is held, and comes back with it. */
import type { StoredArticle } from '../article.ts';
import { change } from '../change.ts';
import { postIdOf } from '../identity.ts';
import { noted } from '../journal.ts';
import type { Words } from '../locale/words.ts';
import { closeNotice, openNotice } from '../notice.ts';
import type { Ports } from '../ports.ts';
import { type Approved, type Awaiting, type Draft, type Held, type Post, type Scheduled, shownOf } from '../post.ts';

type Needs = Pick<Ports, 'posts' | 'notices' | 'fanPages' | 'log'> & { readonly words: Words };
type Waiting = Draft | Awaiting | Approved | Scheduled;

/** A post that waits is held; an approval it had is gone, a slot it had is free. */
export function heldAs(post: Waiting, now: Date): Held {
  const held: Held = { ...shownOf(post), status: 'held', at: now, reason: 'withdrawn', updatedAt: now, redraw: true };
  return noted(held, { verb: 'hold', by: 'desk', at: now, from: null });
}

/** Back before staff, whatever was decided before: silence is no consent to what was taken down once, and no button of before decides. */
export function releasedAs(post: Held, now: Date): Awaiting {
  const waiting: Awaiting = {
    ...shownOf(post),
    status: 'awaiting',
    version: post.version + 1,
    askedAt: now,
    objectBy: null,
    returned: null,
    updatedAt: now,
    redraw: true,
  };
  return noted(waiting, { verb: 'release', by: 'desk', at: now, from: null });
}

/**
 * Holds every post of the article that waits, each in one atomic write that expects its status: a post that is claimed or
 * on its way is never touched. What had been approved, or may be on its way, is told to staff. Returns whether
 * one may be on its way still. Safe to do again.
 */
export async function holdPosts(needs: Needs, article: StoredArticle, now: Date): Promise<{ readonly held: number; readonly onItsWay: boolean }> {
  let held = 0;
  let stopped = false;
  let onItsWay = false;
  for (const page of needs.fanPages) {
    const seen: { post: Post | null } = { post: null };
    const written = await change(needs.posts, postIdOf(article.id, page.id), (post): Held | null => {
      seen.post = post;
      return isWaiting(post) ? heldAs(post, now) : null;
    });
    const { post } = seen;
    if (written !== null) held += 1;
    stopped ||= written !== null && (post?.status === 'approved' || post?.status === 'scheduled');
    onItsWay ||= post?.status === 'publishing' || post?.status === 'unconfirmed';
    if (written !== null) needs.log.warn({ postId: written.id, articleId: article.id, was: post?.status }, 'held: the portal took the article down');
  }
  const notice = `withdrawn:${article.id}`;
  if (stopped || onItsWay) await openNotice(needs, notice, needs.words.articleWithdrawn(article.title, article.url, onItsWay), now);
  return { held, onItsWay };
}

function isWaiting(post: Post): post is Waiting {
  return post.status === 'draft' || post.status === 'awaiting' || post.status === 'approved' || post.status === 'scheduled';
}

/** Puts what was held for the withdrawal before staff again. */
export async function releasePosts(needs: Needs, article: StoredArticle, now: Date): Promise<void> {
  for (const page of needs.fanPages) {
    const released = await change(needs.posts, postIdOf(article.id, page.id), (post): Awaiting | null =>
      post.status === 'held' && post.reason === 'withdrawn' ? releasedAs(post, now) : null,
    );
    if (released !== null) needs.log.info({ postId: released.id, articleId: article.id }, 'waits again: the article is back on the portal');
  }
  await closeNotice(needs, `withdrawn:${article.id}`, needs.words.articleBack(article.title), now);
}
