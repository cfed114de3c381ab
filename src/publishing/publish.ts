/** Scheduled → published: claim → look → mark, durably → send once → settle. */
import { breatherMs, noteUsage, restsUntil } from '../allowance.ts';
import { change } from '../change.ts';
import { contentHash, sha256 } from '../identity.ts';
import { noted } from '../journal.ts';
import type { Words } from '../locale/words.ts';
import { handPostsAmong } from '../made-by-hand.ts';
import { closeNotice, openNotice } from '../notice.ts';
import type { FanPage, PagePost, PagePostInput, PageState, PictureInput, Ports, Room, VideoFile } from '../ports.ts';
import { type Content, type Media, type Post, type Published, type Publishing, type Scheduled, type ShownPost, toWaiting, type Uploads } from '../post.ts';
import type { Rechecked, Redrafted } from '../recheck.ts';
import { addMs, hour, later, minute } from '../time.ts';
import { findOnPage } from './on-page.ts';
import { afterCrash, afterNotSent, afterRefusal, afterSend, afterVideoState, backToSlot, failed, published, type Settled, type SettleRule } from './settle.ts';
import type { Sightings } from './sightings.ts';

type Needs = Pick<Ports, 'posts' | 'handPosts' | 'pages' | 'desk' | 'pictures' | 'videos' | 'notices' | 'fanPages' | 'processes' | 'clock' | 'log'> & {
  readonly words: Words;
  /** What staff call the Page; null: it has no name of theirs. */
  readonly givenName: (page: string) => string | null;
};
/** `gapMinutes`: the least gap between two posts of that Page. */
type Input = {
  /** Reads the article again: see `drafting/recheck.ts`. */
  readonly recheck: (post: ShownPost, now: Date) => Promise<Rechecked>;
  readonly gapMinutes: (page: string) => number;
  readonly roomOf: (page: string) => Room;
  /** Whether the whole Page is held now: a pause, quiet hours. */
  readonly isHeld: (page: string, now: Date) => Promise<boolean>;
  /** false: it missed its slot or grew stale, and the planner decides anew. */
  readonly isInTime: (post: Scheduled, now: Date) => boolean;
  readonly rule: SettleRule;
  /** false when the service ends, and no further post is begun. */
  readonly goOn: () => boolean;
  readonly sightings: Sightings;
  /** Told of each Page's next post, and when it may go out: the job is to be run again then. */
  readonly ahead: (at: Date) => void;
};
export type PublishCounts = { published: number; adopted: number; unconfirmed: number; waiting: number; failed: number; returned: number; recovered: number };

/** Longer than any call may last, so that a claim which ran out belongs to nobody. */
const claimLasts = 5 * minute;
const day = 24 * hour;
/** So far back the Page is read before anything is sent, and at least to when the post was made: an old backup, or a second bot, doubles nothing. */
const lookBack = 14 * day;
/** So long after a restore posts of the lost time are looked for. */
const restoreMatters = 90 * day;
/** A Page that could not be read is tried again after this. */
const retryLook = minute / 2;
const lateAfter = 30 * minute;
/** After an upload that took longer than this the Page is looked at again. */
const lookHolds = minute;

/** Publishes what is due, one Page beside the other, each Page's posts in the order of their slots. */
export async function publishDue(needs: Needs, input: Input): Promise<PublishCounts> {
  const counts: PublishCounts = { published: 0, adopted: 0, unconfirmed: 0, waiting: 0, failed: 0, returned: 0, recovered: 0 };
  await freeAbandonedClaims(needs, input, counts);
  await Promise.all(needs.fanPages.map((page) => publishPage(needs, input, page, counts)));
  return counts;
}

async function publishPage(needs: Needs, input: Input, page: FanPage, counts: PublishCounts): Promise<void> {
  let tried = false;
  while (input.goOn()) {
    const now = needs.clock();
    const state = await pageState(needs, page.id, now);
    if (state.stopped !== null) return;
    const usage = await noteUsage(needs, page, state.usage);
    tried ||= state.nextSendAt > now;
    if (state.nextSendAt > now || restsUntil(usage, now) !== null) break;
    const due = (await needs.posts.due(page.id, now, 50)).find((post) => input.isInTime(post, now));
    if (due === undefined) break;
    // What a pause holds is not late: nobody is told.
    if (await input.isHeld(page.id, now)) return;
    tried = true;
    const goOn = await publishOne(needs, input, page, due, counts);
    if (!goOn) break;
  }
  await lookAhead(needs, input, page.id, tried);
}

async function pageState(needs: Pick<Ports, 'pages'>, page: string, now: Date): Promise<PageState> {
  const known = await needs.pages.get(page);
  if (known !== null) return known;
  await needs.pages.add({ id: page, rev: 0, nextSendAt: now, stopped: null, usage: null });
  return (await needs.pages.get(page)) ?? { id: page, rev: 0, nextSendAt: now, stopped: null, usage: null };
}

/** false: leave this Page for now. */
async function publishOne(needs: Needs, input: Input, page: FanPage, due: Scheduled, counts: PublishCounts): Promise<boolean> {
  const claimed = await claim(needs, due);
  if (claimed === null) return true;
  const sendable = await checkApproval(needs, input, claimed, counts);
  if (sendable === null) return true;
  const looked = await look(needs, input, page, claimed, counts);
  if (looked !== 'absent') return looked === 'adopted';
  const rescrape = await recheck(needs, input, claimed, counts);
  if (rescrape === null) return true;
  const lookedAt = needs.clock();
  const ready = await upload(needs, input, page, claimed, sendable, counts);
  if (typeof ready === 'boolean') return ready;
  const lookedAgain = needs.clock() > addMs(lookedAt, lookHolds) ? await look(needs, input, page, ready, counts) : 'absent';
  if (lookedAgain !== 'absent') return lookedAgain === 'adopted';
  // All this may have taken long.
  const held = !input.isInTime(due, needs.clock()) || (await input.isHeld(page.id, needs.clock()));
  const turn = input.goOn() && !held ? await takeTurn(needs, input, page.id) : null;
  if (turn === null) {
    await proceed(needs, ready, backToSlot(ready, null, needs.clock()));
    return false;
  }
  if (rescrape && sendable.form === 'link') await refreshPreview(needs, page, sendable.link);
  const marked = await markSending(needs, ready);
  if (marked === null) {
    await giveTurnBack(needs, page.id, turn);
    return true;
  }
  const outcome = await page.publish(sendable, marked.uploads);
  needs.log.info({ postId: marked.id, outcome: outcome.outcome }, 'sent to the Page');
  return settle(needs, page, marked, afterSend(marked, outcome, input.rule, needs.clock()), counts, turn);
}

/** One atomic write that expects the post as it was read: only one process gets it. */
async function claim(needs: Needs, due: Scheduled): Promise<Publishing | null> {
  const now = needs.clock();
  const claimed: Publishing = {
    ...due,
    status: 'publishing',
    claim: { by: needs.processes.self, at: now, until: addMs(now, claimLasts) },
    sendingAt: null,
    updatedAt: now,
  };
  const written = await needs.posts.replace(due, claimed);
  return written.outcome === 'written' ? written.value : null;
}

/**
 * The next step of the claim's holder. The card may be drawn meanwhile, which changes the document but not the claim;
 * whoever lost the claim writes nothing: null then.
 */
function proceed<N extends ShownPost>(needs: Needs, held: Publishing, next: N): Promise<N | null> {
  const goOn = (current: Post): N | null =>
    stillHeld(current, held) ? { ...next, rev: current.rev, card: current.card, redraw: next.redraw || current.redraw } : null;
  return change(needs.posts, held.id, goOn, held);
}

function stillHeld(current: Post, held: Publishing): current is Publishing {
  if (current.status !== 'publishing' || current.claim.by !== held.claim.by) return false;
  return current.claim.at.getTime() === held.claim.at.getTime() && current.sendingAt?.getTime() === held.sendingAt?.getTime();
}

/**
 * What is about to be sent is hashed anew, from the bytes on disk, and must be what was approved. Any difference sends
 * the post back to staff; null then.
 */
async function checkApproval(needs: Needs, input: Input, post: Publishing, counts: PublishCounts): Promise<PagePostInput | null> {
  const { content } = post;
  if (contentHash(post.page, content) !== post.approval.hash) {
    counts.returned += 1;
    return returnToStaff(needs, input, post);
  }
  const sendable = await inputOf(needs, content);
  if ('form' in sendable) return sendable;
  needs.log.error({ postId: post.id, sha256: sendable.lost.sha256 }, 'an approved picture or video is gone or altered: not sent');
  const failure = { reason: 'media-lost', code: null, subcode: null, detail: 'an approved picture or video is not in the media folder' } as const;
  await proceed(needs, post, failed(post, failure, needs.clock()));
  counts.failed += 1;
  return null;
}

/** A page that is not there at this moment is asked for again after this; by then the watch knows whether it was taken down. */
const missingWait = 4 * minute;

/** The article is read again: null when the post is not sent now, else whether Facebook's preview of it may be an old one. */
async function recheck(needs: Needs, input: Input, post: Publishing, counts: PublishCounts): Promise<boolean | null> {
  const checked = await input.recheck(post, needs.clock());
  switch (checked.outcome) {
    case 'same':
      return checked.rescrape;
    case 'changed':
      counts.returned += 1;
      await returnToStaff(needs, input, post, checked.post);
      return null;
    case 'missing':
      needs.log.warn({ postId: post.id }, 'the article is not on the portal at this moment: not sent yet');
      await proceed(needs, post, backToSlot(post, addMs(needs.clock(), missingWait), needs.clock()));
      counts.waiting += 1;
      return null;
  }
}

/** Facebook keeps the preview that it read first. A refusal harms nothing: the post shows the older one. */
async function refreshPreview(needs: Needs, page: FanPage, link: string): Promise<void> {
  const asked = await page.rescrape(link);
  if (asked.outcome !== 'read') needs.log.warn({ link, outcome: asked.outcome }, 'Facebook did not read the link anew');
}

type Lost = { readonly lost: { readonly sha256: string } };

/** The content with its pictures' bytes and its video's file, each found to be what its hash says. */
async function inputOf(needs: Needs, content: Content): Promise<PagePostInput | Lost> {
  switch (content.form) {
    case 'link':
      return { form: 'link', message: content.message, link: content.link };
    case 'photo': {
      const pictures: PictureInput[] = [];
      for (const media of content.pictures) {
        const picture = await pictureOf(needs, media);
        if (picture === null) return { lost: media };
        pictures.push(picture);
      }
      return { form: 'photo', message: content.message, pictures };
    }
    case 'video': {
      const { as, message, video } = content;
      const file: VideoFile | null = await needs.videos.open(video.sha256);
      if (file === null) return { lost: video };
      const cover = content.cover === null ? null : await pictureOf(needs, content.cover);
      if (cover === null && content.cover !== null) return { lost: content.cover };
      return { form: 'video', as, message, sha256: video.sha256, file, cover };
    }
  }
}

async function pictureOf(needs: Pick<Needs, 'pictures'>, media: Media): Promise<PictureInput | null> {
  const bytes = await needs.pictures.bytes(media.sha256);
  return bytes === null || sha256(bytes) !== media.sha256 ? null : { bytes, alt: media.alt };
}

/** With the post as it would be now, where the article changed. */
async function returnToStaff(needs: Needs, { roomOf }: Pick<Input, 'roomOf'>, post: Publishing, redrafted: Partial<Redrafted> = {}): Promise<null> {
  const now = needs.clock();
  needs.log.error({ postId: post.id }, 'content differs from what was approved: back to staff');
  // Whoever approved it counts on it, and an old card that changes far above is seen by nobody. Told first: a crash in between finds the same again.
  await openNotice(needs, `returned:${post.id}:${post.version}`, `${needs.words.correction.returned(post.title)}\n${post.url}`, now, {
    room: roomOf(post.page),
  });
  const waiting = { ...toWaiting(post, 'content-changed', now), ...redrafted };
  await proceed(needs, post, noted(waiting, { verb: 'return', by: 'desk', at: now, from: null, note: 'content-changed' }));
  return null;
}

/** How far a film is on the Page: the card tells each tenth of it. */
function tenthsOf(content: Content, uploads: Uploads | null): number {
  return content.form === 'video' ? Math.floor((10 * (uploads?.video?.offset ?? 0)) / content.video.size) : 0;
}

/**
 * Gives the Page, unseen by readers, what the post needs beforehand. Each handle is stored with the claim, which lives on
 * with it, so that a long upload is nobody else's and a crash goes on from there. A truth value: whether this Page is gone on with.
 */
async function upload(
  needs: Needs,
  input: Input,
  page: FanPage,
  post: Publishing,
  sendable: PagePostInput,
  counts: PublishCounts,
): Promise<Publishing | boolean> {
  let held = post;
  const outcome = await page.upload(sendable, post.uploads, async (uploads) => {
    const now = needs.clock();
    const redraw = tenthsOf(held.content, uploads) > tenthsOf(held.content, held.uploads);
    const kept = await proceed(needs, held, { ...held, uploads, claim: { ...held.claim, until: addMs(now, claimLasts) }, redraw });
    held = kept ?? held;
    return kept !== null && input.goOn();
  });
  switch (outcome.outcome) {
    case 'ready':
      return held;
    case 'stopped':
      // Where the service ends the post is handed over; a claim that was lost is no one's to give back, and nothing is written.
      await proceed(needs, held, backToSlot(held, null, needs.clock()));
      return input.goOn();
    case 'not-sent':
      needs.log.warn({ postId: post.id, detail: outcome.detail }, 'could not be uploaded whole; it goes on from there');
      return settle(needs, page, held, afterNotSent(held, needs.clock()), counts, null);
    case 'refused':
      needs.log.warn({ postId: post.id, class: outcome.refusal.class, code: outcome.refusal.code }, 'the Page refused an upload');
      return settle(needs, page, held, afterRefusal(held, outcome.refusal, needs.clock()), counts, null);
  }
}

/** Reads the Page's recent posts: what is there already is adopted, not repeated. A read that failed lets nothing be sent. */
async function look(needs: Needs, input: Input, page: FanPage, post: Publishing, counts: PublishCounts): Promise<'absent' | 'adopted' | 'leave'> {
  const reading = await page.postsSince(await lookSince(needs, post));
  const now = needs.clock();
  // The Page waits, not the post: posts keep their order.
  const tryLater: Settled = { post: backToSlot(post, null, now), page: { effect: 'wait', until: addMs(now, retryLook) } };
  switch (reading.outcome) {
    case 'no-answer':
      needs.log.warn({ postId: post.id, detail: reading.detail }, 'the Page could not be read before sending');
      await settle(needs, page, post, tryLater, counts, null);
      return 'leave';
    case 'refused': {
      // A content error of a read says nothing against the post: it waits, and the log tells.
      const settled = reading.refusal.class === 'content' ? tryLater : afterRefusal(post, reading.refusal, now);
      needs.log.warn({ postId: post.id, class: reading.refusal.class, code: reading.refusal.code }, 'the Page refused to be read');
      await settle(needs, page, post, settled, counts, null);
      return 'leave';
    }
    case 'read': {
      const found = findOnPage(reading.value, post.content);
      const first = found.at(-1);
      if (first === undefined) {
        const video = await lookForVideo(needs, page, post, counts);
        const near = video === 'absent' ? await gapToOthers(needs, input, post, reading.value) : null;
        if (near === null) return video;
        needs.log.info({ postId: post.id, until: near }, 'somebody posted on the Page by hand: the gap is kept to that');
        await settle(needs, page, post, { post: backToSlot(post, null, now), page: { effect: 'wait', until: near } }, counts, null);
        return 'leave';
      }
      await tellDoubles(needs, post, found, now);
      await proceed(needs, post, published(post, { remoteId: first.remoteId, permalink: first.permalink, publishedAt: first.createdAt, how: 'adopted' }, now));
      needs.log.warn({ postId: post.id }, 'stood on the Page already: adopted');
      counts.adopted += 1;
      return 'adopted';
    }
  }
}

/**
 * Until when the gap to what others posted a moment ago lasts; null: there is room. To our own posts the Page's turn keeps it. What
 * is found is kept, so that the planner counts it at once.
 */
async function gapToOthers(needs: Needs, input: Input, post: Publishing, posts: readonly PagePost[]): Promise<Date | null> {
  const now = needs.clock();
  const gapMs = input.gapMinutes(post.page) * minute;
  const recent = posts.filter((one) => addMs(one.createdAt, gapMs) > now);
  if (recent.length === 0) return null;
  const { posts: byHand, sure } = await handPostsAmong(needs, { page: post.page, posts: recent, except: post.id, now });
  if (sure) for (const one of byHand) await needs.handPosts.add(one);
  const times = byHand.map((one) => earlier(one.at, now).getTime());
  return times.length === 0 ? null : addMs(new Date(Math.max(...times)), gapMs);
}

/** After a restore everything since the backup was taken is unknown: a post of that time may stand on the Page under a younger document. */
async function lookSince(needs: Needs, post: Publishing): Promise<Date> {
  const since = earlier(addMs(needs.clock(), -lookBack), addMs(post.createdAt, -day));
  const restored = (await needs.desk.get('desk'))?.restored ?? null;
  if (restored === null || restored.at < addMs(needs.clock(), -restoreMatters)) return since;
  return earlier(since, addMs(restored.takenAt, -day));
}

/** A video that was uploaded before may be published, or be spoiled, without the Page's list telling. */
async function lookForVideo(needs: Needs, page: FanPage, post: Publishing, counts: PublishCounts): Promise<'absent' | 'adopted'> {
  const video = post.uploads?.video ?? null;
  const reading = video === null ? null : await page.videoState(video.id);
  if (reading?.outcome !== 'read') return 'absent';
  const known = afterVideoState(post, reading.value, 'adopted', needs.clock());
  if (known === null) return 'absent';
  await proceed(needs, post, known);
  if (known.status === 'failed') counts.failed += 1;
  else counts.adopted += 1;
  return 'adopted';
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

/** Two posts of one article on a Page is an alarm: a person must look. */
export async function tellDoubles(
  needs: Pick<Ports, 'notices' | 'log'> & { readonly words: Words },
  post: { readonly id: string; readonly title: string },
  found: readonly { readonly permalink: string | null; readonly remoteId: string }[],
  now: Date,
): Promise<void> {
  if (found.length < 2) return;
  const links = found.map((one) => one.permalink ?? one.remoteId);
  await openNotice(needs, `double:${post.id}`, needs.words.doublePost(post.title, links), now);
}

/** A turn that was taken: the Page as it was written then, and when it was free before. */
type Turn = { readonly before: Date; readonly state: PageState; readonly gapMs: number };

/** The Page's turn: one atomic write moves the next one by the least gap, so that two processes cannot send at once. null: not now. */
async function takeTurn(needs: Needs, input: Input, page: string): Promise<Turn | null> {
  const now = needs.clock();
  const gapMs = input.gapMinutes(page) * minute;
  let before = now;
  const written = await change(needs.pages, page, (state) => {
    if (state.stopped !== null || state.nextSendAt > now) return null;
    before = state.nextSendAt;
    return { ...state, nextSendAt: addMs(now, gapMs) };
  });
  return written === null ? null : { before, state: written, gapMs };
}

/**
 * The last durable write before the call: after a crash it tells "never sent" from "perhaps sent". The claim begins
 * anew with it, so that a look that took long leaves the call its whole time.
 */
async function markSending(needs: Needs, post: Publishing): Promise<Publishing | null> {
  const now = needs.clock();
  return proceed(needs, post, { ...post, claim: { ...post.claim, until: addMs(now, claimLasts) }, sendingAt: now });
}

/** Stores what became of the post and of its Page; false when this Page is to be left for now. `turn` null: nothing was sent. */
async function settle(needs: Needs, page: FanPage, post: Publishing, settled: Settled, counts: PublishCounts, turn: Turn | null): Promise<boolean> {
  await storeSettled(needs, post, settled.post);
  count(counts, settled.post);
  const mayBeOut = settled.post.status === 'published' || settled.post.status === 'unconfirmed';
  // The nearer the end of Facebook's allowance, the longer the Page is left alone.
  const kept = turn !== null && mayBeOut ? await keepGap(needs, turn.state, Math.max(turn.gapMs, breatherMs(page.usage(), needs.clock()))) : null;
  if (turn !== null && !mayBeOut) await giveTurnBack(needs, post.page, turn);
  if (settled.post.status === 'published') {
    if (settled.post.permalink === null) await fillPermalink(needs, page, settled.post.id);
    await notePageGoesOn(needs, post.page, kept);
  }
  switch (settled.page.effect) {
    case 'none':
      return settled.post.status === 'published' || settled.post.status === 'failed';
    case 'wait': {
      const until = settled.page.until;
      await change(needs.pages, post.page, (state) => ({ ...state, nextSendAt: later(state.nextSendAt, until) }));
      return false;
    }
    case 'stop': {
      const now = needs.clock();
      const failure = settled.page.failure;
      // Told first: a crash in between leaves a Page that stops again at its next post, never one that stands still in silence.
      await openNotice(needs, `page:${post.page}`, needs.words.pageStopped(needs.givenName(post.page) ?? post.page, failure), now);
      await change(needs.pages, post.page, (state) => ({ ...state, stopped: state.stopped ?? { ...failure, since: now } }));
      return false;
    }
  }
}

/**
 * An answer that came is never thrown away. Another process may have taken the claim for abandoned meanwhile, and even
 * gone on from there: that the post is out settles it, wherever it stands. Two such answers are two posts.
 */
async function storeSettled(needs: Needs, post: Publishing, next: Post): Promise<void> {
  const written = next.status === 'skipped' ? null : await proceed(needs, post, next);
  if (written !== null || next.status !== 'published') return;
  const settled = await change(needs.posts, post.id, (current): Published | null => overtake(current, next));
  const stored = settled ?? (await needs.posts.get(post.id));
  if (stored?.status === 'published' && stored.remoteId !== next.remoteId) await tellDoubles(needs, post, [stored, next], needs.clock());
}

function overtake(current: Post, next: Published): Published | null {
  switch (current.status) {
    case 'scheduled':
    case 'publishing':
    case 'unconfirmed':
    case 'approved':
    case 'failed':
      return { ...next, rev: current.rev, card: current.card };
    default:
      return null;
  }
}

function count(counts: PublishCounts, post: Post): void {
  if (post.status === 'published') counts.published += 1;
  else if (post.status === 'unconfirmed') counts.unconfirmed += 1;
  else if (post.status === 'failed') counts.failed += 1;
  else counts.waiting += 1;
}

/** Nothing went out: the gap was not used up. Whatever else the Page waits for stands. */
async function giveTurnBack(needs: Needs, page: string, turn: Turn): Promise<void> {
  const until = turn.state.nextSendAt.getTime();
  await change(needs.pages, page, (state) => (state.nextSendAt.getTime() === until ? { ...state, nextSendAt: turn.before } : null), turn.state);
}

/** The gap counts from the answer: an upload may have taken minutes. */
async function keepGap(needs: Needs, known: PageState, gapMs: number): Promise<PageState | null> {
  const until = addMs(needs.clock(), gapMs);
  return change(needs.pages, known.id, (state) => (state.nextSendAt < until ? { ...state, nextSendAt: until } : null), known);
}

/** What `check-health` cannot see mended, such as a policy block, is over when a post got out. */
async function notePageGoesOn(needs: Needs, page: string, known: PageState | null): Promise<void> {
  const state = known ?? (await needs.pages.get(page));
  if (state !== null && state.stopped !== null) return;
  await closeNotice(needs, `page:${page}`, needs.words.pageResumed(page), needs.clock());
}

/** The card leads to the live post; without a permalink in the answer it is read once. */
export async function fillPermalink(needs: Pick<Ports, 'posts' | 'clock'>, page: FanPage, postId: string): Promise<void> {
  const post = await needs.posts.get(postId);
  if (post?.status !== 'published' || post.permalink !== null) return;
  const reading = await page.readBack(post.remoteId);
  if (reading.outcome !== 'read' || reading.value.permalink === null) return;
  const { permalink, visible } = reading.value;
  const seen = visible ? { seenAt: needs.clock() } : {};
  await change(needs.posts, postId, (current): Published | null => (current.status === 'published' ? { ...current, ...seen, permalink, redraw: true } : null));
}

/**
 * After a crash a claim without the `sending` mark is free again; one with it is `unconfirmed`. It is abandoned when its
 * process is surely gone, or when it was seen here unchanged for as long as it lasts: not by its own dates, which
 * another machine's clock gave it.
 */
async function freeAbandonedClaims(needs: Needs, input: Input, counts: PublishCounts): Promise<void> {
  const claimed = await needs.posts.withStatus('publishing', 500);
  const markOf = (post: Publishing) => `${post.id} ${post.claim.by} ${post.claim.until.getTime()}`;
  const seen = input.sightings(claimed.map(markOf), needs.clock());
  for (const post of claimed) {
    const now = needs.clock();
    const since = seen.get(markOf(post)) ?? now;
    const abandoned = needs.processes.isGone(post.claim.by) || since <= addMs(now, -claimLasts);
    if (!abandoned) continue;
    const next = afterCrash(post, input.rule, now);
    const written = await needs.posts.replace(post, next);
    if (written.outcome !== 'written') continue;
    if (next.status === 'unconfirmed') await keepGap(needs, await pageState(needs, post.page, now), input.gapMinutes(post.page) * minute);
    counts.recovered += 1;
    needs.log.warn({ postId: post.id, sent: post.sendingAt !== null }, 'abandoned claim taken over');
  }
}

/** After a time that was missed the next one is tried for so long before staff hear of it. */
const lateAgainAfter = 2 * minute;

/** What is due soon: whether it is late already, and when the next one is. A stopped Page waits for nobody, and why its posts are late was told. */
async function lookAhead(needs: Needs, input: Input, page: string, tried: boolean): Promise<void> {
  const state = await needs.pages.get(page);
  if (state?.stopped) return;
  const now = needs.clock();
  // Also those that wait a moment for the next try.
  const due = await needs.posts.due(page, addMs(now, 10 * minute), 50);
  const opensAt = state?.nextSendAt ?? now;
  for (const post of due) input.ahead(later(later(post.slot, post.notBefore ?? post.slot), opensAt));
  await noteLateness(needs, page, due, tried, now);
}

/**
 * Tells staff once when approved posts do not get out although they were tried, and once when they do again. What nobody
 * tried, because nobody ran, the planner tells of.
 */
async function noteLateness(needs: Needs, page: string, due: readonly Scheduled[], tried: boolean, now: Date): Promise<void> {
  const missed = (post: Scheduled | Publishing) => post.moved?.why === 'missed';
  const isLate = (post: Scheduled | Publishing) => post.slot < addMs(now, -lateAfter) || (missed(post) && post.slot <= addMs(now, -lateAgainAfter));
  const late = due.filter(isLate);
  if (late.length > 0 && tried) return openNotice(needs, `late:${page}`, needs.words.postsLate(page, late.length), now);
  // One that another process is just trying is not out yet.
  const trying = (await needs.posts.withStatus('publishing', 500)).some((post) => post.page === page && (isLate(post) || missed(post)));
  if (!trying && late.length === 0 && !due.some(missed)) await closeNotice(needs, `late:${page}`, needs.words.postsOnTime(page), now);
}
