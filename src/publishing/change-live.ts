/** A post that is out, changed: its words, or that it goes. Claim, durably → send once → settle by reading where no answer came. */
import { change } from '../change.ts';
import { contentHash } from '../identity.ts';
import { noted } from '../journal.ts';
import type { FanPage, LiveOutcome, Ports } from '../ports.ts';
import { type LiveChange, type Published, type Retracted, shownOf } from '../post.ts';
import { addMs, later, minute, second } from '../time.ts';
import { foldText } from './on-page.ts';

type Needs = Pick<Ports, 'posts' | 'fanPages' | 'clock' | 'log'>;
export type LiveCounts = { changed: number; withdrawn: number; unsure: number; notChanged: number };

/** Longer than the call may last: who claimed it is gone then, and it may have been sent. */
const claimLasts = 3 * minute;
const retryMs = 30 * second;
const lookEvery = 20 * second;
/** So often a post must have been read unchanged before that means anything. */
const leastLooks = 3;

/** Carries out what was said yes to, and looks at what is not known. */
export async function changeLive(needs: Needs): Promise<LiveCounts> {
  const counts: LiveCounts = { changed: 0, withdrawn: 0, unsure: 0, notChanged: 0 };
  for (const post of await needs.posts.changing(100)) {
    const page = needs.fanPages.find((one) => one.id === post.page);
    const { live } = post;
    if (page === undefined || live == null || dueAt(live) > needs.clock()) continue;
    if (live.state === 'due') await send(needs, page, post, live, counts);
    else await look(needs, page, post, live, counts);
  }
  return counts;
}

function dueAt(live: LiveChange): Date {
  return live.state === 'sending' ? addMs(live.at, claimLasts) : live.at;
}

async function send(needs: Needs, page: FanPage, post: Published, live: LiveChange, counts: LiveCounts): Promise<void> {
  // The one atomic write that lets only one process send, durable before the call.
  const claimed = await needs.posts.replace(post, { ...post, live: { ...live, state: 'sending', at: needs.clock() }, redraw: true });
  if (claimed.outcome !== 'written' || claimed.value.live == null) return;
  const outcome = live.message === null ? await page.remove(post.remoteId) : await page.edit(post.remoteId, live.message);
  needs.log.info({ postId: post.id, kind: live.kind, outcome: outcome.outcome }, 'a live post was changed');
  await settle(needs, claimed.value, claimed.value.live, afterSend(outcome, needs.clock()), counts);
}

/** What is known now: it is so, it is not, or when to go on. */
type Known =
  | { readonly known: 'done' }
  | { readonly known: 'not'; readonly detail: string }
  | { readonly known: 'open'; readonly state: 'due' | 'unknown'; readonly at: Date; readonly looks: number };

function afterSend(outcome: LiveOutcome, now: Date): Known {
  switch (outcome.outcome) {
    case 'done':
      return { known: 'done' };
    case 'not-sent':
      return { known: 'open', state: 'due', at: addMs(now, retryMs), looks: 0 };
    case 'unknown':
      return { known: 'open', state: 'unknown', at: addMs(now, 5 * second), looks: 0 };
    case 'refused':
      if (outcome.refusal.class !== 'rate') return { known: 'not', detail: outcome.refusal.detail };
      return { known: 'open', state: 'due', at: later(outcome.refusal.retryAt ?? addMs(now, 15 * minute), addMs(now, minute)), looks: 0 };
  }
}

async function look(needs: Needs, page: FanPage, post: Published, live: LiveChange, counts: LiveCounts): Promise<void> {
  const reading = await page.readPost(post.remoteId);
  const now = needs.clock();
  const again = (looks: number): Known => ({ known: 'open', state: 'unknown', at: addMs(now, lookEvery), looks });
  // A read that failed proves nothing.
  if (reading.outcome !== 'read') return settle(needs, post, live, again(live.looks), counts);
  const there = reading.value;
  const so = live.message === null ? there === null : there !== null && foldText(there.message ?? '') === foldText(live.message);
  if (so) return settle(needs, post, live, { known: 'done' }, counts);
  if (there === null) return settle(needs, post, live, { known: 'not', detail: 'the post is not on the Page any more' }, counts);
  const looks = live.looks + 1;
  return settle(needs, post, live, looks >= leastLooks ? { known: 'not', detail: 'no answer came, and it stands as it was' } : again(looks), counts);
}

async function settle(needs: Needs, post: Published, live: LiveChange, known: Known, counts: LiveCounts): Promise<void> {
  const now = needs.clock();
  // The card may have been drawn meanwhile; another process may not have gone on from here.
  const written = await change(needs.posts, post.id, (current): Published | Retracted | null =>
    current.status === 'published' && current.live != null && isSame(current.live, live) ? after(current, current.live, known, now) : null,
  );
  if (written === null) return;
  if (known.known === 'open') counts.unsure += 1;
  else if (known.known === 'not') counts.notChanged += 1;
  else if (written.status === 'retracted') counts.withdrawn += 1;
  else counts.changed += 1;
}

function isSame(a: LiveChange, b: LiveChange): boolean {
  return a.state === b.state && a.at.getTime() === b.at.getTime() && a.kind === b.kind && a.message === b.message;
}

function after(post: Published, live: LiveChange, known: Known, now: Date): Published | Retracted {
  switch (known.known) {
    case 'open':
      return { ...post, live: { ...live, state: known.state, at: known.at, looks: known.looks }, updatedAt: now, redraw: live.state !== known.state };
    case 'not':
      return noted({ ...post, live: { ...live, state: 'failed', at: now, detail: known.detail }, updatedAt: now, redraw: true }, byDesk('live-failed', now));
    case 'done': {
      if (live.message === null) {
        const gone: Retracted = { ...shownOf(post), status: 'retracted', approval: post.approval, by: live.by, at: now, updatedAt: now, redraw: true };
        return noted(gone, byDesk('live-withdrawn', now));
      }
      const content = { ...post.content, message: live.message };
      const approval = { by: live.by, at: now, hash: contentHash(post.page, content) };
      const warnings = live.warnings ?? post.warnings;
      const edited: Published = { ...post, content, warnings, approval, version: post.version + 1, live: null, updatedAt: now, redraw: true };
      return noted(edited, byDesk('live-edited', now));
    }
  }
}

function byDesk(verb: 'live-edited' | 'live-withdrawn' | 'live-failed', at: Date) {
  return { verb, by: 'desk', at, from: null } as const;
}
