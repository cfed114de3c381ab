/** Approved → scheduled: what the planner says is written down; what staff saw changes only with a reason on the card. */
import { change } from '../change.ts';
import { freshUntil, staleReason } from '../freshness.ts';
import { slotKeyOf } from '../identity.ts';
import { noted } from '../journal.ts';
import type { Words } from '../locale/words.ts';
import type { PageTimetable } from '../newsroom.ts';
import { tellAnew } from '../notice.ts';
import type { Ports } from '../ports.ts';
import { type Approved, type Awaiting, type Expired, type Post, type Scheduled, type SlotReason, shownOf, toWaiting } from '../post.ts';
import { addMs, hour, minute } from '../time.ts';
import type { WaitingPost } from './order.ts';
import { withoutSlot } from './pin.ts';
import { afterPlace, nextPlace } from './places.ts';
import type { Plan, Planned, Unplanned } from './plan.ts';
import { type PageOf, type PageReading, planOf, type ReadNeeds, readPage, readWaiting } from './read-page.ts';
import { takenFrom } from './taken.ts';

type Needs = ReadNeeds & Pick<Ports, 'notices' | 'log'> & { readonly words: Words };
type Input = {
  readonly timetableOf: (page: string) => PageTimetable;
  /** What staff call a Page. */
  readonly nameOf: (page: string) => Promise<string>;
  readonly now: Date;
};
export type ScheduleCounts = { scheduled: number; moved: number; expired: number; asked: number };

/** Plans every Page anew. Safe to run at any time, twice, and in several processes: the unique index on Page and slot keeps two posts out of one. */
export async function scheduleApproved(needs: Needs, input: Input): Promise<ScheduleCounts> {
  const counts: ScheduleCounts = { scheduled: 0, moved: 0, expired: 0, asked: 0 };
  const waiting = await readWaiting(needs);
  for (const page of new Set(waiting.map((post) => post.page))) {
    const reading = await readPage(needs, { page, timetable: input.timetableOf(page), now: input.now }, waiting);
    await carryOut(needs, input, page, reading, planOf(reading, false), counts);
  }
  return counts;
}

/** Told first, then released, then given: a crash in between leaves approved posts, which the next run plans again. */
async function carryOut(needs: Needs, input: Input, page: string, reading: PageReading, plan: Plan, counts: ScheduleCounts): Promise<void> {
  const posts = new Map(reading.waiting.map((post) => [post.id, post]));
  const { now } = reading;
  // While posting is paused nothing expires: what is not fresh any more when it goes on is told of then.
  const paused = reading.hours.barAt(now.getTime())?.why === 'pause';
  const stale = plan.unplanned.filter((one) => one.why === 'stale' && !paused);
  const ended = await tellMissed(needs, input, page, reading, plan, stale);
  for (const { id } of ended) if (await rewrite(needs, id, posts, (post) => expired(post, now))) counts.expired += 1;
  for (const one of plan.unplanned) {
    if (one.why === 'ask' && (await rewrite(needs, one.id, posts, (post) => askAgain(post, now)))) counts.asked += 1;
    else if (one.why !== 'stale' && (await release(needs, posts, one, now))) counts.moved += 1;
  }
  const changed = plan.planned.filter((one) => !one.kept);
  for (const one of changed) if (await release(needs, posts, one, now)) counts.moved += 1;
  for (const one of changed) if (one.firm && (await give(needs, page, one, now))) counts.scheduled += 1;
}

/** Rewrites a post that is still as it was planned. */
async function rewrite<N extends Post>(
  needs: Needs,
  id: string,
  posts: ReadonlyMap<string, Approved | Scheduled>,
  next: (post: Approved | Scheduled) => N,
): Promise<N | null> {
  const planned = posts.get(id);
  return change(needs.posts, id, (current): N | null =>
    (current.status === 'approved' || current.status === 'scheduled') && current.status === planned?.status ? next(current) : null,
  );
}

/** Takes a planned post's slot back; true when it had one. */
async function release(needs: Needs, posts: ReadonlyMap<string, Approved | Scheduled>, one: Planned | Unplanned, now: Date): Promise<boolean> {
  const post = posts.get(one.id);
  if (post?.status !== 'scheduled') return false;
  const moved = one.moved === null ? null : { ...one.moved, at: now };
  const written = await needs.posts.replace(post, { ...withoutSlot(post), moved, updatedAt: now, redraw: true });
  if (written.outcome === 'written') needs.log.info({ postId: post.id, from: post.slot, why: one.moved?.why }, 'its planned time cannot stand');
  return written.outcome === 'written';
}

async function give(needs: Needs, page: string, one: Planned, now: Date): Promise<boolean> {
  const written = await change(needs.posts, one.id, (post): Scheduled | null =>
    post.status === 'approved'
      ? { ...withSlot(post, page, one.slot, one.why, now), ...(one.moved === null ? {} : { moved: { ...one.moved, at: now } }) }
      : null,
  );
  if (written !== null) needs.log.info({ postId: one.id, slot: one.slot, why: one.why }, 'scheduled');
  return written !== null;
}

function withSlot(post: Approved, page: string, slot: Date, why: SlotReason | null, now: Date): Scheduled {
  return {
    ...post,
    status: 'scheduled',
    slot,
    slotKey: slotKeyOf(page, slot),
    resends: post.resends ?? 0,
    notBefore: null,
    uploads: post.uploads ?? null,
    slotWhy: why ?? undefined,
    updatedAt: now,
    redraw: true,
  };
}

/** What is asked about anew gets a new version: the buttons of the old card decide nothing any more. */
function askAgain(post: Approved | Scheduled, now: Date): Awaiting {
  return noted(toWaiting(post, 'missed', now), { verb: 'return', by: 'desk', at: now, from: null, note: 'missed' });
}

function expired(post: Approved | Scheduled, now: Date): Expired {
  const why = staleReason(post);
  return noted(
    { ...shownOf(post), status: 'expired', at: now, why, updatedAt: now, redraw: true },
    { verb: 'expire', by: 'desk', at: now, from: null, note: why },
  );
}

/** So long after a message the next one waits, and what grew stale meanwhile with it. */
const tellEvery = hour;

/**
 * One message for all that missed its time or grew stale in a while, not one for each post. What had missed it when the last message was made
 * is told already, so that a crash in the midst of all this tells nothing twice. Returns what may expire now: nothing does untold.
 */
async function tellMissed(
  needs: Needs,
  { nameOf }: Input,
  page: string,
  reading: PageReading,
  plan: Plan,
  ended: readonly Unplanned[],
): Promise<readonly Unplanned[]> {
  const { now, timetable } = reading;
  const posts = new Map(reading.waiting.map((post) => [post.id, post]));
  const notice = `missed:${page}`;
  const last = (await needs.notices.get(notice))?.openedAt ?? null;
  const isNew = (since: Date) => last === null || since > last;
  const missedAt = ({ moved }: Planned | Unplanned) => (moved?.why === 'missed' ? addMs(moved.from, timetable.late.windowMs) : null);
  // The publisher told already that they do not get out, and will tell when they do.
  const tried = (await needs.notices.get(`late:${page}`))?.over === null;
  const unheard = (one: Planned | Unplanned) => isNew(missedAt(one) ?? new Date(0));
  const late = tried ? [] : plan.planned.filter((one) => one.moved?.why === 'missed' && unheard(one));
  const asked = plan.unplanned.filter((one) => one.why === 'ask' && unheard(one));
  const stale = ended.filter(({ id }) => {
    const post = posts.get(id);
    return post !== undefined && isNew(freshUntil(post, timetable.freshness));
  });
  if (late.length + asked.length + stale.length === 0) return ended;
  if (last !== null && now < addMs(last, tellEvery)) return ended.filter((one) => !stale.includes(one));
  const expired = stale.flatMap(({ id }) => posts.get(id) ?? []).map((post) => ({ title: post.title, why: staleReason(post) }));
  await tellAnew(needs, notice, needs.words.missedPosts(await nameOf(page), { late: late.length, asked: asked.length, expired }), last, now);
  return ended;
}

/** When this post would go out if it were approved at `now`. That its event has begun by then is told by whoever asks. */
export async function slotIfApproved(needs: ReadNeeds, of: PageOf & { readonly post: Omit<WaitingPost, 'approval' | 'slot'> }): Promise<Date | 'asap' | null> {
  const { post, now } = of;
  const approval = { by: 'auto', at: now, hash: '' } as const;
  const dates = post.event == null ? {} : { event: null, articleAt: now, createdAt: now };
  const one: WaitingPost = { ...post, ...dates, approval, slot: null };
  const at = planOf(await readPage(needs, of), true, [one]).planned.find((planned) => planned.id === one.id)?.at ?? null;
  return at !== null && at <= now ? 'asap' : at;
}

/** `firm` false: a forecast, which may yet change. `why` of a free place is null, or `trial` where that hour is tried. */
export type PlannedSlot = {
  readonly page: string;
  readonly slot: Date;
  readonly postId: string | null;
  readonly title: string | null;
  readonly firm: boolean;
  readonly why: SlotReason | null;
};

/** The timetable ahead, place by place: what is planned, what is foreseen, and what is free. */
export async function planAhead(needs: ReadNeeds, of: PageOf & { readonly days: number }): Promise<readonly PlannedSlot[]> {
  const { page, now } = of;
  const until = addMs(now, of.days * 24 * hour);
  const reading = await readPage(needs, of);
  const plan = planOf(reading, true);
  const posts = new Map(reading.waiting.map((post) => [post.id, post]));
  const planned = plan.planned.map(({ id, slot, firm, why }): PlannedSlot => {
    const post = posts.get(id);
    return { page, slot, postId: id, title: post?.title ?? null, firm, why: why ?? post?.slotWhy ?? 'first' };
  });
  const free = freePlaces(reading, plan, until).map((slot): PlannedSlot => {
    const isTrial = reading.hours.dayAt(slot.getTime()).times.some((time) => time.trial && time.at === slot.getTime());
    return { page, slot, postId: null, title: null, firm: false, why: isTrial ? 'trial' : null };
  });
  return [...planned.filter((one) => one.slot < until), ...free].sort((a, b) => a.slot.getTime() - b.slot.getTime());
}

/** Posting times that nobody has and anybody may have; none on days without set times. */
export function freePlaces(reading: PageReading, plan: Plan, until: Date): readonly Date[] {
  const { hours, timetable, opensAt } = reading;
  const instants = [...reading.onPage, ...plan.planned].map((one) => one.at.getTime());
  const taken = takenFrom(hours, timetable.gapMinutes * minute, instants);
  const free: Date[] = [];
  let from = opensAt.getTime();
  for (;;) {
    const place = nextPlace({ hours, taken }, from, until.getTime());
    if (place === null) return free;
    const day = hours.dayAt(place.at);
    if (place.open && !day.asap) free.push(new Date(place.at));
    from = afterPlace(day, place, Number.POSITIVE_INFINITY);
  }
}
