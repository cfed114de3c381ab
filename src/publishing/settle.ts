/** What becomes of a post after a call, a look or a crash. Pure: every class of outcome has its own path. */
import { noted } from '../journal.ts';
import type { PagePost, PublishOutcome, Refusal, VideoState } from '../ports.ts';
import type { Failed, Failure, Post, Published, Publishing, Scheduled, Unconfirmed } from '../post.ts';
import { shownOf } from '../post.ts';
import { addMs, hour, later, minute, second } from '../time.ts';

/** What the newsroom decided about unknown outcomes (`SETTLE_WINDOW`, `UNCONFIRMED`). */
export type SettleRule = { readonly windowMs: number; readonly whenAbsent: 'resend' | 'ask' };

/** What holds for the whole Page after an outcome. */
export type PageEffect =
  | { readonly effect: 'none' }
  | { readonly effect: 'stop'; readonly failure: Failure }
  | { readonly effect: 'wait'; readonly until: Date };
export type Settled = { readonly post: Post; readonly page: PageEffect };

const none: PageEffect = { effect: 'none' };
/** A connection that could not be made is tried again after this. */
const retryConnection = 30 * second;
/** Rate limits without an estimate of their own. */
const rateWindow = 15 * minute;
/** Calls while throttled prolong the block: an estimate of "at once" is not believed. */
const leastRateWait = minute;
/** Longer than Facebook works on any video of a newsroom. */
const longestProcessing = 6 * hour;
/** So often a post must have been looked for before "not there" means anything. */
const leastLooks = 3;

export function afterSend(post: Publishing, outcome: PublishOutcome, rule: SettleRule, now: Date): Settled {
  switch (outcome.outcome) {
    case 'published':
      return { post: published(post, { remoteId: outcome.remoteId, permalink: outcome.permalink, publishedAt: now, how: 'sent' }, now), page: none };
    case 'not-sent':
      return afterNotSent(post, now);
    case 'unknown':
      return { post: unconfirmed(post, rule, now, false), page: none };
    case 'refused':
      // 506: Facebook itself says that this text is the Page's last post. The look before the call did not see it yet.
      return outcome.duplicate ? { post: unconfirmed(post, rule, now, true), page: none } : afterRefusal(post, outcome.refusal, now);
  }
}

/** The Page was not reached. It waits, not the post: posts keep their order. */
export function afterNotSent(post: Publishing, now: Date): Settled {
  return { post: backToSlot(post, null, now), page: { effect: 'wait', until: addMs(now, retryConnection) } };
}

/** A refusal before or at the call: nothing was published. Only content fails the post; all else stops or slows the Page. */
export function afterRefusal(post: Publishing, refusal: Refusal, now: Date): Settled {
  switch (refusal.class) {
    case 'content':
      return { post: failed(post, failureOf(refusal), now), page: none };
    case 'rate':
      return { post: backToSlot(post, null, now), page: { effect: 'wait', until: waitFor(refusal, now) } };
    case 'token':
    case 'permission':
    case 'policy':
      return { post: backToSlot(post, null, now), page: { effect: 'stop', failure: failureOf(refusal) } };
  }
}

/** When a Page that asked for patience may be called again. */
export function waitFor(refusal: Refusal, now: Date): Date {
  return later(refusal.retryAt ?? addMs(now, rateWindow), addMs(now, leastRateWait));
}

export function failureOf(refusal: Refusal): Failure {
  return { reason: refusal.class, code: refusal.code, subcode: refusal.subcode, detail: refusal.detail };
}

/** A claim whose process is gone: without the `sending` mark it is free again, with it the outcome is unknown. */
export function afterCrash(post: Publishing, rule: SettleRule, now: Date): Scheduled | Unconfirmed {
  return post.sendingAt === null ? backToSlot(post, null, now) : unconfirmed(post, rule, now, false);
}

/** A look that failed proves nothing: the watch is prolonged. `notBefore`: when the Page may be read again, where it said so. */
export function afterFailedLook(post: Unconfirmed, notBefore: Date | null, rule: SettleRule, now: Date): Unconfirmed {
  const nextLookAt = later(addMs(now, lookEvery(rule)), notBefore ?? now);
  return { ...post, watchUntil: later(post.watchUntil, addMs(nextLookAt, rule.windowMs / 2)), nextLookAt, updatedAt: now };
}

/** What one look at the Page says about an unknown outcome. */
export function afterLook(post: Unconfirmed, found: PagePost | 'absent', rule: SettleRule, now: Date): Published | Unconfirmed | Scheduled | Failed {
  const nextLookAt = addMs(now, lookEvery(rule));
  if (found !== 'absent') return published(post, { remoteId: found.remoteId, permalink: found.permalink, publishedAt: found.createdAt, how: 'found' }, now);
  const looks = post.looks + 1;
  if (now < post.watchUntil || looks < leastLooks) return { ...post, looks, nextLookAt, updatedAt: now };
  // Said to be there (506) and never seen: only a person can tell.
  if (!post.landed && rule.whenAbsent === 'resend' && post.resends === 0) return { ...backToSlot(post, null, now), resends: 1 };
  return failed(
    post,
    { reason: 'unconfirmed', code: null, subcode: null, detail: post.landed ? 'said to be there, never seen' : 'no answer, not on the Page' },
    now,
  );
}

/** What the Page tells of the post's own video settles the post; null: it is neither published nor spoiled. */
export function afterVideoState(post: Publishing | Unconfirmed, video: VideoState, how: 'adopted' | 'found', now: Date): Published | Failed | null {
  switch (video.state) {
    case 'published':
      return published(post, { remoteId: video.remoteId, permalink: video.permalink, publishedAt: now, how }, now);
    case 'failed':
      return failed(post, { reason: 'content', code: null, subcode: null, detail: video.detail }, now);
    case 'open':
    case 'processing':
      return null;
  }
}

/** While Facebook is at work on a video, its absence from the Page means nothing; not for ever, though. */
export function stillProcessing(post: Unconfirmed, video: VideoState, now: Date): boolean {
  return video.state === 'processing' && now < addMs(post.sendingAt, longestProcessing);
}

/** Several looks within the window, at first soon, never less than a second apart. */
function lookEvery(rule: SettleRule): number {
  return Math.min(2 * minute, Math.max(second, Math.round(rule.windowMs / 8)));
}

type Found = Pick<Published, 'remoteId' | 'permalink' | 'publishedAt' | 'how'>;

export function published(post: Publishing | Unconfirmed, found: Found, now: Date): Published {
  const { approval, slot, slotKey, resends, notBefore, uploads } = post;
  const next: Published = {
    ...shownOf(post),
    approval,
    slot,
    slotKey,
    resends,
    notBefore,
    uploads,
    ...found,
    status: 'published',
    updatedAt: now,
    redraw: true,
  };
  return noted(next, { verb: 'publish', by: 'desk', at: now, from: null, note: found.remoteId });
}

export function backToSlot(post: Publishing | Unconfirmed, notBefore: Date | null, now: Date): Scheduled {
  const { approval, slot, slotKey, resends, uploads } = post;
  return { ...shownOf(post), approval, slot, slotKey, resends, notBefore, uploads, status: 'scheduled', updatedAt: now, redraw: true };
}

function unconfirmed(post: Publishing, rule: SettleRule, now: Date, landed: boolean): Unconfirmed {
  const { approval, slot, slotKey, resends, notBefore, uploads } = post;
  const watch = {
    sendingAt: post.sendingAt ?? now,
    watchUntil: addMs(now, rule.windowMs),
    nextLookAt: addMs(now, Math.min(lookEvery(rule), 5 * second)),
    looks: 0,
    landed,
  };
  return { ...shownOf(post), approval, slot, slotKey, resends, notBefore, uploads, ...watch, status: 'unconfirmed', updatedAt: now, redraw: true };
}

export function failed(post: Publishing | Unconfirmed, failure: Failure, now: Date): Failed {
  const next: Failed = { ...shownOf(post), approval: post.approval, status: 'failed', at: now, failure, updatedAt: now, redraw: true };
  return noted(next, { verb: 'fail', by: 'desk', at: now, from: null, note: failure.reason });
}
