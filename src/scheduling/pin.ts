/** Times that staff give by hand: exact, never before them, and told truthfully when they cannot be. */
import { change } from '../change.ts';
import { freshUntil, staleReason } from '../freshness.ts';
import type { PageTimetable } from '../newsroom.ts';
import type { PageState, Ports } from '../ports.ts';
import type { Approved, Post, Scheduled, ShownPost } from '../post.ts';
import { addMs, hour, later, minute } from '../time.ts';
import { afterPlace, boundOf, nextPlace, suits } from './places.ts';
import { type PageReading, type ReadNeeds, readPage } from './read-page.ts';
import { takenFrom } from './taken.ts';

type Needs = ReadNeeds & Pick<Ports, 'log'>;

/** A post that can still be given a time. */
type Pinnable = Extract<ShownPost, { status: 'draft' | 'awaiting' | 'approved' | 'scheduled' | 'held' }>;

export type PinConflict =
  | { readonly why: 'past' }
  /** Until when. */
  | { readonly why: 'quiet' | 'pause'; readonly until: Date | null }
  /** What stands too near: its title where it is ours, and when it goes out or went out. */
  | { readonly why: 'gap'; readonly at: Date; readonly title: string | null }
  /** The day has its most. */
  | { readonly why: 'full'; readonly most: number }
  /** The article is not fresh any more then. */
  | { readonly why: 'stale'; readonly freshUntil: Date }
  /** Its event has begun by then. */
  | { readonly why: 'begun'; readonly beginsAt: Date };

export type PinOutcome =
  | { readonly outcome: 'pinned'; readonly post: Pinnable; readonly at: Date }
  | { readonly outcome: 'unpinned'; readonly post: Pinnable }
  | { readonly outcome: 'conflict'; readonly conflict: PinConflict; readonly free: readonly Date[] }
  /** It goes out now, has gone out, or has ended. null: there is no such post. */
  | { readonly outcome: 'too-late'; readonly status: Post['status'] | null };

export type PinInput = {
  readonly postId: string;
  /** null: the planner chooses again. */
  readonly at: Date | null;
  readonly timetableOf: (page: string) => PageTimetable;
  readonly now: Date;
};

/**
 * Gives a post an exact time, or takes it back. A time that cannot be is refused with the reason and the next free ones;
 * then nothing is changed. Whoever calls wakes the planner.
 */
export async function pinTime(needs: Needs, input: PinInput): Promise<PinOutcome> {
  const { postId, at, now } = input;
  for (;;) {
    const post = await needs.posts.get(postId);
    if (post === null || !isPinnable(post)) return { outcome: 'too-late', status: post?.status ?? null };
    const timetable = input.timetableOf(post.page);
    const seen = await stateOf(needs, post.page, now);
    if (at !== null) {
      const reading = await readPage(needs, { page: post.page, timetable, now });
      const conflict = conflictOf(reading, await pinnedAmongWaiting(needs, post), timetable, post, at, now);
      if (conflict !== null) return { outcome: 'conflict', conflict, free: freeFor(reading, timetable, post, now, 3) };
    }
    const written = await change(needs.posts, postId, (current) => (isPinnable(current) ? withPin(current, at, now) : null));
    if (written === null) return { outcome: 'too-late', status: (await needs.posts.get(postId))?.status ?? null };
    if (at === null || (await isAlone(needs, seen))) {
      needs.log.info({ postId, pinnedAt: at }, at === null ? 'its time is the planner’s again' : 'its time is given');
      return at === null ? { outcome: 'unpinned', post: written } : { outcome: 'pinned', post: written, at };
    }
    await change(needs.posts, postId, (current) =>
      isPinnable(current) && current.pinnedAt?.getTime() === at.getTime() ? withPin(current, post.pinnedAt ?? null, now) : null,
    );
  }
}

/**
 * Whether nobody else gave a time on this Page since it was looked at: each raises the Page's `rev` once, so that of two who press in the same
 * moment one begins again, and sees what the other gave. No clock tells it.
 */
async function isAlone(needs: Needs, seen: PageState): Promise<boolean> {
  return (await needs.pages.replace(seen, seen)).outcome === 'written';
}

async function stateOf(needs: Needs, page: string, now: Date): Promise<PageState> {
  const unknown: PageState = { id: page, rev: 0, nextSendAt: now, stopped: null, usage: null };
  const known = await needs.pages.get(page);
  if (known !== null) return known;
  await needs.pages.add(unknown);
  return (await needs.pages.get(page)) ?? unknown;
}

/** Posted before all others, as soon as it is approved; the gap is kept. Returns null when it goes out, has gone out or has ended. */
export async function setUrgent(
  needs: Pick<Needs, 'posts' | 'log'>,
  input: { readonly postId: string; readonly urgent: boolean; readonly now: Date },
): Promise<Pinnable | null> {
  const { postId, urgent, now } = input;
  const written = await change(needs.posts, postId, (current) => (isPinnable(current) ? { ...withPin(current, null, now), urgent } : null));
  if (written !== null) needs.log.info({ postId, urgent }, 'urgency set');
  return written;
}

/** The next places at which this post could go out. */
export async function nextFreeSlots(
  needs: ReadNeeds,
  input: {
    readonly post: Pick<ShownPost, 'page'> & Free;
    readonly timetable: PageTimetable;
    readonly count: number;
    readonly now: Date;
  },
): Promise<readonly Date[]> {
  const { post, timetable, count, now } = input;
  return freeFor(await readPage(needs, { page: post.page, timetable, now }), timetable, post, now, count);
}

function isPinnable(post: Post): post is Pinnable {
  switch (post.status) {
    case 'draft':
    case 'awaiting':
    case 'approved':
    case 'scheduled':
    case 'held':
      return true;
    default:
      return false;
  }
}

/** A planned post gives its slot up: the planner puts it where it belongs now. */
function withPin(post: Pinnable, at: Date | null, now: Date): Pinnable {
  const pinned = { pinnedAt: at, moved: null, slotWhy: undefined, updatedAt: now, redraw: true };
  return post.status === 'scheduled' ? { ...withoutSlot(post), ...pinned } : { ...post, ...pinned };
}

/** What was tried on the Page already goes along: a second send after an unknown outcome stays the last one, and an upload is gone on with. */
export function withoutSlot(post: Scheduled): Approved {
  const { slot: _slot, slotKey: _key, notBefore: _notBefore, ...consented } = post;
  return { ...consented, status: 'approved' };
}

/** Times that were given to posts which still wait for their decision. */
async function pinnedAmongWaiting(needs: Needs, post: Pinnable): Promise<readonly { readonly at: Date; readonly title: string }[]> {
  const waiting = await needs.posts.withStatus('awaiting', 10_000);
  return waiting.flatMap((one) => (one.page === post.page && one.id !== post.id && one.pinnedAt != null ? [{ at: one.pinnedAt, title: one.title }] : []));
}

function conflictOf(
  reading: PageReading,
  waiting: readonly { readonly at: Date; readonly title: string }[],
  timetable: PageTimetable,
  post: Pinnable,
  at: Date,
  now: Date,
): PinConflict | null {
  // A minute's grace: who types the present time means at once.
  if (at < addMs(now, -minute)) return { why: 'past' };
  const bar = reading.hours.barAt(at.getTime());
  if (bar !== null) return { why: bar.why, until: Number.isFinite(bar.until) ? new Date(bar.until) : null };
  const fresh = freshUntil(post, timetable.freshness);
  if (at >= fresh) return staleReason(post) === 'begun' ? { why: 'begun', beginsAt: fresh } : { why: 'stale', freshUntil: fresh };
  const others = [...takenBy(reading, post.id), ...waiting];
  const taken = takenFrom(
    reading.hours,
    timetable.gapMinutes * minute,
    others.map((other) => other.at.getTime()),
  );
  const inWay = taken.inWay(at.getTime());
  if (inWay === 'full') return { why: 'full', most: reading.hours.dayAt(at.getTime()).most };
  if (inWay === null) return null;
  const nearest = new Date(taken.nearest(at.getTime()) ?? at);
  return { why: 'gap', at: nearest, title: others.find((other) => other.at.getTime() === nearest.getTime())?.title ?? null };
}

function takenBy(reading: PageReading, except: string): readonly { readonly at: Date; readonly title: string | null }[] {
  const waiting = reading.waiting.flatMap((one) => {
    const at = one.status === 'scheduled' ? one.slot : one.pinnedAt;
    return one.id === except || at == null ? [] : [{ at, title: one.title }];
  });
  return [...waiting, ...reading.onPage];
}

type Free = Pick<ShownPost, 'id' | 'kind' | 'categories' | 'articleAt' | 'createdAt' | 'event'>;

function freeFor(reading: PageReading, timetable: PageTimetable, post: Free, now: Date, count: number): readonly Date[] {
  const { hours } = reading;
  const taken = takenFrom(
    hours,
    timetable.gapMinutes * minute,
    takenBy(reading, post.id).map((one) => one.at.getTime()),
  );
  const boundTo = boundOf(timetable, post);
  const until = freshUntil(post, timetable.freshness).getTime();
  const free: Date[] = [];
  let from = later(now, reading.opensAt).getTime();
  while (free.length < count) {
    const place = nextPlace({ hours, taken }, from, until);
    if (place === null) break;
    const day = hours.dayAt(place.at);
    if (suits(place, boundTo)) free.push(new Date(place.at));
    // Where every instant will do, a choice of times half an hour apart is more use than one a millisecond later.
    from = suits(place, boundTo) && day.asap ? place.at + Math.max(timetable.gapMinutes * minute, hour / 2) : afterPlace(day, place, Number.POSITIVE_INFINITY);
  }
  return free;
}
