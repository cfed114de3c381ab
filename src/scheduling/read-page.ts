/** What the planner is told of a Page: its waiting posts, and what stands on it or is on its way. */
import type { HandPost } from '../hand-post.ts';
import { withLearned } from '../learned-times.ts';
import type { PageTimetable } from '../newsroom.ts';
import { pausesOf } from '../pause.ts';
import type { Ports } from '../ports.ts';
import type { Approved, Published, Publishing, Scheduled, Unconfirmed } from '../post.ts';
import { addMs, hour, later } from '../time.ts';
import { type Hours, hoursFrom } from './hours.ts';
import type { WaitingPost } from './order.ts';
import { type Plan, type PlanInput, planPage } from './plan.ts';

export type ReadNeeds = Pick<Ports, 'posts' | 'handPosts' | 'learned' | 'pages' | 'pauses' | 'calendar'>;
export type PageOf = { readonly page: string; readonly timetable: PageTimetable; readonly now: Date };

/** Approved and planned posts of every Page. */
export type Waiting = readonly (Approved | Scheduled)[];
/** A post that is on the Page, or may be. */
export type OnPage = PlanInput['onPage'][number] & { readonly title: string | null };
export type PageReading = Omit<PlanInput, 'waiting' | 'onPage' | 'forecast'> & {
  readonly waiting: Waiting;
  readonly onPage: readonly OnPage[];
  readonly hours: Hours;
};

const most = 10_000;
/** What went out so long ago counts neither for a gap nor for a day. */
const lookBack = 50 * hour;

export async function readWaiting(needs: Pick<Ports, 'posts'>): Promise<Waiting> {
  const [approved, scheduled] = await Promise.all([needs.posts.withStatus('approved', most), needs.posts.withStatus('scheduled', most)]);
  // One that was planned between the two reads stands in both.
  const ids = new Set(scheduled.map((post) => post.id));
  return [...approved.filter((post) => !ids.has(post.id)), ...scheduled];
}

export async function readPage(needs: ReadNeeds, { page, timetable: configured, now }: PageOf, all?: Waiting): Promise<PageReading> {
  const [waiting, open, slotted, byHand, learned, state] = await Promise.all([
    all ?? readWaiting(needs),
    needs.pauses.open(now),
    needs.posts.slotted(page, addMs(now, -lookBack)),
    needs.handPosts.since(page, addMs(now, -lookBack)),
    needs.learned.get(page),
    needs.pages.get(page),
  ]);
  const timetable = withLearned(configured, learned);
  const pauses = pausesOf(open, page);
  return {
    timetable,
    pauses,
    calendar: needs.calendar,
    hours: hoursFrom({ timetable, pauses, calendar: needs.calendar }, addMs(now, -lookBack)),
    waiting: waiting.filter((post) => post.page === page),
    onPage: [...slotted.flatMap(ourPost), ...byHand.filter((post) => !post.gone).map(handPost)],
    opensAt: later(now, state?.nextSendAt ?? now),
    stopped: state?.stopped != null,
    now,
  };
}

function ourPost(post: Scheduled | Publishing | Unconfirmed | Published): readonly OnPage[] {
  return post.status === 'scheduled' ? [] : [{ at: outAt(post), source: post.source, kind: post.kind, title: post.title }];
}

function handPost({ at, title }: HandPost): OnPage {
  return { at, source: null, kind: null, title };
}

/** The plan of what was read. `forecast`: also of what is not promised yet; `further`: as if these waited too. */
export function planOf(reading: PageReading, forecast: boolean, further: readonly WaitingPost[] = []): Plan {
  const waiting = reading.waiting.map((post): WaitingPost => ({ ...post, slot: post.status === 'scheduled' ? post.slot : null }));
  return planPage({ ...reading, forecast, waiting: [...waiting, ...further] });
}

function outAt(post: Publishing | Unconfirmed | Published): Date {
  switch (post.status) {
    case 'published':
      return post.publishedAt;
    case 'unconfirmed':
      return post.sendingAt;
    case 'publishing':
      return later(post.slot, post.sendingAt ?? post.claim.at);
  }
}
